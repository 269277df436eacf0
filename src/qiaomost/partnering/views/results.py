"""The figures for leadership: what became of interests, by country and year. Counts only."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from qiaomost.accounts.kept import signed_in
from qiaomost.common.errors import NotAllowed
from qiaomost.network.models import Role
from qiaomost.network.selectors import standing_of
from qiaomost.partnering.permissions.outcomes import can_read_results
from qiaomost.partnering.presenting.results import ResultsPage, results_page, results_rows
from qiaomost.partnering.selectors.cases import advised_by
from qiaomost.partnering.selectors.results import results as figures
from qiaomost.partnering.views.chain import table


@signed_in()
@require_safe
def results(request: HttpRequest) -> HttpResponse:
    context = {
        "results": _page(request),
        "is_adviser": standing_of(request.user).has_role(Role.ADVISER),
        "of": request.GET.get("of", ""),
        "has_desk": True,
    }
    return render(request, "partnering/outcome/results.html", context)


@signed_in()
@require_safe
def results_table(request: HttpRequest) -> HttpResponse:
    answer = HttpResponse(table(results_rows(_page(request))), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="results.csv"'
    return answer


def _page(request: HttpRequest) -> ResultsPage:
    standing = standing_of(request.user)
    if not can_read_results(standing):
        raise NotAllowed
    return results_page(figures(advised_by(standing) if request.GET.get("of") == "mine" else None))
