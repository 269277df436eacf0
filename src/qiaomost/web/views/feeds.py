"""Feeds of what is new."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from qiaomost.common.errors import NotFound
from qiaomost.common.languages import LanguageCode
from qiaomost.web.forms import SearchForm
from qiaomost.web.presenting.feeds import feed_of
from qiaomost.web.views import reader_of


@require_safe
def feed(request: HttpRequest, language: str = "") -> HttpResponse:
    chosen = language or reader_of(request)
    if chosen not in LanguageCode.values:
        raise NotFound
    asked = SearchForm(request.GET).asked(timezone.localdate())
    words = feed_of(asked, language=chosen, parameters=request.GET.urlencode())
    return HttpResponse(words, content_type="application/atom+xml; charset=utf-8")
