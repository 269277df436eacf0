"""The organisers' side of check-in: live counts, all scans, and the export."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qiaomost.accounts.kept import actor_of, signed_in
from qiaomost.common.errors import NotFound
from qiaomost.common.http import reader_of
from qiaomost.forum.models import Edition, Scan
from qiaomost.forum.presenting.checkins.counts import live_counts, scan_row, scan_table
from qiaomost.forum.presenting.registration_tables import as_csv, as_xlsx
from qiaomost.forum.selectors.checkins import ScanFilters, checks_of, scans_of
from qiaomost.forum.services.checking import undo_any_scan
from qiaomost.forum.states.checkins import ScanResult
from qiaomost.forum.views.organising import organised

PAGE_SIZE = 50
WRITERS = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "xlsx": (as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


@signed_in()
@require_safe
def counts(request: HttpRequest, code: str) -> HttpResponse:
    """The page asks for its figures again every few seconds, by this same address."""
    edition = organised(request, code)
    check = request.GET.get("check", "")
    context = {
        "edition": edition,
        "counts": live_counts(edition, reader_of(request), check),
        "part": "counts",
    }
    return render(request, "forum/checkin/counts.html", context)


@signed_in()
@require_safe
def scans(request: HttpRequest, code: str) -> HttpResponse:
    edition, filters, reader = organised(request, code), _filters(request), reader_of(request)
    page = Paginator(scans_of(edition, filters), PAGE_SIZE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context: dict[str, Any] = {
        "edition": edition,
        "filters": filters,
        "page": page,
        "rows": [scan_row(_with_edition(one, edition), reader) for one in page],
        "checks": checks_of(edition),
        "results": ScanResult.choices,
        "query": query.urlencode(),
        "part": "scans",
    }
    return render(request, "forum/checkin/scans.html", context)


@signed_in()
@require_safe
def export(request: HttpRequest, code: str, format: str) -> HttpResponse:
    if format not in WRITERS:
        raise NotFound
    edition = organised(request, code)
    write, kind = WRITERS[format]
    rows = (_with_edition(one, edition) for one in scans_of(edition, _filters(request)))
    answer = HttpResponse(write(scan_table(rows, reader_of(request))), content_type=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="check-ins-{edition.code}.{format}"'
    return answer


@signed_in(back="check-ins")
def undo(request: HttpRequest, code: str, scan_id: UUID) -> HttpResponse:
    edition = organised(request, code)
    if not Scan.objects.filter(pk=scan_id, check_type__edition=edition).exists():
        raise NotFound
    undo_any_scan(actor=actor_of(request), scan_id=scan_id, now=timezone.now())
    messages.success(request, _("The scan is undone."))
    return redirect("check-ins", code)


def _filters(request: HttpRequest) -> ScanFilters:
    names = ("check", "result", "words")
    return ScanFilters(**{name: request.GET.get(name, "").strip()[:100] for name in names})


def _with_edition(scan: Scan, edition: Edition) -> Scan:
    """All scans of a list share one edition, whose clock is read once."""
    scan.check_type.edition = edition
    return scan
