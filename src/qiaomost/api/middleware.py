"""The API's wall: whatever goes wrong below ``/api/``, a program gets problem+json (RFC 9457)."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponseBase, JsonResponse

PROBLEM = "application/problem+json"
PLACE = "/api/"

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
            "type": "about:blank",
            "title": status.phrase,
            "status": int(status),
            "code": status.name.lower(),
            "detail": status.description,
        }
        kept = {name: value for name, value in response.headers.items() if not name.startswith("Content-")}
        return JsonResponse(body, status=status, content_type=PROBLEM, headers=kept)
