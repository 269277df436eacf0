"""The work and what comes of it: milestones, outcomes, impact, and the files that prove them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from qiaomost.accounts.kept import Kept, actor_of, kept_for, signed_in
from qiaomost.common.errors import Invalid, Message, NotAllowed, NotFound, TooLarge
from qiaomost.common.http import reader_of
from qiaomost.compliance.gates import GateClosed
from qiaomost.network.forms import VerbForm
from qiaomost.network.selectors import standing_of
from qiaomost.partnering import services
from qiaomost.partnering.forms import outcomes as forms
from qiaomost.partnering.permissions import can_enter_room
from qiaomost.partnering.presenting.pages import frame_of
from qiaomost.partnering.presenting.work import Claim, Step, WorkPage, work_page
from qiaomost.partnering.selectors.cases import case_for
from qiaomost.partnering.services.outcomes_translations import translate_outcome


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb as the page offers it: what it asks, what it calls on which ``target``, what of the form it takes."""

    service: Callable[..., Any]
    label: Message
    form: type[VerbForm]
    target: str
    values: Callable[[Any], Mapping[str, Any]] = lambda form: form.cleaned_data
    is_grave: bool = False


@dataclass(frozen=True, slots=True)
class Action:
    """A verb that this reader may take now, with its form as far as it is filled in."""

    verb: str
    target: str
    label: Message
    form: VerbForm
    is_grave: bool


VERBS: Mapping[str, Verb] = {
    "report": Verb(
        services.report_milestone,
        _("Report"),
        forms.ReportForm,
        "milestone_id",
        forms.ReportForm.report,
    ),
    "accept": Verb(services.accept_milestone, _("Accept the milestone"), forms.AcceptForm, "milestone_id"),
    "rework": Verb(services.send_milestone_back, _("Send back for rework"), forms.RefuseForm, "milestone_id"),
    "fail": Verb(services.fail_milestone, _("It failed"), forms.RefuseForm, "milestone_id", is_grave=True),
    "end-user": Verb(services.name_end_user, _("Name the end user"), forms.EndUserForm, "case_id"),
    "claim": Verb(
        services.claim_outcome,
        _("Claim an outcome"),
        forms.OutcomeForm,
        "case_id",
        lambda form: {"draft": form.draft()},
    ),
    "claim-again": Verb(
        services.claim_outcome_again,
        _("Claim it again"),
        forms.OutcomeForm,
        "outcome_id",
        lambda form: {"draft": form.draft()},
    ),
    "confirm": Verb(services.confirm_outcome, _("Confirm the outcome"), VerbForm, "outcome_id"),
    "dispute": Verb(
        services.dispute_outcome, _("Dispute it"), forms.DisputeForm, "outcome_id", is_grave=True
    ),
    **{
        f"translate-{code}": Verb(
            partial(translate_outcome, language=code), label, forms.TranslationForm, "outcome_id"
        )
        for code, label in (
            ("zh", _("Chinese translation: write or approve")),
            ("ru", _("Russian translation: write or approve")),
            ("en", _("English translation: write or approve")),
        )
    },
    "answer": Verb(
        services.answer_impact,
        _("Answer with figures"),
        forms.ImpactForm,
        "request_id",
        lambda form: {"figures": form.figures()},
    ),
    "decline": Verb(services.decline_impact, _("Decline to answer"), VerbForm, "request_id", is_grave=True),
}


@signed_in()
@require_safe
def work(request: HttpRequest, case_id: UUID) -> HttpResponse:
    kept = kept_for(request)
    return _work_page(request, case_id, {_key(kept): kept.values} if kept else {})


@signed_in(back="case-work")
def act(request: HttpRequest, case_id: UUID, verb: str, target: UUID) -> HttpResponse:
    if verb not in VERBS:
        raise NotFound
    known, form = VERBS[verb], _form(request, case_id, verb)
    if form.is_valid():
        try:
            known.service(
                actor=actor_of(request), now=timezone.now(), **{known.target: target}, **known.values(form)
            )
            is_quiet = verb.startswith("translate-")
            said = gettext("Saved.") if is_quiet else gettext("Done. The people concerned are told.")
            messages.success(request, said)
            return redirect("case-work", case_id)
        except Invalid as error:
            form.refuse(error)
        except (GateClosed, TooLarge) as error:
            form.add_error(None, str(error))
    return _work_page(request, case_id, {f"{verb}/{target}": form}, status=422)


