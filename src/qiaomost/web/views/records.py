"""A record with its matches."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from qiaomost.catalogue.selectors import attachments_visible, record_for, text_for
from qiaomost.network.selectors import standing_of
from qiaomost.web.presenting.answers import answers_to
from qiaomost.web.presenting.citations import citations_of
from qiaomost.web.presenting.linked_data import linked_data
from qiaomost.web.presenting.records import record_page
from qiaomost.web.presenting.related import related_to
from qiaomost.web.presenting.side_by_side import side_by_side
from qiaomost.web.views import reader_of

ALL_LANGUAGES = "all"


@require_safe
def record(request: HttpRequest, record_id: UUID) -> HttpResponse:
    reader, standing, asked = reader_of(request), standing_of(request.user), request.GET.get("text", "")
    shown = record_for(standing, record_id)
    is_one = asked not in {"", ALL_LANGUAGES}
    page = record_page(shown, text_for(shown, asked if is_one else reader), standing, reader)
    context = {
        "page": page,
        "rows": side_by_side(page, standing) if asked == ALL_LANGUAGES else [],
        "attachments": attachments_visible(standing, shown),
        "related": related_to(shown, standing, reader),
        "answers": answers_to(shown, standing, reader, timezone.now()),
        "citations": citations_of(page, timezone.localdate()),
        "linked_data": linked_data(page),
    }
    return render(request, "web/record.html", context)
