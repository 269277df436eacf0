"""A record with its matches."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from qiaomost.catalogue.selectors import record_for, text_for
from qiaomost.network.selectors import standing_of
from qiaomost.web.presenting.answers import answers_to
from qiaomost.web.presenting.records import record_page
from qiaomost.web.views import reader_of


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
