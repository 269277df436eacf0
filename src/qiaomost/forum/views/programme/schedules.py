"""Somebody's own schedule, its calendar, and the public calendars of an edition."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_safe

from qiaomost.accounts.kept import actor_of, signed_in
from qiaomost.common.errors import NotFound
from qiaomost.common.http import reader_of
from qiaomost.common.languages import INTERFACE_CODES
from qiaomost.forum.models import Edition
from qiaomost.forum.presenting.feeds import programme_calendar
from qiaomost.forum.presenting.programme import Asked, programme_page
from qiaomost.forum.selectors.programme import (
    content_of,
    own_sessions,
    owner_of_schedule,
    released_session,
    schedule_key,
    starred_by,
)
from qiaomost.forum.services import schedules as services
from qiaomost.forum.views.programme.pages import released_version, seen_edition, version_of, zone_of


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def schedule(request: HttpRequest, code: str) -> HttpResponse:
    edition, actor = seen_edition(request, code), actor_of(request)
    address = _new_address(request, edition) if request.method == "POST" else ""
    starred, own = starred_by(actor, edition), own_sessions(actor, edition)
    context = {"edition": edition, "starred": starred, "own": own, "address": address}
    if version := version_of(edition):
        page = programme_page(
            version,
            Asked(),
            reader=reader_of(request),
            zone=zone_of(request),
            now=timezone.now(),
            only=starred | own,
        )
        context["page"] = page
    answer = render(
        request, "forum/programme/schedule.html", {**context, "key": schedule_key(actor, edition)}
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


@signed_in(back="forum-programme")
def mark(request: HttpRequest, code: str) -> HttpResponse:
    edition, actor = seen_edition(request, code), actor_of(request)
    if added := request.POST.get("star"):
        services.star_session(actor=actor, edition_id=edition.pk, session_id=_id(added), now=timezone.now())
    elif removed := request.POST.get("unstar"):
        services.unstar_session(actor=actor, edition_id=edition.pk, session_id=_id(removed))
    back = request.POST.get("next", "")
    is_here = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/")
    address = back if is_here else reverse("forum-programme", args=[code])
    return redirect(f"{address}#s-{added or removed}" if added or removed else address)


@signed_in(back="forum-schedule")
def revoke(request: HttpRequest, code: str) -> HttpResponse:
    edition = seen_edition(request, code)
    services.revoke_schedule_key(actor=actor_of(request), edition_id=edition.pk, now=timezone.now())
    return redirect("forum-schedule", code)


@require_safe
def feed(request: HttpRequest, code: str) -> HttpResponse:
    edition = seen_edition(request, code)
    return _calendar(request, edition, edition.name_in(_language(request)), None)


@require_safe
def track_feed(request: HttpRequest, code: str, track: str) -> HttpResponse:
    edition = seen_edition(request, code)
    content = content_of(released_version(edition))
    if track not in content["tracks"]:
        raise NotFound
    ids = [item["id"] for item in content["sessions"] if item["track"] == track]
    return _calendar(request, edition, edition.name_in(_language(request)), ids)


@require_safe
def session_feed(request: HttpRequest, code: str, session_id: UUID) -> HttpResponse:
    edition = seen_edition(request, code)
    released_session(edition, session_id)
    return _calendar(request, edition, edition.name_in(_language(request)), [str(session_id)])


@require_safe
def schedule_feed(request: HttpRequest, code: str, secret: str) -> HttpResponse:
    user, edition = owner_of_schedule(code, secret)
    ids = starred_by(user, edition) | own_sessions(user, edition)
    with override(INTERFACE_CODES[user.language]):
        name = edition.name_in(user.language)
        content = programme_calendar(version_of(edition), name=name, reader=user.language, only=ids)
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _calendar(request: HttpRequest, edition: Edition, name: str, only: Iterable[str] | None) -> HttpResponse:
    reader = _language(request)
    with override(INTERFACE_CODES[reader]):
        content = programme_calendar(released_version(edition), name=name, reader=reader, only=only)
    return HttpResponse(content, content_type="text/calendar; charset=utf-8")


def _language(request: HttpRequest) -> str:
    """A calendar program sends no cookie, so that the language stands in the address."""
    asked = request.GET.get("lang", "")
    return asked if asked in INTERFACE_CODES else reader_of(request)


def _new_address(request: HttpRequest, edition: Edition) -> str:
    secret = services.make_schedule_key(actor=actor_of(request), edition_id=edition.pk, now=timezone.now())
    path = reverse("forum-schedule-feed", args=[edition.code, secret])
    return settings.QIAOMOST.site_url + path


def _id(value: str) -> UUID:
    try:
        return UUID(value)
    except ValueError:
        raise NotFound from None
