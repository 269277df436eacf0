"""My cooperation as a list and a board, the adviser's desk with its profile, and notices."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from qiaomost.accounts.kept import actor_of, signed_in, typed_in
from qiaomost.catalogue.selectors import subject_tree
from qiaomost.catalogue.transfer.tables import Table, csv_of, xlsx_of
from qiaomost.common.errors import Invalid, NotAllowed, NotFound
from qiaomost.common.http import reader_of
from qiaomost.network.models import Role
from qiaomost.network.permissions import Standing
from qiaomost.network.selectors import standing_of
from qiaomost.partnering import services
from qiaomost.partnering.forms import ProfileForm
from qiaomost.partnering.forms.searching import CaseSearchForm
from qiaomost.partnering.models import Case
from qiaomost.partnering.permissions import has_desk
from qiaomost.partnering.presenting.case_table import case_table
from qiaomost.partnering.presenting.notices import notices_of
from qiaomost.partnering.presenting.rows import rows_of
from qiaomost.partnering.selectors.advisers import profile_of
from qiaomost.partnering.selectors.case_search import (
    ORDERS,
    CaseSearch,
    found_cases,
    late,
    my_turn,
    years_of,
)
from qiaomost.partnering.selectors.cases import cases_of, desk_of, stage_counts
from qiaomost.partnering.states import Stage

PAGE_SIZE, COLUMN_SIZE = 30, 12
ORDER_KEY = "order_of_cases"

TABLES: Mapping[str, tuple[Callable[[Table], bytes], str]] = {
    "csv": (csv_of, "text/csv; charset=utf-8"),
    "xlsx": (
        lambda table: xlsx_of({"cases": table}),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
}


@signed_in()
@require_safe
def my_cases(request: HttpRequest) -> HttpResponse:
    standing = standing_of(request.user)
    mine = cases_of(standing)
    context = _found(request, mine, standing)
    context |= {
        "counts": [(stage, count) for stage, count in stage_counts(mine).items() if count],
        "notices": notices_of(standing),
    }
    return render(request, "partnering/my_cases.html", context)


@signed_in()
@require_safe
def cases_table(request: HttpRequest, of: str, form: str) -> HttpResponse:
    standing = standing_of(request.user)
    if form not in TABLES:
        raise NotFound
    if of == "desk" and not has_desk(standing):
        raise NotAllowed
    rows = desk_of(standing) if of == "desk" else cases_of(standing)
    write, media_type = TABLES[form]
    day = _today()
    found = found_cases(rows, standing, _asked(request, rows)[1], day=day)
    answer = HttpResponse(
        write(case_table(found, standing, reader_of(request), day)), content_type=media_type
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="cases-{day.isoformat()}.{form}"'
    return answer


@signed_in()
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    standing, reader, day = standing_of(request.user), reader_of(request), _today()
    mine = cases_of(standing)
    columns = [
        (
            stage,
            count,
            rows_of(mine.filter(stage=stage).order_by("due_on", "pk")[:COLUMN_SIZE], standing, reader, day),
        )
        for stage, count in stage_counts(mine).items()
        if stage != Stage.CLOSED
    ]
    return render(request, "partnering/board.html", {"columns": columns, "has_desk": has_desk(standing)})


@signed_in()
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    standing = standing_of(request.user)
    if not has_desk(standing):
        raise NotAllowed
    context = _found(request, desk_of(standing), standing)
    context |= {"profile": profile_of(actor_of(request)), "is_adviser": standing.has_role(Role.ADVISER)}
    return render(request, "partnering/desk.html", context)


def _found(request: HttpRequest, cases: QuerySet[Case], standing: Standing) -> dict[str, Any]:
    """What a list shows of ``cases``: the search, the rows that answer it, how many wait and are late."""
    day = _today()
    form, search = _asked(request, cases)
    found = found_cases(cases, standing, search, day=day)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return {
        "form": form,
        "search": search,
        "page": page,
        "rows": rows_of(page, standing, reader_of(request), day),
        "all": cases.count(),
        "mine": cases.filter(my_turn(standing)).count(),
        "late": late(cases, day=day).count(),
        "has_desk": has_desk(standing),
    }


def _asked(request: HttpRequest, cases: QuerySet[Case]) -> tuple[CaseSearchForm, CaseSearch]:
    """The search; an order that was chosen once is kept for the next visit."""
    given = request.GET.copy()
    order = given.get("order") or request.session.get(ORDER_KEY, "")
    given["order"] = order if order in ORDERS else "turn"
    if request.session.get(ORDER_KEY, "turn") != given["order"]:
        request.session[ORDER_KEY] = given["order"]
    form = CaseSearchForm(given, years=years_of(cases))
    return form, form.search(show=given.get("show", ""))


def _today() -> date:
    return timezone.now().astimezone(UTC).date()


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    present = profile_of(actor)
    initial = {name: getattr(present, name) for name in ("capacity", "leave_from", "leave_until")}
    initial["subjects"] = [one.pk for one in present.subjects.all()] if present.user_id == actor.pk else []
    form = ProfileForm(
        typed_in(request), initial=initial, subjects=subject_tree(), language=reader_of(request)
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.set_profile(actor=actor, now=timezone.now(), **form.cleaned_data)
            messages.success(request, _("Your profile is stored."))
            return redirect("desk")
        except Invalid as error:
            form.refuse(error)
    return render(request, "partnering/profile.html", {"form": form, "has_desk": True})
