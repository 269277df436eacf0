"""The found list as a file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from qiaomost.network.selectors import standing_of
from qiaomost.web.forms import SearchForm
from qiaomost.web.presenting.exports import found_file
from qiaomost.web.views import reader_of


@require_safe
def export(request: HttpRequest, extension: str) -> HttpResponse:
    today = timezone.localdate()
    kind, content = found_file(
        extension,
        asked=SearchForm(request.GET).asked(today),
        standing=standing_of(request.user),
        reader=reader_of(request),
    )
    answer = HttpResponse(content, content_type=kind.media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="qiaomost-{today:%Y-%m-%d}.{extension}"'
    return answer
