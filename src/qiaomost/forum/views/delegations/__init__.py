"""Pages of delegations, for their members, their contact person and the organisers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from qiaomost.accounts.kept import actor_of
from qiaomost.common.errors import NotAllowed
from qiaomost.common.http import reader_of
from qiaomost.forum.models import Edition
from qiaomost.forum.selectors.delegations import Seen, delegation_for
from qiaomost.forum.selectors.editions import edition_for
from qiaomost.network.forms import VerbForm
from qiaomost.network.selectors import standing_of


def seen(request: HttpRequest, code: str, delegation_id: UUID) -> tuple[Edition, Seen]:
    """The delegation as this reader sees it."""
    edition = edition_for(standing_of(request.user), code)
    return edition, delegation_for(actor_of(request), edition, delegation_id)


def kept(request: HttpRequest, code: str, delegation_id: UUID) -> tuple[Edition, Seen]:
    """The delegation, for its contact person and the organisers alone."""
    edition, found = seen(request, code, delegation_id)
    if not found.can_keep:
        raise NotAllowed
    return edition, found


def page(
    request: HttpRequest,
    edition: Edition,
    template: str,
    context: dict[str, Any],
    form: VerbForm | None = None,
) -> HttpResponse:
    """Render a page of delegations; 422 where a form was refused."""
    status = 422 if form is not None and form.is_bound and form.errors else 200
    found = context.get("seen")
    name = found.delegation.name_in(reader_of(request)) if found else ""
    shown = {"edition": edition, "reader": reader_of(request), "form": form, "name": name, **context}
    return render(request, f"forum/delegations/{template}.html", shown, status=status)