@signed_in()
@require_safe
def evidence(request: HttpRequest, case_id: UUID, sha256: str) -> HttpResponse:
    row = services.open_evidence(actor=actor_of(request), case_id=case_id, sha256=sha256, now=timezone.now())
    with row.file.open() as file:
        answer = HttpResponse(file.read(), content_type=row.media_type)
    answer.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=row.name)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def _form(request: HttpRequest, case_id: UUID, verb: str) -> VerbForm:
    if verb != "end-user":
        return VERBS[verb].form(request.POST, request.FILES)
    standing = standing_of(request.user)
    page = work_page(case_for(standing, case_id), standing, reader_of(request), timezone.now())
    return forms.EndUserForm(request.POST, people=page.end_users)


def _key(kept: Kept) -> str:
    return kept.path.strip("/").split("/work/", 1)[1]


def _work_page(
    request: HttpRequest, case_id: UUID, typed: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    standing, reader, now = standing_of(request.user), reader_of(request), timezone.now()
    case = case_for(standing, case_id)
    page = frame_of(case, standing, reader)
    if not can_enter_room(page.roles):
        raise NotAllowed
    shown = work_page(case, standing, reader, now)
    offer = _Offer(typed, reader, shown)
    context = {
        "page": page,
        "case": case,
        "tab": "work",
        "steps": [(step, offer.actions(step.milestone.pk, _of_step(step))) for step in shown.steps],
        "claims": [
            (claim, offer.actions(claim.outcome.pk, _of_claim(claim), claim)) for claim in shown.claims
        ],
        "questions": [
            (one, offer.actions(one.request.pk, ("answer", "decline") if one.can_answer else ()))
            for one in shown.questions
        ],
        "naming": offer.actions(case.pk, ("end-user",) if shown.can_name else ()),
        "claiming": offer.actions(case.pk, ("claim",) if shown.can_claim else ()),
    }
    return render(request, "partnering/outcome/work.html", context, status=status)


@dataclass(frozen=True, slots=True)
class _Offer:
    """Makes the forms of the page; those that were refused or kept have what was typed."""

    typed: Mapping[str, Any]
    reader: str
    page: WorkPage

    def actions(self, target: UUID, verbs: Iterable[str], claim: Claim | None = None) -> list[Action]:
        return [
            Action(
                verb, str(target), VERBS[verb].label, self._form(verb, target, claim), VERBS[verb].is_grave
            )
            for verb in verbs
        ]

    def _form(self, verb: str, target: UUID, claim: Claim | None) -> VerbForm:
        typed = self.typed.get(f"{verb}/{target}")
        if isinstance(typed, VerbForm):
            return typed
        more: dict[str, Any] = {"people": self.page.end_users} if verb == "end-user" else {}
        initial = {"language": self.reader, **(_begun(verb, claim) if claim else {})}
        return VERBS[verb].form(typed, initial=initial, auto_id=f"id_{verb}_{target.hex[:8]}_%s", **more)


def _begun(verb: str, claim: Claim) -> dict[str, Any]:
    """What a form about an outcome begins with."""
    if verb == "claim-again":
        return _said(claim)
    rows = {f"translate-{row.language}": row for row in claim.outcome.translations.all()}
    row = rows.get(verb)
    return {"title": row.title, "description": row.description} if row else {}


def _said(claim: Claim) -> dict[str, Any]:
    """What the claimant said before, to be put right."""
    names = ("kind", "language", "title", "description", "territory", "value", "band", "currency", "jobs")
    links = "\n".join(one.address for one in claim.outcome.evidence.all() if one.address)
    return {name: getattr(claim.outcome, name) for name in names} | {"links": links}


def _of_step(step: Step) -> list[str]:
    flags = {
        "report": step.can_report,
        "accept": step.can_accept,
        "rework": step.can_accept,
        "fail": step.can_fail,
    }
    return [verb for verb, is_possible in flags.items() if is_possible]


def _of_claim(claim: Claim) -> list[str]:
    verbs = ["confirm", "dispute"] if claim.can_answer else ["claim-again"] if claim.can_claim_again else []
    return [*verbs, *(f"translate-{code}" for code in claim.to_translate)]
