"""Pages of a list, and the addresses of those beside them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse

from qiaomost.api.schemas import MAX_LIST_PAGE, Paging


def page_of(rows: QuerySet[Any, Any], asked: Paging) -> tuple[int, list[Any]]:
    """Return how many rows there are on all pages, and those of the page; one more query each."""
    start = (asked.page - 1) * asked.size
    total = rows.order_by().values("pk").count()
    shown: list[Model] = list(rows[start : start + asked.size]) if start < total else []
    return total, shown


def neighbours(
    request: HttpRequest,
    response: HttpResponse,
    *,
    page: int,
    size: int,
    total: int,
    most: int = MAX_LIST_PAGE,
) -> dict[str, str | None]:
    """Return the addresses of the next and the previous page, and write them to the header ``Link`` too (RFC 8288)."""
    last = max(1, min(-(-total // size), most))
    pages = {
        "first": 1 if page > 1 else None,
        "prev": min(page - 1, last) if page > 1 else None,
        "next": page + 1 if page < last else None,
        "last": last if page != last else None,
    }
    links = {name: _address(request, number) for name, number in pages.items() if number}
    if links:
        response.headers["Link"] = ", ".join(f'<{address}>; rel="{name}"' for name, address in links.items())
    return {"next": links.get("next"), "previous": links.get("prev")}


def _address(request: HttpRequest, page: int) -> str:
    """The same question at another page, at the address of the settings: a request may name any host."""
    asked = request.GET.copy()
    asked["page"] = str(page)
    return f"{settings.QIAOMOST.site_url.rstrip('/')}{request.path}?{asked.urlencode()}"
