"""Every refusal as a page in the reader's language, with a way on; Django's own ones among them."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from qiaomost.common.errors import Message, NotAllowed, NotFound


def error_page(
    request: HttpRequest, status: HTTPStatus, message: Message, fields: Mapping[str, Message] | None = None
) -> HttpResponse:
    """Return the page that says ``message`` and which ``fields`` are wrong."""
    context = {"status": int(status), "message": message, "fields": fields or {}}
    return render(request, "web/error.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that Django itself refuses, such as one for an unknown host."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        message = _(
            "More was sent than this page takes. Nothing of it was kept; shorten it, or attach it as a file."
        )
        return error_page(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, message)
    return error_page(request, HTTPStatus.BAD_REQUEST, _("The site can’t read this request."))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer Django's ``PermissionDenied``."""
    del exception
    return error_page(request, HTTPStatus.FORBIDDEN, NotAllowed.default_message)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form without a valid token; the reason is in the log. Forms that keep what was typed show it again."""
    del reason
    view: Any = getattr(request.resolver_match, "func", None)
    if request.user.is_authenticated and hasattr(view, "resume"):
        resumed: HttpResponse = view.resume(request)
        return resumed
    message = _(
        "The form has expired. Go back, load the page anew and send it again; cookies must be allowed."
    )
    return error_page(request, HTTPStatus.FORBIDDEN, message)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address that leads nowhere."""
    del exception
    return error_page(request, HTTPStatus.NOT_FOUND, NotFound.default_message)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer after a fault of ours; Django has logged it."""
    message = _("Something went wrong on our side. The fault has been logged; please try again later.")
    return error_page(request, HTTPStatus.INTERNAL_SERVER_ERROR, message)
