"""The organisers' list of meetings: held or not, decided, cancelled; and what came of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qiaomost.accounts.kept import actor_of, signed_in
from qiaomost.common.errors import Invalid, NotFound
from qiaomost.common.http import reader_of
from qiaomost.forum.forms.results import CancelForm
from qiaomost.forum.models import Edition
from qiaomost.forum.presenting.meetings.entrance import entrance_of
from qiaomost.forum.presenting.meetings.results import result_rows
from qiaomost.forum.selectors.editions import organised_edition
from qiaomost.forum.selectors.results import found_meetings, meeting_figures
from qiaomost.forum.services.meetings import results as services
from qiaomost.forum.states.results import ResultState
from qiaomost.network.selectors import standing_of

PAGE_SIZE = 40
VERBS: dict[str, Callable[..., object]] = {
    "decide": lambda sent, who: services.decide_meeting(decision=sent.get("decision", ""), **who),
    "cancel": lambda sent, who: services.cancel_meeting(why=sent.get("why", ""), **who),
    "restore": lambda _sent, who: services.restore_meeting(**who),
}


@signed_in()
@require_safe
def results(request: HttpRequest, code: str) -> HttpResponse:
    return _page(request, organised_edition(standing_of(request.user), code))


@signed_in(back="forum-meeting-results")
def take(request: HttpRequest, code: str, request_id: UUID, verb: str) -> HttpResponse:
    edition = organised_edition(standing_of(request.user), code)
    if verb not in VERBS:
        raise NotFound
    who = {"actor": actor_of(request), "edition_id": edition.pk, "request_id": request_id}
    try:
        VERBS[verb](request.POST, who | {"now": timezone.now()})
    except Invalid as error:
        form = CancelForm(request.POST)
        form.refuse(error)
        return _page(request, edition, refused=form, refused_id=request_id, status=422)
    messages.success(request, _("Saved."))
    return redirect("forum-meeting-results", code)


def _page(request: HttpRequest, edition: Edition, *, status: int = 200, **more: Any) -> HttpResponse:
    reader, now = reader_of(request), timezone.now()
    filters = {name: request.GET.get(name, "") for name in ("state", "words")}
    rows = found_meetings(edition, now=now, **filters)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "edition": edition,
        "entrance": entrance_of(actor_of(request), edition, standing_of(request.user), now),
        "part": "results",
        "figures": meeting_figures(edition, now),
        "filters": filters,
        "states": [("unreported", _("Over, and nothing was said yet")), *ResultState.choices],
        "page": page,
        "rows": result_rows(page, reader, now),
    }
    return render(request, "forum/meetings/results.html", context | more, status=status)
