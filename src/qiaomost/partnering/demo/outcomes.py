"""Milestones, outcomes and questions of impact of the demonstration."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any

from qiaomost.partnering import services
from qiaomost.partnering.demo.telling import Telling
from qiaomost.partnering.models import Milestone, Outcome
from qiaomost.partnering.services import Figures, OutcomeDraft, Upload
from qiaomost.partnering.states import Side

Step = Mapping[str, Any]
FACTS = ("kind", "language", "title", "description", "links")
FIGURES = ("stage", "jobs", "projects", "band", "currency")


def _report(telling: Telling, step: Step) -> None:
    files = [Upload(step["file"], io.BytesIO(step["content"].encode()))] if "file" in step else []
    services.report_milestone(
        **_by(telling, step),
        milestone_id=_milestone(telling, step).pk,
        language=step["language"],
        text=step["text"],
        files=files,
    )


def _accept(telling: Telling, step: Step) -> None:
    milestone = _milestone(telling, step)
    services.accept_milestone(**_by(telling, step), milestone_id=milestone.pk, text=step["text"])


def _complete(telling: Telling, step: Step) -> None:
    services.complete_cooperation(**_by(telling, step), case_id=telling.case().pk)


def _claim(telling: Telling, step: Step) -> None:
    draft = OutcomeDraft(**{name: step[name] for name in FACTS})
    services.claim_outcome(**_by(telling, step), case_id=telling.case().pk, draft=draft)


def _confirm(telling: Telling, step: Step) -> None:
    outcome = Outcome.objects.get(case=telling.case())
    services.confirm_outcome(**_by(telling, step), outcome_id=outcome.pk)


def _ask_impact(telling: Telling, _step: Step) -> None:
    services.follow_impact(now=telling.clock)


def _answer_impact(telling: Telling, step: Step) -> None:
    asked = telling.case().impact_requests.get(side=Side(step["by"]))
    figures = Figures(is_industrialised=True, **{name: step[name] for name in FIGURES})
    services.answer_impact(**_by(telling, step), request_id=asked.pk, figures=figures)


def _by(telling: Telling, step: Step) -> dict[str, Any]:
    return {"actor": telling.person(step["by"]), "now": telling.clock}


def _milestone(telling: Telling, step: Step) -> Milestone:
    return Milestone.objects.get(case=telling.case(), number=step["milestone"])


OUTCOME_STEPS: Mapping[str, Callable[[Telling, Step], Any]] = {
    "report": _report,
    "accept": _accept,
    "complete": _complete,
    "claim": _claim,
    "confirm": _confirm,
    "ask_impact": _ask_impact,
    "answer_impact": _answer_impact,
}
