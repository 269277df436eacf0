"""One's requests and plan, and the steps taken there."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qiaomost.accounts.kept import actor_of, signed_in
from qiaomost.common.errors import Invalid, NotFound
from qiaomost.common.http import reader_of
from qiaomost.common.languages import INTERFACE_CODES
from qiaomost.forum.forms.meetings import AnswerForm
from qiaomost.forum.presenting.meetings.entrance import Entrance, entrance_of
from qiaomost.forum.presenting.meetings.plans import calendar_of, places_of
from qiaomost.forum.presenting.meetings.requests import colleagues_for, rows_of
from qiaomost.forum.selectors.editions import edition_for
from qiaomost.forum.selectors.meeting_plans import owner_of_calendar
from qiaomost.forum.services.meetings.profiles import make_calendar_address
from qiaomost.forum.services.meetings.requests import answer_request
from qiaomost.forum.states.meetings import REQUEST_TRANSITIONS
from qiaomost.network.selectors import standing_of


@signed_in()
@require_safe
def mine(request: HttpRequest, code: str) -> HttpResponse:
    entrance = _visit(request, code)
    return _mine(request, entrance) if entrance.is_in else redirect("forum-meetings", code)


@signed_in(back="forum-my-meetings")
def answer(request: HttpRequest, code: str, request_id: UUID, verb: str) -> HttpResponse:
    entrance = _entrance(request, code)
    if verb not in REQUEST_TRANSITIONS:
        raise NotFound
    form = AnswerForm(request.POST, colleagues=colleagues_for(entrance.mine, reader_of(request)))
    if form.is_valid():
        try:
            answer_request(
                actor=actor_of(request),
                edition=entrance.edition,
                request_id=request_id,
                verb=verb,
                answer=form.answer(),
                now=timezone.now(),
            )
            messages.success(request, _("Done. The other side is told in its language."))
            return redirect("forum-my-meetings", code)
        except Invalid as error:
            form.refuse(error)
    return _mine(request, entrance, refused=form, refused_id=request_id, refused_verb=verb, status=422)


@signed_in(back="forum-my-meetings")
def calendar_key(request: HttpRequest, code: str) -> HttpResponse:
    entrance = _entrance(request, code)
    secret = make_calendar_address(actor=actor_of(request), edition=entrance.edition, now=timezone.now())
    address = request.build_absolute_uri(reverse("forum-meetings-feed", args=[code, secret]))
    return _mine(request, entrance, address=address)


@require_safe
def feed(request: HttpRequest, code: str, secret: str) -> HttpResponse:
    edition = edition_for(standing_of(request.user), code)
    profile = owner_of_calendar(edition, secret)
    with translation.override(INTERFACE_CODES[profile.registration.language]):
        body = calendar_of(places_of(profile, profile.registration.language))
    return HttpResponse(body, content_type="text/calendar; charset=utf-8")


def _entrance(request: HttpRequest, code: str) -> Entrance:
    return _visit(request, code).inside()


def _visit(request: HttpRequest, code: str) -> Entrance:
    standing = standing_of(request.user)
    return entrance_of(actor_of(request), edition_for(standing, code), standing, timezone.now())


def _mine(request: HttpRequest, entrance: Entrance, *, status: int = 200, **more: Any) -> HttpResponse:
    reader = reader_of(request)
    context = {
        "edition": entrance.edition,
        "entrance": entrance,
        "part": "mine",
        "rows": rows_of(entrance.mine, reader),
        "places": places_of(entrance.mine, reader),
        "form": AnswerForm(colleagues=colleagues_for(entrance.mine, reader)),
    }
    return render(request, "forum/meetings/mine.html", context | more, status=status)
