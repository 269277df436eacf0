"""What was typed is never lost: kept over a sign-in, an expired form, or a refusal, and shown again.

A form that arrives after its session has ended is put into the visitor's session; the page that comes after the
sign-in shows it again. Django carries the session's content over when somebody signs in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from qiaomost.accounts.models import User
from qiaomost.common.errors import Message

SESSION_KEY = "kept_form"
LIMIT = 400_000
"""Characters of one form that a session keeps; about twice what a full record of one language has."""

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Kept:
    """What was typed into the form that posts to ``path``, and what is wrong with it."""

    path: str
    values: QueryDict
    errors: Mapping[str, Message] = field(default_factory=dict)


def actor_of(request: HttpRequest) -> User:
    """Return who is signed in, in a view that ``signed_in`` guards."""
    return cast(User, request.user)


def signed_in(back: str = "") -> Callable[[View], View]:
    """Guard a view: visitors sign in first, and find what they typed on the page named ``back``, or the same one.

    A view with a ``back`` takes POST alone; who comes otherwise, by a reload or another language, is sent there. The
    page that ``back`` names has the first id of the view's own address.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if back and request.method != "POST":
                return redirect(back, *list(kwargs.values())[:1])
            if request.user.is_authenticated:
                return view(request, *args, **kwargs)
            return _sent(request, redirect_to_login(_keep(request, back)))

        guarded.resume = lambda request: _sent(request, redirect(_keep(request, back)))  # type: ignore[attr-defined]
        return guarded

    return decorate


def kept_for(request: HttpRequest) -> Kept | None:
    """Take what was kept for this page out of the session."""
    kept = request.session.get(SESSION_KEY)
    if not kept or kept["back"] != request.path or request.method != "GET":
        return None
    del request.session[SESSION_KEY]
    values = QueryDict(mutable=True)
    for name, typed in kept["fields"].items():
        values.setlist(name, typed)
    return Kept(kept["path"], values)


def typed_in(request: HttpRequest) -> QueryDict | None:
    """Return what was typed into this page's form: now, or before a sign-in."""
    if request.method == "POST":
        return request.POST
    kept = kept_for(request)
    return kept.values if kept else None


def _sent(request: HttpRequest, answer: HttpResponseRedirect) -> HttpResponse:
    """The whole page goes elsewhere, where only a part of it had asked."""
    return HttpResponseClientRedirect(answer.url) if request.headers.get("HX-Request") else answer


def _keep(request: HttpRequest, back: str) -> str:
    """Keep what was typed, and return the address of the page that shows it again."""
    if request.method != "POST":
        return request.get_full_path()
    match = request.resolver_match
    ids = list(match.kwargs.values())[:1] if match else []
    place = reverse(back, args=ids) if back else request.path
    typed = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
    if sum(len(value) for values in typed.values() for value in values) <= LIMIT:
        request.session[SESSION_KEY] = {"path": request.path, "back": place, "fields": typed}
    return f"{place}?{request.GET.urlencode()}" if request.GET else place
