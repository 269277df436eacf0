"""Taking the part of an invented person; there only where the node is a demonstration."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import activate
from django.views.decorators.http import require_POST, require_safe

from qiaomost.accounts.models import User
from qiaomost.common.errors import NotFound
from qiaomost.common.http import reader_of
from qiaomost.common.languages import INTERFACE_CODES
from qiaomost.partnering.presenting.parts import parts


@require_safe
def demonstration(request: HttpRequest) -> HttpResponse:
    _require_demonstration()
    return render(request, "partnering/demonstration.html", {"parts": parts(reader_of(request))})


@require_POST
def take_part(request: HttpRequest, code: str) -> HttpResponse:
    _require_demonstration()
    user = next((part.user for part in parts("en") if part.code == code), None)
    if user is None:
        raise NotFound
    return _signed_in(request, user)


def _signed_in(request: HttpRequest, user: User) -> HttpResponse:
    auth.login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    language = INTERFACE_CODES[user.language]
    activate(language)
    response = redirect("my-cases")
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, **_cookie())
    return response


def _cookie() -> dict[str, Any]:
    return {
        "max_age": settings.LANGUAGE_COOKIE_AGE,
        "samesite": settings.LANGUAGE_COOKIE_SAMESITE,
        "httponly": settings.LANGUAGE_COOKIE_HTTPONLY,
        "secure": settings.LANGUAGE_COOKIE_SECURE,
    }


def _require_demonstration() -> None:
    if not settings.QIAOMOST.demonstration:
        raise NotFound
