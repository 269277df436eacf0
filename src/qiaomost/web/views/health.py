"""Addresses for the proxy and for monitors.

They say which part is not well, and nothing of why: that is for the operator's eyes, in ``qiaomost check``.
"""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from qiaomost.web.soundness import PROBES, look


@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    del request
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Pages can be served: what a proxy asks."""
    del request
    return _told("database")


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """The whole node does its work: what a monitor asks."""
    del request
    return _told(*PROBES)


def _told(*names: str) -> HttpResponse:
    now = timezone.now()
    checks = {name: "wrong" if look(name, now).level == "wrong" else "ok" for name in names}
    is_well = "wrong" not in checks.values()
    status = HTTPStatus.OK if is_well else HTTPStatus.SERVICE_UNAVAILABLE
    return JsonResponse({"status": "ok" if is_well else "wrong", "checks": checks}, status=status)
