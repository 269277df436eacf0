"""Opting in, the directory of those who did, recommendations, and the page of one of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from qiaomost.accounts.kept import actor_of, signed_in, typed_in
from qiaomost.common.errors import Invalid
from qiaomost.common.http import reader_of
from qiaomost.forum.forms.meetings import AskForm, DirectoryForm, profile_form
from qiaomost.forum.presenting.meetings.entrance import entrance_of
from qiaomost.forum.presenting.meetings.people import (
    directory_of,
    open_requests,
    partner_of,
    recommended_to,
    those_fitting,
)
from qiaomost.forum.selectors.editions import edition_for
from qiaomost.forum.selectors.meetings import partner_for
from qiaomost.forum.services.meetings.profiles import write_profile
from qiaomost.forum.services.meetings.requests import ask_for_meeting
from qiaomost.network.selectors import standing_of

ON_A_PAGE = 20


@signed_in()
@require_safe
def directory(request: HttpRequest, code: str) -> HttpResponse:
    standing, reader = standing_of(request.user), reader_of(request)
    entrance = entrance_of(actor_of(request), edition_for(standing, code), standing, timezone.now())
    form = DirectoryForm(request.GET)
    partners = directory_of(entrance.mine, entrance.rules, standing, reader) if entrance.is_in else []
    found = Paginator(those_fitting(partners, form.wish()), ON_A_PAGE)
    page = found.get_page(request.GET.get("page"))
    return _page(request, "people", entrance, all=len(partners), page=page, find=form)


@signed_in()
@require_safe
def recommended(request: HttpRequest, code: str) -> HttpResponse:
    standing, reader, now = standing_of(request.user), reader_of(request), timezone.now()
    entrance = entrance_of(actor_of(request), edition_for(standing, code), standing, now)
    if not entrance.is_in:
        return redirect("forum-meetings", code)
    found = recommended_to(entrance.mine, entrance.rules, standing, reader, now)
    return _page(request, "recommended", entrance, found=found)


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest, code: str) -> HttpResponse:
    standing, actor, now = standing_of(request.user), actor_of(request), timezone.now()
    entrance = entrance_of(actor, edition_for(standing, code), standing, now)
    form = profile_form(typed_in(request), entrance, reader_of(request))
    if request.method == "POST" and form.is_valid():
        try:
            write_profile(actor=actor, edition=entrance.edition, draft=form.draft(), now=now)
            messages.success(request, _("Saved."))
            return redirect("forum-meetings", code)
        except Invalid as error:
            form.refuse(error)
    return _page(request, "profile", entrance, form=form, status=422 if form.errors else 200)


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def partner(request: HttpRequest, code: str, profile_id: UUID) -> HttpResponse:
    standing, actor, now = standing_of(request.user), actor_of(request), timezone.now()
    entrance = entrance_of(actor, edition_for(standing, code), standing, now).inside()
    form = AskForm(typed_in(request))
    if request.method == "POST" and form.is_valid():
        try:
            ask_for_meeting(
                actor=actor, edition=entrance.edition, profile_id=profile_id, now=now, **form.cleaned_data
            )
            messages.success(request, _("Asked. The other side is told in its language."))
            return redirect("forum-my-meetings", code)
        except Invalid as error:
            form.refuse(error)
    other = partner_for(entrance.mine, entrance.rules, standing, profile_id)
    asked = open_requests(entrance.mine).get(other.pk)
    shown = partner_of(other, entrance.mine, reader_of(request), asked)
    return _page(request, "partner", entrance, partner=shown, form=form, status=422 if form.errors else 200)


def _page(
    request: HttpRequest, name: str, entrance: Any, *, status: int = 200, **context: Any
) -> HttpResponse:
    context |= {"edition": entrance.edition, "entrance": entrance, "part": name}
    return render(request, f"forum/meetings/{name}.html", context, status=status)
