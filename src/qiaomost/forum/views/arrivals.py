"""Arrivals, departures, hotels and diets, on the page, as a workbook and on paper; for the organisers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from qiaomost.accounts.kept import signed_in
from qiaomost.common.errors import NotFound
from qiaomost.common.http import reader_of
from qiaomost.forum.presenting.arrivals import KINDS, Wanted, listing_of, listing_pdf, listing_table
from qiaomost.forum.presenting.registration_tables import as_xlsx
from qiaomost.forum.views.organising import organised, organising

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}


@signed_in()
@require_safe
@never_cache
def listing(request: HttpRequest, code: str, what: str) -> HttpResponse:
    edition, wanted, reader = organised(request, code), _wanted(request, what), reader_of(request)
    context = {
        "listing": listing_of(edition, wanted, reader),
        "wanted": wanted,
        "kinds": KINDS,
        "sites": [(one.code, one.name_in(reader)) for one in edition.sites.all()],
        "query": request.GET.urlencode(),
    }
    return organising(request, edition, "arrivals", context)


@signed_in()
@require_safe
@never_cache
def export(request: HttpRequest, code: str, what: str, format: str) -> HttpResponse:
    edition, wanted, reader = organised(request, code), _wanted(request, what), reader_of(request)
    if format not in TYPES:
        raise NotFound
    found = listing_of(edition, wanted, reader)
    content = as_xlsx(listing_table(found)) if format == "xlsx" else listing_pdf(edition, found, reader)
    answer = HttpResponse(content, content_type=TYPES[format])
    answer.headers["Content-Disposition"] = f'attachment; filename="{what}-{edition.code}.{format}"'
    return answer


def _wanted(request: HttpRequest, what: str) -> Wanted:
    if what not in KINDS:
        raise NotFound
    return Wanted(what, request.GET.get("site", "")[:40], request.GET.get("day", "")[:10])
