"""Badges: printed by organisers, shown to their owners."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qiaomost.accounts.kept import actor_of, signed_in
from qiaomost.common.errors import NotFound
from qiaomost.common.http import reader_of
from qiaomost.forum.forms.badges import SHEET, BadgesForm
from qiaomost.forum.models import Edition
from qiaomost.forum.presenting.badges import in_groups, printed_badges, qr_picture
from qiaomost.forum.selectors.badges import BadgeRow, badge_row, badges_of
from qiaomost.forum.selectors.editions import edition_for, organised_edition
from qiaomost.forum.selectors.registrations import own_registration, registration_in
from qiaomost.forum.services.badges import note_printing, replace_badge
from qiaomost.forum.states import RegistrationState
from qiaomost.network.selectors import standing_of


@signed_in()
@require_safe
def badges(request: HttpRequest, code: str) -> HttpResponse:
    edition = organised_edition(standing_of(request.user), code)
    return _page(request, edition, BadgesForm(edition=edition, reader=reader_of(request)))


@signed_in(back="badges")
def print_badges(request: HttpRequest, code: str) -> HttpResponse:
    edition = organised_edition(standing_of(request.user), code)
    form = BadgesForm(request.POST, edition=edition, reader=reader_of(request))
    if not form.is_valid():
        return _page(request, edition, form, status=422)
    asked = form.cleaned_data
    rows = badges_of(edition, category=asked["category"], only_new=asked["which"] == "new")
    if not rows:
        messages.info(request, _("There is no such badge to print."))
        return redirect("badges", code)
    return _printed(request, edition, rows, is_sheet=asked["paper"] == SHEET)


@signed_in(back="registrations")
def print_one(request: HttpRequest, code: str, registration_id: UUID) -> HttpResponse:
    edition = organised_edition(standing_of(request.user), code)
    registration = registration_in(edition, registration_id)
    if registration.state != RegistrationState.ACCEPTED:
        raise NotFound
    return _printed(request, edition, [badge_row(registration)], is_sheet=False)


@signed_in(back="registrations")
def replace(request: HttpRequest, code: str, registration_id: UUID) -> HttpResponse:
    edition = organised_edition(standing_of(request.user), code)
    registration_in(edition, registration_id)
    replace_badge(actor=actor_of(request), registration_id=registration_id, now=timezone.now())
    messages.success(request, _("The badge has a new code. The old one is refused from now on."))
    return redirect("registration", code, registration_id)


@signed_in()
@require_safe
def own_badge(request: HttpRequest, code: str) -> HttpResponse:
    edition = edition_for(standing_of(request.user), code)
    own = own_registration(edition, actor_of(request))
    if own is None or own.state != RegistrationState.ACCEPTED:
        raise NotFound
    badge = badge_row(own).badge
    context = {
        "edition": edition,
        "badge": badge,
        "code_words": in_groups(badge.code),
        "picture": qr_picture(badge.code),
    }
    answer = render(request, "forum/checkin/own_badge.html", context)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _page(request: HttpRequest, edition: Edition, form: BadgesForm, *, status: int = 200) -> HttpResponse:
    rows = badges_of(edition)
    context: dict[str, Any] = {
        "edition": edition,
        "form": form,
        "count": len(rows),
        "part": "badges",
        "new": sum(one.is_new for one in rows),
    }
    return render(request, "forum/checkin/badges.html", context, status=status)


def _printed(
    request: HttpRequest, edition: Edition, rows: Sequence[BadgeRow], *, is_sheet: bool
) -> HttpResponse:
    """The PDF; that it was printed is kept once it could be set."""
    content = printed_badges(edition, [one.badge for one in rows], is_sheet=is_sheet)
    digests = {one.registration.pk: one.badge.digest for one in rows}
    note_printing(actor=actor_of(request), edition_id=edition.pk, digests=digests, now=timezone.now())
    answer = HttpResponse(content, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="badges-{edition.code}.pdf"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
