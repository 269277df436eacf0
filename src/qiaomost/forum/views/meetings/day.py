"""The organisers' pages of the day: what went wrong and is mended, fixed meetings, lists on paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from qiaomost.accounts.kept import actor_of, signed_in, typed_in
from qiaomost.common.errors import Invalid, NotFound
from qiaomost.common.http import reader_of
from qiaomost.forum.forms.day import ReplanForm, disturbance_form, fixed_form
from qiaomost.forum.models import Edition
from qiaomost.forum.presenting.meetings.day import changes_of, day_of, fixed_rows
from qiaomost.forum.presenting.meetings.entrance import entrance_of
from qiaomost.forum.presenting.meetings.printing import list_pdf, list_xlsx
from qiaomost.forum.selectors.editions import organised_edition
from qiaomost.forum.selectors.meeting_plans import plan_numbered
from qiaomost.forum.services.meetings import disturbing, fixing, planning
from qiaomost.network.forms import VerbForm
from qiaomost.network.selectors import standing_of

VERBS: dict[str, Callable[[Any, dict[str, Any]], object]] = {
    "disturb": lambda form, who: disturbing.note_disturbance(draft=form.draft(), **who),
    "replan": lambda form, who: planning.order_replan(**form.cleaned_data, **who),
}
LISTS = {
    "pdf": (list_pdf, "application/pdf"),
    "xlsx": (list_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


@signed_in()
@require_safe
def day(request: HttpRequest, code: str) -> HttpResponse:
    return _day(request, organised_edition(standing_of(request.user), code))


@signed_in(back="forum-meetings-day")
def change(request: HttpRequest, code: str, what: str) -> HttpResponse:
    edition = organised_edition(standing_of(request.user), code)
    if what not in VERBS:
        raise NotFound
    form = _forms(edition, request, {what: request.POST})[what]
    if form.is_valid():
        try:
            VERBS[what](form, _who(request, edition))
            messages.success(request, _("Saved."))
            return redirect("forum-meetings-day", code)
        except Invalid as error:
            form.refuse(error)
    return _day(request, edition, {what: form}, status=422)


@signed_in(back="forum-meetings-day")
def lift(request: HttpRequest, code: str, disturbance_id: int) -> HttpResponse:
    edition = organised_edition(standing_of(request.user), code)
    disturbing.lift_disturbance(disturbance_id=disturbance_id, **_who(request, edition))
    return redirect("forum-meetings-day", code)


@signed_in()
@require_safe
def changes(request: HttpRequest, code: str, number: int) -> HttpResponse:
    edition = organised_edition(standing_of(request.user), code)
    found = changes_of(plan_numbered(edition, number), reader_of(request))
    return _page(request, edition, "changes", "day", changes=found)


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def fixed(request: HttpRequest, code: str) -> HttpResponse:
    edition = organised_edition(standing_of(request.user), code)
    form = fixed_form(typed_in(request), edition, reader_of(request), timezone.now())
    if request.method == "POST" and form.is_valid():
        try:
            fixing.fix_meeting(draft=form.draft(), **_who(request, edition))
            messages.success(
                request, _("Fixed. The next plan keeps it; both are told once that is published.")
            )
            return redirect("forum-fixed-meetings", code)
        except Invalid as error:
            form.refuse(error)
    rows = fixed_rows(edition, reader_of(request))
    return _page(request, edition, "fixed", "fixed", status=422 if form.errors else 200, form=form, rows=rows)


@signed_in(back="forum-fixed-meetings")
def release(request: HttpRequest, code: str, fixed_id: int) -> HttpResponse:
    edition = organised_edition(standing_of(request.user), code)
    fixing.release_meeting(fixed_id=fixed_id, **_who(request, edition))
    return redirect("forum-fixed-meetings", code)


@signed_in()
@require_safe
def paper(request: HttpRequest, code: str, what: str, format: str) -> HttpResponse:
    edition = organised_edition(standing_of(request.user), code)
    if format not in LISTS:
        raise NotFound
    write, kind = LISTS[format]
    answer = HttpResponse(write(edition, what, reader_of(request)), content_type=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{what}-{code}.{format}"'
    return answer


def _who(request: HttpRequest, edition: Edition) -> dict[str, Any]:
    return {"actor": actor_of(request), "edition_id": edition.pk, "now": timezone.now()}


def _forms(edition: Edition, request: HttpRequest, typed: dict[str, Any]) -> dict[str, VerbForm]:
    return {
        "disturb": disturbance_form(typed.get("disturb"), edition, reader_of(request)),
        "replan": ReplanForm(typed.get("replan")),
    }


def _day(
    request: HttpRequest, edition: Edition, refused: dict[str, VerbForm] | None = None, *, status: int = 200
) -> HttpResponse:
    forms = _forms(edition, request, {}) | (refused or {})
    found = day_of(edition, reader_of(request))
    return _page(request, edition, "day", "day", status=status, forms=forms, day=found)


def _page(
    request: HttpRequest, edition: Edition, name: str, part: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    entrance = entrance_of(actor_of(request), edition, standing_of(request.user), timezone.now())
    context |= {"edition": edition, "entrance": entrance, "part": part}
    return render(request, f"forum/meetings/{name}.html", context, status=status)
