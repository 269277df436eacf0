"""The pages of a visitor: search, and a record with its matches. HTTP only."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from qiaomost.catalogue.selectors import record_for, text_for
from qiaomost.common.errors import Invalid
from qiaomost.common.languages import content_language
from qiaomost.discovery import selectors
from qiaomost.network.selectors import standing_of
from qiaomost.web.forms import SearchForm
from qiaomost.web.presenting.answers import answers_to
from qiaomost.web.presenting.cards import cards_of
from qiaomost.web.presenting.facets import facets_of, pages_of
from qiaomost.web.presenting.records import record_page


def reader_of(request: HttpRequest) -> str:
    """Return the content language in which the site answers this request."""
    del request
    return content_language(get_language() or "en")


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    reader, form, standing = reader_of(request), SearchForm(request.GET), standing_of(request.user)
    asked = form.asked()
    context: dict[str, object] = {"form": form, "asked": asked}
    try:
        found = selectors.search(standing=standing, request=asked, reader=reader)
    except Invalid as error:
        return render(request, "web/search.html", {**context, "error": error}, status=error.status)
    context |= {"found": found, "cards": cards_of(found, standing, reader)}
    context |= {"facets": facets_of(found, asked, reader), "pages": pages_of(found, asked)}
    return render(request, "web/search.html", context)


@require_safe
def record(request: HttpRequest, record_id: UUID) -> HttpResponse:
    reader, standing = reader_of(request), standing_of(request.user)
    shown = record_for(standing, record_id)
    text = text_for(shown, request.GET.get("text", reader))
    context = {
        "page": record_page(shown, text, standing, reader),
        "answers": answers_to(shown, standing, reader, timezone.now()),
    }
    return render(request, "web/record.html", context)
