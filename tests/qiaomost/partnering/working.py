"""Cases at work and after it: an agreement in force with its milestones, and what comes of it."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from qiaomost.accounts.models import User
from qiaomost.partnering import services
from qiaomost.partnering.documents import text_sha256
from qiaomost.partnering.documents.stored import to_json
from qiaomost.partnering.models import Agreement, AgreementVersion, Case, Milestone, Outcome
from qiaomost.partnering.services import OutcomeDraft, Upload
from qiaomost.partnering.services.steps import move_cooperation
from qiaomost.partnering.states import CooperationState
from tests.agreements import MILESTONES, agreement
from tests.factories import NOW
from tests.qiaomost.compliance.making import answered, made_edition, recorded
from tests.qiaomost.partnering.conftest import Parties

DRAFT = OutcomeDraft(
    kind="patent",
    language="zh",
    title="冻土路基保温排水结构",
    description="双方共同申请，已获授权。",
    territory="CN",
    links="10.1234/frost.2027.5\nhttps://example.org/patent/CN1",
)
TEXT = "Испытания проведены, протокол приложен."


def upload(name: str = "report.txt", content: bytes = TEXT.encode()) -> Upload:
    return Upload(name, io.BytesIO(content))


def running(parties: Parties, *, milestones: bool = True, now: datetime = NOW) -> Case:
    """A running cooperation under an agreement with two milestones, which the company accepts."""
    case = parties.case_in(CooperationState.NEGOTIATING)
    move_cooperation(case, "agree", actor=None, now=now)
    signed = in_force(case, parties.cn_adviser, milestones=MILESTONES if milestones else (), now=now)
    services.plan_milestones(signed, now=now)
    move_cooperation(case, "start", actor=None, now=now)
    return Case.objects.get(pk=case.pk)


def cleared(parties: Parties) -> None:
    """Export control lets technical files of the institute go to the company."""
    answered(parties.record, made_edition("ru-dual-use"))
    recorded(parties.record, parties.company, "ru_identification_conclusion", valid_until=date(2036, 1, 1))


def in_force(case: Case, author: User, *, now: datetime = NOW, **changed: Any) -> Agreement:
    """An agreement in force, of which the company is the client."""
    plan = changed.pop("milestones", MILESTONES)
    found = Agreement.objects.create(
        case=case,
        ordinal=case.agreements.count() + 1,
        kind="development",
        state="in_force",
        created_by=author,
        created_at=now,
        signed_at=now,
        in_force_on=now.date(),
        **changed,
    )
    document = agreement(milestones=plan)
    first, second = document.parties
    names = {language: case.sender_organisation.name_in(language) for language in first.name}
    document = replace(document, parties=(replace(first, name=names, identifiers=()), second))
    AgreementVersion.objects.create(
        agreement=found,
        number=1,
        document=to_json(document),
        sha256=text_sha256(document),
        author=author,
        at=now,
    )
    return found


def milestones(case: Case) -> list[Milestone]:
    return list(Milestone.objects.filter(case=case).order_by("number"))


def report(parties: Parties, milestone: Milestone, **changes: Any) -> Any:
    given: dict[str, Any] = {"actor": parties.researcher, "language": "ru", "text": TEXT, "now": NOW}
    return services.report_milestone(milestone_id=milestone.pk, **(given | changes))


def completed(parties: Parties, *, now: datetime = NOW) -> Case:
    """A completed cooperation that had no milestones."""
    case = running(parties, milestones=False, now=now)
    services.complete_cooperation(actor=parties.ru_adviser, case_id=case.pk, now=now)
    return Case.objects.get(pk=case.pk)


def claim(parties: Parties, case: Case, *, now: datetime = NOW, **changes: Any) -> Outcome:
    return services.claim_outcome(
        actor=parties.engineer, case_id=case.pk, draft=replace(DRAFT, **changes), now=now
    )


def confirmed(parties: Parties, *, now: datetime = NOW) -> Outcome:
    """An outcome that the company claimed and the institute confirmed."""
    outcome = claim(parties, completed(parties, now=now), now=now)
    return services.confirm_outcome(actor=parties.researcher, outcome_id=outcome.pk, now=now)
