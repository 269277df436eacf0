"""What every view reads from a request."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import get_language

from qiaomost.common.languages import content_language


def reader_of(request: HttpRequest) -> str:
    """Return the content language in which the site answers this request."""
    del request
    return content_language(get_language() or "en")
