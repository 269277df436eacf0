"""An answer: writing it, its team and files, its page, and the verbs of both sides on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from qiaomost.accounts.kept import actor_of, kept_for, signed_in, typed_in
from qiaomost.common.errors import Invalid, Message, NotAllowed, NotFound, TooLarge
from qiaomost.common.http import reader_of
from qiaomost.network.forms import VerbForm
from qiaomost.network.models import Organisation
from qiaomost.network.permissions import Standing
from qiaomost.network.selectors import standing_of
from qiaomost.partnering.forms.answers import (
    AnswerWordsForm,
    AssessForm,
    ConflictForm,
    JudgementForm,
    ReviewNoteForm,
    TeamForm,
)
from qiaomost.partnering.models import Answer, Call
from qiaomost.partnering.presenting.answers.pages import AnswerPage, answer_page, asked_of, title_of_call
from qiaomost.partnering.selectors.answers import answer_for, call_for, file_for, own_answers
from qiaomost.partnering.services import answers as services
from qiaomost.partnering.states.answers import AnswerState


@dataclass(frozen=True, slots=True)
class Step:
    """A verb of an answer: service, label, what it asks, and whether it ends something."""

    service: Callable[..., Any]
    label: Message
    form: type[VerbForm] = VerbForm
    ends: bool = False


STEPS: Mapping[str, Step] = {
    "submit": Step(services.submit_answer, gettext_lazy("Submit the answer")),
    "revise": Step(services.revise_answer, gettext_lazy("Take back for revision")),
    "find_eligible": Step(services.find_eligible, gettext_lazy("Eligible: to the reviewers")),
    "shortlist": Step(services.shortlist_answer, gettext_lazy("Take into the shortlist"), JudgementForm),
    "select": Step(services.select_answer, gettext_lazy("Select"), JudgementForm),
    "find_ineligible": Step(services.find_ineligible, gettext_lazy("Not eligible"), JudgementForm, ends=True),
    "reject": Step(services.reject_answer, gettext_lazy("Reject"), JudgementForm, ends=True),
    "withdraw": Step(services.withdraw_answer, gettext_lazy("Withdraw"), ends=True),
}


@signed_in()
@require_safe
def answer(request: HttpRequest, answer_id: UUID) -> HttpResponse:
    kept = kept_for(request)
    name = kept.path.rstrip("/").rpartition("/")[2] if kept else ""
    return shown(request, answer_id, {name: kept.values} if kept else {})


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def start_answer(request: HttpRequest, call_id: UUID) -> HttpResponseBase:
    standing, reader = standing_of(request.user), reader_of(request)
    call = call_for(standing, call_id)
    if (own := own_answers(standing, call).exclude(state=AnswerState.WITHDRAWN).first()) is not None:
        return redirect("answer", own.pk)
    choices = _own_organisations(standing, call, reader)
    form = AnswerWordsForm(
        typed_in(request),
        initial={"language": reader},
        criteria=asked_of(call, reader),
        organisations=choices,
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = services.start_answer(
                actor=actor_of(request),
                call_id=call_id,
                organisation_id=UUID(form.cleaned_data["organisation"]),
                draft=form.draft(),
                now=timezone.now(),
            )
            return _stored(request, made.pk)
        except Invalid as error:
            form.refuse(error)
    return _form_page(request, form, call, None)


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def edit_answer(request: HttpRequest, answer_id: UUID) -> HttpResponseBase:
    standing, reader = standing_of(request.user), reader_of(request)
    present = answer_for(standing, answer_id)
    if not answer_page(present, standing, reader, timezone.now()).can_edit:
        raise NotAllowed
    form = AnswerWordsForm(
        typed_in(request),
        initial=_initial(present),
        criteria=asked_of(present.call, reader),
        organisations=None,
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_answer(
                actor=actor_of(request), answer_id=answer_id, draft=form.draft(), now=timezone.now()
            )
            return _stored(request, answer_id)
        except Invalid as error:
            form.refuse(error)
    return _form_page(request, form, present.call, present)


@signed_in(back="answer")
def take(request: HttpRequest, answer_id: UUID, verb: str) -> HttpResponse:
    if verb not in STEPS:
        raise NotFound
    form = STEPS[verb].form(request.POST)
    if form.is_valid():
        try:
            STEPS[verb].service(
                actor=actor_of(request), answer_id=answer_id, now=timezone.now(), **form.cleaned_data
            )
            messages.success(request, _("Done. The people concerned are told."))
            return redirect("answer", answer_id)
        except Invalid as error:
            return _refused(request, answer_id, verb, form, error)
    return shown(request, answer_id, {verb: form}, status=422)


@signed_in(back="answer")
def team(request: HttpRequest, answer_id: UUID) -> HttpResponse:
    present = answer_for(standing_of(request.user), answer_id)
    form = _team_form(present, reader_of(request), request.POST)
    if form.is_valid():
        try:
            services.set_team(
                actor=actor_of(request), answer_id=answer_id, shares=form.shares(), now=timezone.now()
            )
            messages.success(request, _("The team is stored; its members are asked to confirm."))
            return redirect("answer", answer_id)
        except Invalid as error:
            form.refuse(error)
    return shown(request, answer_id, {"team": form}, status=422)


@signed_in(back="answer")
def confirm(request: HttpRequest, answer_id: UUID) -> HttpResponse:
    share = request.POST.get("share", "")
    services.confirm_share(
        actor=actor_of(request),
        answer_id=answer_id,
        share=int(share) if share.isdecimal() else 0,
        now=timezone.now(),
    )
    messages.success(request, _("Your organisation’s share is confirmed."))
    return redirect("answer", answer_id)


@signed_in(back="answer")
def attach(request: HttpRequest, answer_id: UUID) -> HttpResponse:
    file = request.FILES.get("file")
    try:
        if file is None or isinstance(file, list):
            raise Invalid(fields={"file": _("Choose a file.")})
        services.attach_answer_file(
            actor=actor_of(request),
            answer_id=answer_id,
            name=file.name or "",
            content=cast(BinaryIO, file),
            now=timezone.now(),
        )
    except (Invalid, TooLarge) as error:
        problem = error.fields["file"] if isinstance(error, Invalid) else error.message
        return shown(request, answer_id, {"file": problem}, status=error.status)
    return redirect("answer", answer_id)


@signed_in(back="answer")
def detach(request: HttpRequest, answer_id: UUID, file_id: UUID) -> HttpResponse:
    services.remove_answer_file(actor=actor_of(request), file_id=file_id, now=timezone.now())
    return redirect("answer", answer_id)


@signed_in()
@require_safe
def download(request: HttpRequest, file_id: UUID) -> FileResponse:
    row = file_for(standing_of(request.user), file_id)
    response = FileResponse(
        row.file.open("rb"), as_attachment=True, filename=row.name, content_type=row.media_type
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def shown(
    request: HttpRequest, answer_id: UUID, given: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """The page of an answer, with forms as they were typed."""
    standing, reader = standing_of(request.user), reader_of(request)
    page = answer_page(answer_for(standing, answer_id), standing, reader, timezone.now())
    context = {"page": page, "answer": page.answer, "call": page.call, "forms": _forms(page, given)}
    context |= _more(page, given, reader)
    return render(request, "partnering/answers/answer.html", context, status=status)


def _forms(page: AnswerPage, given: Mapping[str, Any]) -> dict[str, tuple[Step, VerbForm]]:
    verbs = [verb for verb in STEPS if verb in page.verbs]
    return {verb: (STEPS[verb], _form(given.get(verb), STEPS[verb].form)) for verb in verbs}


def _more(page: AnswerPage, given: Mapping[str, Any], reader: str) -> dict[str, Any]:
    more: dict[str, Any] = {"file_problem": given.get("file", "")}
    if page.can_edit:
        typed = given.get("team")
        more["team_form"] = typed if isinstance(typed, TeamForm) else _team_form(page.answer, reader, typed)
    if page.may_review and page.is_declared:
        typed = given.get("assess")
        asked = [one for one, _words in page.words]
        more["assess_form"] = typed if isinstance(typed, AssessForm) else AssessForm(typed, criteria=asked)
    if page.may_review:
        more["conflict_form"] = _form(given.get("conflict"), ConflictForm)
        more["note_form"] = _form(given.get("note"), ReviewNoteForm)
    return more


def _form(given: Any, form: type[VerbForm]) -> VerbForm:
    return given if isinstance(given, VerbForm) else form(given)


def _refused(
    request: HttpRequest, answer_id: UUID, verb: str, form: VerbForm, error: Invalid
) -> HttpResponse:
    """What a submission lacks stands beside the fields of the sheet on which it is mended."""
    standing, reader = standing_of(request.user), reader_of(request)
    if verb != "submit":
        form.refuse(error)
        return shown(request, answer_id, {verb: form}, status=422)
    present = answer_for(standing, answer_id)
    asked = asked_of(present.call, reader)
    sheet = AnswerWordsForm(_initial(present), criteria=asked, organisations=None)
    sheet.is_valid()
    sheet.refuse(error)
    return _form_page(request, sheet, present.call, present)


def _stored(request: HttpRequest, answer_id: UUID) -> HttpResponseBase:
    if request.POST.get("do") == "submit":
        return cast(HttpResponse, take(request, answer_id, "submit"))
    messages.success(request, _("The draft is stored; nobody outside your organisation sees it."))
    return redirect("answer", answer_id)


def _form_page(
    request: HttpRequest, form: AnswerWordsForm, call: Call, present: Answer | None
) -> HttpResponse:
    title = title_of_call(call, reader_of(request))
    context = {"form": form, "call": call, "answer": present, "title": title}
    return render(request, "partnering/answers/answer_form.html", context, status=422 if form.errors else 200)


def _own_organisations(standing: Standing, call: Call, reader: str) -> list[tuple[str, str]]:
    own = standing.organisations - {call.record.organisation_id}
    found = Organisation.objects.filter(pk__in=own, is_member=True).prefetch_related("names")
    if not own:
        raise NotAllowed(_("Only other members of the network answer."))
    return [(str(one.pk), one.name_in(reader)) for one in found.order_by("pk")]


def _team_form(answer: Answer, reader: str, typed: Any) -> TeamForm:
    owner, leader = answer.call.record.organisation_id, answer.organisation
    others = Organisation.objects.filter(is_member=True).exclude(pk__in=[owner, leader.pk])
    found = others.prefetch_related("names")
    choices = sorted(((str(one.pk), one.name_in(reader)) for one in found), key=lambda pair: pair[1])
    members = [one for one in answer.team.all() if one.organisation_id != leader.pk]
    initial: dict[str, Any] = {
        "share_0": next(one.share for one in answer.team.all() if one.organisation_id == leader.pk)
    }
    for row, one in enumerate(members, start=1):
        initial |= {f"member_{row}": str(one.organisation_id), f"share_{row}": one.share}
    pair = (str(leader.pk), leader.name_in(reader))
    return TeamForm(typed, leader=pair, organisations=choices, initial=initial)


def _initial(answer: Answer) -> dict[str, Any]:
    words = {f"words_{one.criterion_id}": one.text for one in answer.words.all()}
    return {"language": answer.language, "title": answer.title, **words}
