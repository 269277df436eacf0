"""A step that is refused leaves its reader on the page that they were on, with the reason and with what they typed."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from qiaomost.accounts.kept import Kept
from qiaomost.common.errors import Conflict, Invalid, TooLarge, TransitionRefused

Page = Callable[..., HttpResponse]
WORDS = ("reason", "answer", "text")
"""The fields in which somebody types whole sentences."""


def refused_on(page: Page) -> Callable[[Page], Page]:
    """Show what a view refuses on ``page``, which takes a request, a record's id, what was kept and ``refusal``."""

    def decorate(view: Page) -> Page:
        @wraps(view)
        def guarded(request: HttpRequest, record_id: UUID, **more: Any) -> HttpResponse:
            try:
                return view(request, record_id, **more)
            except Invalid as error:
                kept = Kept(request.path, request.POST, error.fields)
                return page(request, record_id, kept, status=error.status)
            except TooLarge as error:
                kept = Kept(request.path, request.POST, {"file": error.message})
                return page(request, record_id, kept, status=error.status)
            except (Conflict, TransitionRefused) as error:
                typed = next((request.POST[name] for name in WORDS if request.POST.get(name)), "")
                refusal = {"why": error.message, "typed": typed}
                return page(request, record_id, status=error.status, refusal=refusal)

        return guarded

    return decorate
