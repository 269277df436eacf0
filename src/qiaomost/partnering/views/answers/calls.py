"""A call for answers: opening and changing it, its page, its reviewers, and the verbs of its phases."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from qiaomost.accounts.kept import actor_of, kept_for, signed_in, typed_in
from qiaomost.catalogue.selectors import record_for, text_for
from qiaomost.common.errors import Invalid, Message, NotFound
from qiaomost.common.http import reader_of
from qiaomost.network.forms import VerbForm
from qiaomost.network.selectors import standing_of
from qiaomost.partnering.forms.answers import AwardForm, CallForm, JudgementForm, SeatForm
from qiaomost.partnering.models import Call
from qiaomost.partnering.presenting.answers.pages import asked_of, call_page, label_of
from qiaomost.partnering.presenting.parties import name_of
from qiaomost.partnering.selectors.answers import answers_of, call_about, call_for, reviewers_to_seat
from qiaomost.partnering.services import answers as services
from qiaomost.partnering.states.answers import OPEN_ANSWERS, AnswerState

SERVICES: Mapping[str, tuple[Callable[..., Any], Message]] = {
    "close": (services.close_call, gettext_lazy("Close and begin the review")),
    "name": (services.show_names, gettext_lazy("Go on with names")),
    "give_notice": (services.give_notice, gettext_lazy("Put the selection under public notice")),
    "award": (services.award_call, gettext_lazy("Award")),
    "end": (services.end_call, gettext_lazy("End without an award")),
}


@require_safe
def call(request: HttpRequest, call_id: UUID) -> HttpResponse:
    kept = kept_for(request)
    verb = kept.path.rstrip("/").rpartition("/")[2] if kept else ""
    return _page(request, call_id, {verb: kept.values} if kept else {})


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def open_call(request: HttpRequest, record_id: UUID) -> HttpResponse:
    reader = reader_of(request)
    record = record_for(standing_of(request.user), record_id)
    if (present := call_about(record_id)) is not None:
        return redirect("call", present.pk)
    criteria = services.criteria_of(record)
    deadline = record.challenge.deadline if hasattr(record, "challenge") else None
    form = CallForm(typed_in(request), criteria=len(criteria), initial={"deadline": deadline})
    if request.method == "POST" and form.is_valid():
        try:
            made = services.open_call(
                actor=actor_of(request), record_id=record_id, draft=form.draft(), now=timezone.now()
            )
            messages.success(request, _("The challenge is open for answers. Now seat the reviewers."))
            return redirect("call", made.pk)
        except Invalid as error:
            form.refuse(error)
    lines = [next(iter(one.values())) if reader not in one else one[reader] for one in criteria]
    return _form_page(request, form, lines, text_for(record, reader), record.pk)


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def change_call(request: HttpRequest, call_id: UUID) -> HttpResponse:
    reader = reader_of(request)
    present = call_for(standing_of(request.user), call_id)
    lines = [one.text for one in asked_of(present, reader)]
    form = CallForm(typed_in(request), criteria=len(lines), initial=_initial(present))
    if request.method == "POST" and form.is_valid():
        try:
            services.change_call(
                actor=actor_of(request), call_id=call_id, draft=form.draft(), now=timezone.now()
            )
            messages.success(request, _("The call is changed."))
            return redirect("call", call_id)
        except Invalid as error:
            form.refuse(error)
    title = text_for(present.record, reader)
    return _form_page(request, form, lines, title, present.record_id, present)


@signed_in(back="call")
def take(request: HttpRequest, call_id: UUID, verb: str) -> HttpResponse:
    if verb not in SERVICES:
        raise NotFound
    form = _verb_form(verb, call_for(standing_of(request.user), call_id), request.POST)
    if form.is_valid():
        given = {"reasons": form.reasons()} if isinstance(form, AwardForm) else form.cleaned_data
        try:
            SERVICES[verb][0](actor=actor_of(request), call_id=call_id, now=timezone.now(), **given)
            messages.success(request, _("Done. The people concerned are told."))
            return redirect("call", call_id)
        except Invalid as error:
            form.refuse(error)
    return _page(request, call_id, {verb: form}, status=422)


@signed_in(back="call")
def seat(request: HttpRequest, call_id: UUID) -> HttpResponse:
    form = _seat_form(request, call_for(standing_of(request.user), call_id), request.POST)
    if form.is_valid():
        services.seat_reviewer(
            actor=actor_of(request),
            call_id=call_id,
            user_id=UUID(form.cleaned_data["user"]),
            now=timezone.now(),
        )
        return redirect("call", call_id)
    return _page(request, call_id, {"seat": form}, status=422)


@signed_in(back="call")
def unseat(request: HttpRequest, call_id: UUID, user_id: UUID) -> HttpResponse:
    services.unseat_reviewer(actor=actor_of(request), call_id=call_id, user_id=user_id, now=timezone.now())
    return redirect("call", call_id)


def _form_page(
    request: HttpRequest,
    form: CallForm,
    lines: list[str],
    title: Any,
    record_id: UUID,
    present: Call | None = None,
) -> HttpResponse:
    context = {
        "form": form,
        "criteria": list(zip(lines, form.rows(), strict=True)),
        "title": title,
        "record_id": record_id,
        "call": present,
    }
    return render(request, "partnering/answers/call_form.html", context, status=422 if form.errors else 200)


def _page(
    request: HttpRequest, call_id: UUID, given: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    standing = standing_of(request.user)
    page = call_page(call_for(standing, call_id), standing, reader_of(request), timezone.now())
    forms = {verb: (SERVICES[verb][1], _form_of(verb, page.call, given.get(verb))) for verb in page.verbs}
    context: dict[str, Any] = {"page": page, "call": page.call, "forms": forms}
    if "owner" in page.roles and page.call.finished_at is None and page.call.state != "notice":
        seats = given.get("seat")
        context["seat_form"] = seats if isinstance(seats, VerbForm) else _seat_form(request, page.call, seats)
    return render(request, "partnering/answers/call.html", context, status=status)


def _form_of(verb: str, call: Call, given: Any) -> VerbForm:
    return given if isinstance(given, VerbForm) else _verb_form(verb, call, given)


def _verb_form(verb: str, call: Call, typed: Any) -> VerbForm:
    if verb == "award":
        open_ones = OPEN_ANSWERS - {AnswerState.PUBLIC_NOTICE}
        others = [(str(one.pk), label_of(one)) for one in answers_of(call) if one.state in open_ones]
        return AwardForm(typed, others=others)
    return JudgementForm(typed) if verb == "end" else VerbForm(typed)


def _seat_form(request: HttpRequest, call: Call, typed: Any) -> SeatForm:
    reader = reader_of(request)
    users = reviewers_to_seat(call)
    return SeatForm(typed, reviewers=[(str(one.pk), name_of(one, reader)) for one in users])


def _initial(call: Call) -> dict[str, Any]:
    names = ("deadline", "reviews_needed", "notice_days", "countries", "kinds")
    values = {name: getattr(call, name) for name in names}
    values |= {f"eligibility_{code}": words for code, words in call.eligibility.items()}
    for number, one in enumerate(call.criteria.all()):
        values |= {f"{name}_{number}": getattr(one, name) for name in ("weight", "maximum", "limit")}
    return values
