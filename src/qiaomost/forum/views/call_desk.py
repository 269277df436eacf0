"""What organisers do with calls: open and change them, seat reviewers, rank, decide, apply, export."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from qiaomost.accounts.kept import actor_of, signed_in, typed_in
from qiaomost.common.errors import Invalid, Message, NotFound
from qiaomost.common.http import reader_of
from qiaomost.common.transitions import verbs_of
from qiaomost.forum.forms.contributions import CallForm, DecisionForm, SeatForm, call_initial
from qiaomost.forum.models import ContributionCall, Edition
from qiaomost.forum.presenting.contributions import ranking_rows, row_of, seat_rows
from qiaomost.forum.selectors.contributions import (
    contribution_for,
    organised_call,
    reviewers_to_seat,
    submitted_to,
)
from qiaomost.forum.selectors.editions import organised_edition
from qiaomost.forum.services import calling
from qiaomost.forum.services.deciding import apply_decisions, decide
from qiaomost.forum.states.contributions import PHASE_TRANSITIONS, CallPhase, Decision
from qiaomost.forum.transfer.contributions import FORMATS, contributions_file
from qiaomost.forum.views.contributions import contribution_shown
from qiaomost.network.selectors import standing_of

LABELS: dict[str, Message] = {
    "review": gettext_lazy("Begin the review"),
    "discuss": gettext_lazy("Begin the discussion"),
    "decide": gettext_lazy("Close the review"),
}


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def open_call(request: HttpRequest, code: str, track: str) -> HttpResponse:
    edition = organised_edition(standing_of(request.user), code)
    row = edition.tracks.filter(code=track).first()
    if row is None:
        raise NotFound
    form = _call_form(request, edition, None)
    if request.method == "POST" and form.is_valid():
        try:
            made = calling.open_call(
                actor=actor_of(request), track_id=row.pk, draft=form.draft(), now=timezone.now()
            )
            messages.success(
                request, _("The call is open from the day that you gave. Now seat the reviewers.")
            )
            return redirect("forum-call-desk", made.pk)
        except Invalid as error:
            form.refuse(error)
    return _form_page(request, form, edition, row.name_in(reader_of(request)), None)


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def change_call(request: HttpRequest, call_id: int) -> HttpResponse:
    call = organised_call(standing_of(request.user), call_id)
    form = _call_form(request, call.track.edition, call)
    if request.method == "POST" and form.is_valid():
        try:
            calling.change_call(
                actor=actor_of(request), call_id=call_id, draft=form.draft(), now=timezone.now()
            )
            messages.success(request, _("The call is changed."))
            return redirect("forum-call-desk", call_id)
        except Invalid as error:
            form.refuse(error)
    return _form_page(request, form, call.track.edition, call.track.name_in(reader_of(request)), call)


@require_safe
@signed_in()
def desk(request: HttpRequest, call_id: int) -> HttpResponse:
    return _desk(request, call_id, {})


@signed_in(back="forum-call-desk")
def move(request: HttpRequest, call_id: int, verb: str) -> HttpResponse:
    calling.move_call(actor=actor_of(request), call_id=call_id, verb=verb, now=timezone.now())
    return redirect("forum-call-desk", call_id)


@signed_in(back="forum-call-desk")
def seat(request: HttpRequest, call_id: int) -> HttpResponse:
    call = organised_call(standing_of(request.user), call_id)
    form = _seat_form(request, call, request.POST)
    if form.is_valid():
        user_id = form.cleaned_data["user"]
        calling.seat_reviewer(actor=actor_of(request), call_id=call_id, user_id=user_id, now=timezone.now())
        return redirect("forum-call-desk", call_id)
    return _desk(request, call_id, {"seat_form": form}, status=422)


@signed_in(back="forum-call-desk")
def unseat(request: HttpRequest, call_id: int, user_id: UUID) -> HttpResponse:
    calling.unseat_reviewer(actor=actor_of(request), call_id=call_id, user_id=user_id, now=timezone.now())
    return redirect("forum-call-desk", call_id)


@signed_in(back="forum-call-desk")
def apply(request: HttpRequest, call_id: int) -> HttpResponse:
    count = apply_decisions(actor=actor_of(request), call_id=call_id, now=timezone.now())
    words = ngettext(
        "%(count)d decision is applied; its mail waits to be released.",
        "%(count)d decisions are applied; their mails wait to be released.",
        count,
    )
    messages.success(request, words % {"count": count})
    return redirect("forum-call-desk", call_id)


@signed_in(back="contribution")
def decide_one(request: HttpRequest, contribution_id: UUID) -> HttpResponse:
    row, _parts = contribution_for(standing_of(request.user), contribution_id)
    form = DecisionForm(request.POST, verbs=Decision.values)
    if form.is_valid():
        try:
            decide(
                actor=actor_of(request),
                contribution_id=contribution_id,
                now=timezone.now(),
                **form.cleaned_data,
            )
            return redirect("forum-call-desk", row.call_id)
        except Invalid as error:
            form.refuse(error)
    return contribution_shown(request, contribution_id, {"decide": form}, status=422)


@require_safe
@signed_in()
def export(request: HttpRequest, call_id: int, extension: str) -> HttpResponse:
    standing = standing_of(request.user)
    call = organised_call(standing, call_id)
    if extension not in FORMATS:
        raise NotFound
    content = contributions_file(extension, submitted_to(standing, call), reader_of(request))
    answer = HttpResponse(content, content_type=FORMATS[extension])
    answer.headers["Content-Disposition"] = f'attachment; filename="contributions-{call_id}.{extension}"'
    return answer


def _desk(request: HttpRequest, call_id: int, given: dict[str, Any], *, status: int = 200) -> HttpResponse:
    standing, reader = standing_of(request.user), reader_of(request)
    call = organised_call(standing, call_id)
    ranking = submitted_to(standing, call)
    context = {
        "edition": call.track.edition,
        "call": call,
        "row": row_of(call, reader, timezone.now()),
        "ranking": ranking_rows(ranking, reader),
        "seats": seat_rows(call, ranking, reader),
        "waiting": sum(bool(one.contribution.pending) for one in ranking),
        "verbs": [(verb, LABELS[verb]) for verb in verbs_of(PHASE_TRANSITIONS, CallPhase(call.phase))],
        "seat_form": None if call.phase == CallPhase.DECIDED else _seat_form(request, call, None),
    }
    return render(request, "forum/call/desk.html", context | given, status=status)


def _seat_form(request: HttpRequest, call: ContributionCall, typed: Any) -> SeatForm:
    reader = reader_of(request)
    named = [
        (str(user.pk), user.person.name_in(reader) if hasattr(user, "person") else user.email)
        for user in reviewers_to_seat(call)
    ]
    return SeatForm(typed, reviewers=named)


def _call_form(request: HttpRequest, edition: Edition, call: ContributionCall | None) -> CallForm:
    initial = call_initial(call) if call else None
    return CallForm(
        typed_in(request), sites=list(edition.sites.all()), reader=reader_of(request), initial=initial
    )


def _form_page(
    request: HttpRequest, form: CallForm, edition: Edition, track: str, call: ContributionCall | None
) -> HttpResponse:
    context = {"form": form, "edition": edition, "track": track, "call": call}
    return render(request, "forum/call/call_form.html", context, status=422 if form.errors else 200)
