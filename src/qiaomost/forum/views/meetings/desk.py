"""The organisers' page: rules, tables, interpreters, ways; plans ordered, watched, cancelled, published."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qiaomost.accounts.kept import actor_of, signed_in
from qiaomost.common.errors import Invalid, NotFound
from qiaomost.common.http import reader_of
from qiaomost.forum.forms.desk import desk_forms
from qiaomost.forum.models import Edition
from qiaomost.forum.presenting.meetings.desk import desk_of
from qiaomost.forum.presenting.meetings.entrance import entrance_of
from qiaomost.forum.presenting.meetings.plans import run_of
from qiaomost.forum.selectors.editions import organised_edition
from qiaomost.forum.selectors.meeting_plans import plan_numbered
from qiaomost.forum.services.meetings import planning, profiles, resources
from qiaomost.network.forms import VerbForm
from qiaomost.network.selectors import standing_of

VERBS: dict[str, Callable[[Any, dict[str, Any]], object]] = {
    "rules": lambda form, who: profiles.set_rules(draft=form.draft(), **who),
    "tables": lambda form, who: resources.set_tables(counts=form.counts(), **who),
    "interpreter": lambda form, who: resources.set_interpreter(draft=form.draft(), **who),
    "way": lambda form, who: resources.set_way(**form.numbers(), **who),
    "run": lambda form, who: planning.order_plan(**form.cleaned_data, **who),
}

STEPS = {"cancel": planning.cancel_plan, "publish": planning.publish_plan}


@signed_in()
@require_safe
def desk(request: HttpRequest, code: str) -> HttpResponse:
    return _page(request, organised_edition(standing_of(request.user), code))


@signed_in(back="forum-meetings-desk")
def change(request: HttpRequest, code: str, what: str) -> HttpResponse:
    edition = organised_edition(standing_of(request.user), code)
    if what not in VERBS:
        raise NotFound
    form = desk_forms(edition, reader_of(request), {what: request.POST})[what]
    if form.is_valid():
        try:
            VERBS[what](form, {"actor": actor_of(request), "edition_id": edition.pk, "now": timezone.now()})
            messages.success(request, _("Saved."))
            return redirect("forum-meetings-desk", code)
        except Invalid as error:
            form.refuse(error)
    return _page(request, edition, {what: form}, status=422)


@signed_in(back="forum-meetings-desk")
def take(request: HttpRequest, code: str, number: int, verb: str) -> HttpResponse:
    edition = organised_edition(standing_of(request.user), code)
    if verb not in STEPS:
        raise NotFound
    plan = STEPS[verb](actor=actor_of(request), edition_id=edition.pk, number=number, now=timezone.now())
    return redirect("forum-meetings-day" if plan.based_on_id else "forum-meetings-desk", code)


@signed_in()
@require_safe
def run(request: HttpRequest, code: str, number: int) -> HttpResponse:
    edition = organised_edition(standing_of(request.user), code)
    context = {"edition": edition, "run": run_of(plan_numbered(edition, number))}
    return render(request, "forum/meetings/_run.html", context)


def _page(
    request: HttpRequest, edition: Edition, refused: dict[str, VerbForm] | None = None, *, status: int = 200
) -> HttpResponse:
    standing, reader, now = standing_of(request.user), reader_of(request), timezone.now()
    context = {
        "edition": edition,
        "entrance": entrance_of(actor_of(request), edition, standing, now),
        "part": "desk",
        "desk": desk_of(edition, reader),
        "forms": desk_forms(edition, reader, {}) | (refused or {}),
    }
    return render(request, "forum/meetings/desk.html", context, status=status)
