"""Domain errors as problem+json (RFC 9457)."""

from __future__ import annotations

from django.http import JsonResponse

from qiaomost.common.errors import DomainError, Invalid


def problem(error: DomainError) -> JsonResponse:
    """Return the error as problem+json, with its HTTP status; ``errors`` says what is wrong with which field."""
    body: dict[str, object] = {
        "type": "about:blank",
        "title": error.status.phrase,
        "status": int(error.status),
        "code": error.code,
        "detail": str(error.message),
    }
    if isinstance(error, Invalid) and error.fields:
        body["errors"] = {name: str(text) for name, text in error.fields.items()}
    return JsonResponse(body, status=error.status, content_type="application/problem+json")
