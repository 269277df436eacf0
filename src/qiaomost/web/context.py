"""What every template may use."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """Return the facts of this node."""
    del request
    return {"demonstration": settings.QIAOMOST.demonstration, "site_languages": settings.LANGUAGES}
