"""The refusals of the API, by the codes that they keep; OpenAPI and the page of the API say the same of them."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from django.utils.translation import gettext_noop as _


@dataclass(frozen=True, slots=True)
class Refusal:
    """``is_described`` where OpenAPI has it for single operations; the others may meet any call."""

    status: HTTPStatus
    code: str
    text: str
    is_described: bool = True


REFUSALS = (
    Refusal(HTTPStatus.BAD_REQUEST, "bad_request", _("The request can’t be read."), False),
    Refusal(HTTPStatus.UNAUTHORIZED, "wrong_key", _("The key is not known, was revoked or has run out.")),
    Refusal(HTTPStatus.NOT_FOUND, "not_found", _("There is none, or none that you may see.")),
    Refusal(HTTPStatus.METHOD_NOT_ALLOWED, "method_not_allowed", _("The interface only reads."), False),
    Refusal(
        HTTPStatus.UNPROCESSABLE_ENTITY, "invalid", _("A parameter is wrong; `errors` says which, and why.")
    ),
    Refusal(
        HTTPStatus.TOO_MANY_REQUESTS,
        "too_many_calls",
        _("Too many calls in this minute; wait as many seconds as `Retry-After` says."),
    ),
    Refusal(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "internal_server_error",
        _("A fault of ours; it has been logged."),
        False,
    ),
    Refusal(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "search_unavailable",
        _("The index is being rebuilt or can’t be opened; ask again later."),
    ),
)
