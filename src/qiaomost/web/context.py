"""What every template may use."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from qiaomost.web.addresses import alternates_of, own_address, without_language


def site(request: HttpRequest) -> dict[str, Any]:
    """Return the facts of this node, and the addresses of this page."""
    own = own_address(request)
    return {
        "demonstration": settings.QIAOMOST.demonstration,
        "site_languages": settings.LANGUAGES,
        "site_address": settings.QIAOMOST.site_url,
        "here": without_language(request),
        "own_address": own,
        "alternates": alternates_of(request.path) if own else [],
    }
