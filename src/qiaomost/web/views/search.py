"""The search page, and what it suggests while somebody types."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from qiaomost.common.errors import Invalid
from qiaomost.discovery import selectors
from qiaomost.discovery.respelling import respelled
from qiaomost.discovery.suggesting import suggestions_for
from qiaomost.network.selectors import standing_of
from qiaomost.web.forms import SearchForm
from qiaomost.web.presenting.cards import cards_of
from qiaomost.web.presenting.exports import KINDS, MOST
from qiaomost.web.presenting.facets import facets_of, orders_of, pages_of
from qiaomost.web.presenting.suggestions import option_of
from qiaomost.web.views import reader_of

EXPORTS = [(extension, kind.label) for extension, kind in KINDS.items()]


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    reader, form, standing = reader_of(request), SearchForm(request.GET), standing_of(request.user)
    asked = form.asked(timezone.localdate())
    context: dict[str, object] = {"form": form, "asked": asked, "is_narrowed": form.is_narrowed}
    try:
        found = selectors.search(standing=standing, request=asked, reader=reader)
    except Invalid as error:
        return render(request, "web/search.html", {**context, "error": error}, status=error.status)
    context |= {"found": found, "cards": cards_of(found, standing, reader), "orders": orders_of(asked)}
    context |= {"facets": facets_of(found, asked, reader), "pages": pages_of(found, asked), "reader": reader}
    context |= {"meant": respelled(found.query, found.unknown)}
    context |= {"export_kinds": EXPORTS, "most_exported": MOST}
    return render(request, "web/search.html", context)


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    found = suggestions_for(
        request.GET.get("q", ""), standing=standing_of(request.user), reader=reader_of(request)
    )
    return render(request, "web/_suggestions.html", {"options": [option_of(one) for one in found]})
