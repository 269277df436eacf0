"""The API's walls: who calls and how often, in which language, what other sites' pages may read, and refusals as
problem+json (RFC 9457)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from http import HTTPStatus

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
    JsonResponse,
    StreamingHttpResponse,
)
from django.middleware.gzip import GZipMiddleware
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from qiaomost.api.callers import Caller, admit, caller_of, require_left, visitor
from qiaomost.common.errors import DomainError, TooManyCalls, WrongKey
from qiaomost.common.languages import INTERFACE_CODES
from qiaomost.common.problems import problem, type_of

PROBLEM = "application/problem+json"
PLACE = "/api/v"
METHODS = "GET, HEAD, OPTIONS"
EXPOSED = "Content-Language, ETag, Link, RateLimit, RateLimit-Policy, Retry-After"
PREFLIGHT = {
    "Allow": METHODS,
    "Access-Control-Allow-Methods": METHODS,
    "Access-Control-Allow-Headers": "Accept-Language, Authorization, If-None-Match",
    "Access-Control-Max-Age": "86400",
}
CHALLENGE = 'Bearer realm="Qiaomost"'

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class ProblemMiddleware:
    """Replaces refusals that did not come from the API itself: no such route, wrong method, a fault of ours."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        is_refusal = response.status_code >= HTTPStatus.BAD_REQUEST
        if (
            not request.path.startswith(PLACE)
            or not is_refusal
            or response.headers["Content-Type"] == PROBLEM
        ):
            return response
        status = HTTPStatus(response.status_code)
        body = {
            "type": type_of(status.name.lower()),
            "title": status.phrase,
            "status": int(status),
            "code": status.name.lower(),
            "detail": status.description,
        }
        kept = {name: value for name, value in response.headers.items() if not name.startswith("Content-")}
        return JsonResponse(body, status=status, content_type=PROBLEM, headers=kept)


class OpenMiddleware:
    """Lets scripts of other sites' pages read what is public, answers ``HEAD`` and ``OPTIONS``, and compresses.

    The allowance names no site and no credentials, so that a browser hands no answer to a session on to another site.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.compress = GZipMiddleware(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(PLACE):
            return self.get_response(request)
        response = self._answer(request)
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = EXPOSED
        return response

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        if request.method == "OPTIONS":
            return HttpResponse(status=HTTPStatus.NO_CONTENT, headers=PREFLIGHT)
        asked = request.method
        if asked == "HEAD":  # the server leaves the body out
            request.method = "GET"
        response: HttpResponseBase = self.compress.process_response(request, self.get_response(request))
        request.method = asked
        if asked == "HEAD" and isinstance(response, StreamingHttpResponse):
            response.streaming_content = []
        return response


class CallerMiddleware:
    """Makes the owner of a key the one who asks, counts the call, and answers 304 to those who have the answer.

    Comes after the session's own middleware: a key goes before a session.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(PLACE):
            return self.get_response(request)
        if interface := INTERFACE_CODES.get(request.GET.get("reader", "")):
            translation.activate(interface)
        now, wrong = timezone.now(), None
        try:
            caller = caller_of(request, now=now)
        except WrongKey as error:  # whoever tries keys is a visitor who calls often
            caller, wrong = visitor(request), error
        allowance = admit(caller, request.path, now=now)
        try:
            require_left(allowance)
            if wrong:
                raise wrong
            request.user = caller.user
            response = _tagged(request, self.get_response(request), caller)
        except DomainError as error:
            response = _refusal(error)
        allowance.tell(response)
        patch_vary_headers(response, ("Authorization", "Cookie", "Accept-Language"))
        return response


def _refusal(error: DomainError) -> HttpResponse:
    response = problem(error)
    if isinstance(error, WrongKey):
        response.headers["WWW-Authenticate"] = f'{CHALLENGE}, error="invalid_token"'
    if isinstance(error, TooManyCalls):
        response.headers["Retry-After"] = str(error.retry_after_s)
    return response


def _tagged(request: HttpRequest, response: HttpResponseBase, caller: Caller) -> HttpResponseBase:
    """Give an answer its ``ETag``; one reader's tag is never another's, even where both are told the same."""
    if response.status_code != HTTPStatus.OK or not isinstance(response, HttpResponse):
        return response
    reader = str(caller.user.pk or "").encode()
    digest = hashlib.sha256(reader + b"\0" + response.content).hexdigest()[:32]
    asked = parse_etags(request.headers.get("If-None-Match", ""))
    if asked == ["*"] or f'"{digest}"' in (tag.removeprefix("W/") for tag in asked):
        response = HttpResponseNotModified()
    response.headers["ETag"] = f'W/"{digest}"'  # weak: a proxy may compress what it hands on
    return response
