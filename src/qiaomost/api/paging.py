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
    links = {name: address_of(request, page=str(number)) for name, number in pages.items() if number}
    if links:
        response.headers["Link"] = ", ".join(f'<{address}>; rel="{name}"' for name, address in links.items())
    return {"next": links.get("next"), "previous": links.get("prev")}


def address_of(request: HttpRequest, **changed: str | None) -> str:
    """The same question with some parameters changed, at the address of the settings: a request may name any host."""
    asked = request.GET.copy()
    for name, value in changed.items():
        asked.pop(name, None)
        if value is not None:
            asked[name] = value
    return f"{settings.QIAOMOST.site_url}{request.path}?{asked.urlencode(safe=':')}"
