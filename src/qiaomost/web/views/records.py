"""A record with its matches."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from qiaomost.catalogue.selectors import record_for, text_for
from qiaomost.compliance.services.crossing import count_profile_read
from qiaomost.network.selectors import standing_of
from qiaomost.web.presenting.answers import answers_to, answers_to_come
from qiaomost.web.presenting.beside import beside
from qiaomost.web.presenting.records import record_page
from qiaomost.web.views import reader_of

ALL_LANGUAGES = "all"


@require_safe
def record(request: HttpRequest, record_id: UUID) -> HttpResponse:
    reader, standing, now = reader_of(request), standing_of(request.user), timezone.now()
    shown, asked = record_for(standing, record_id), request.GET.get("text", reader)
    is_abreast, is_answered = asked == ALL_LANGUAGES, "answers" in request.GET
    page = record_page(shown, text_for(shown, reader if is_abreast else asked), standing, reader)
    answers = answers_to(shown, standing, reader, now) if is_answered else answers_to_come(shown)
    context = {"page": page, "answers": answers, "is_answered": is_answered}
    count_profile_read(record=shown, reader=request.user, now=now)
    today = timezone.localdate(now)
    context |= beside(
        page, standing=standing, reader=reader, today=today, is_abreast=is_abreast, is_answered=is_answered
    )
    return render(request, "web/record.html", context)
