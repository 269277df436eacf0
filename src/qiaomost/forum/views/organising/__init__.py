"""Pages of those who organise an edition."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from qiaomost.common.errors import Conflict, Invalid
from qiaomost.common.http import reader_of
from qiaomost.forum.models import Edition
from qiaomost.forum.selectors.editions import organised_edition
from qiaomost.network.forms import VerbForm
from qiaomost.network.selectors import standing_of


def organised(request: HttpRequest, code: str) -> Edition:
    """The edition, for its organisers alone."""
    return organised_edition(standing_of(request.user), code)


def attempt(form: VerbForm, verb: Callable[[], Any]) -> bool:
    """Take a verb with a valid form; what it refuses, and that somebody else was faster, stands in the form."""
    if not form.is_valid():
        return False
    try:
        verb()
    except Invalid as error:
        form.refuse(error)
    except Conflict as error:
        form.add_error(None, str(error.message))
    return not form.errors


def organising(
    request: HttpRequest,
    edition: Edition,
    template: str,
    context: dict[str, Any],
    form: VerbForm | None = None,
) -> HttpResponse:
    """Render a page of the organisers; 422 where a form was refused."""
    status = 422 if form is not None and form.is_bound and form.errors else 200
    shown = {"edition": edition, "reader": reader_of(request), "form": form, **context}
    return render(request, f"forum/organise/{template}.html", shown, status=status)
