"""The way to a provider of sign-in, past the content security policy."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class LeavingMiddleware:
    """Answers a form that leads to another site with a page that goes on there.

    The policy says ``form-action 'self'``, and Chromium holds the redirects after a form to it, at whichever hosts a
    provider passes through. A page that refreshes is no form.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        target = response.headers.get("Location", "")
        is_form = request.method == "POST" and response.status_code == HTTPStatus.FOUND
        if is_form and not url_has_allowed_host_and_scheme(target, {request.get_host()}):
            response = render(request, "accounts/leaving.html", {"target": target})
            response.headers["Refresh"] = f"0; url={target}"
        return response
