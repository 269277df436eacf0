"""HTTP's two walls: headers that every answer carries, and domain errors as pages."""

from __future__ import annotations

import logging
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.translation import activate

from qiaomost.accounts.adapters import set_language_cookie
from qiaomost.common.errors import DomainError, Invalid
from qiaomost.common.languages import INTERFACE_CODES
from qiaomost.web.addresses import language_asked
from qiaomost.web.errors import error_page

GetResponse = Callable[[HttpRequest], HttpResponseBase]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)

logger = logging.getLogger(__name__)


class HeadersMiddleware:
    """Sends one strict content security policy, and keeps pages out of shared caches.

    A page depends on who reads it and in which language; static files bring a ``Cache-Control`` of their own.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "private, no-cache"
            patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response


class AddressLanguageMiddleware:
    """Answers in the language that an address names (``?lang=ru``), as a search engine or a colleague passed it on.

    It is remembered for visitors who have not chosen one; comes after ``LocaleMiddleware``.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        language = language_asked(request)
        if not language:
            return self.get_response(request)
        activate(INTERFACE_CODES[language])
        request.LANGUAGE_CODE = INTERFACE_CODES[language]
        response = self.get_response(request)
        if isinstance(response, HttpResponse) and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            set_language_cookie(response, language)
        return response


class DomainErrorMiddleware:
    """Turns a ``DomainError`` into a page in the reader's language."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, DomainError):
            return None
        if exception.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            logger.error("%s: %s", request.path, exception)
        fields = exception.fields if isinstance(exception, Invalid) else {}
        return error_page(request, exception.status, exception.message, fields)
