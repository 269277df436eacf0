"""Domain errors as problem+json (RFC 9457)."""

from __future__ import annotations

from django.conf import settings
from django.http import JsonResponse
from django.urls import reverse

from qiaomost.common.errors import DomainError, Invalid


def type_of(code: str) -> str:
    """The address by which a kind of refusal is known for good; the page of the API explains it there."""
    return f"{settings.QIAOMOST.site_url}{reverse('api')}#{code}"


def problem(error: DomainError) -> JsonResponse:
    """Return the error as problem+json, with its HTTP status; ``errors`` says what is wrong with which field."""
    body: dict[str, object] = {
        "type": type_of(error.code),
        "title": error.status.phrase,
        "status": int(error.status),
        "code": error.code,
        "detail": str(error.message),
    }
    if isinstance(error, Invalid) and error.fields:
        body["errors"] = {name: str(text) for name, text in error.fields.items()}
    return JsonResponse(body, status=error.status, content_type="application/problem+json")
