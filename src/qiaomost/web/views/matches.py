"""All candidates for a record, some of them side by side, and what people say of them."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from qiaomost.accounts.kept import Kept, actor_of, kept_for, signed_in
from qiaomost.catalogue.selectors import record_for
from qiaomost.catalogue.states import CLOSED
from qiaomost.common.errors import Invalid
from qiaomost.discovery import services
from qiaomost.discovery.models import FEEDBACK_WORDS_LIMIT
from qiaomost.discovery.selectors import feedback_of
from qiaomost.discovery.watched import can_watch_answers, is_watched
from qiaomost.network.selectors import standing_of
from qiaomost.web.match_form import MatchForm, chosen_ids
from qiaomost.web.presenting.comparison import comparison_of
from qiaomost.web.presenting.matches import match_list
from qiaomost.web.views import reader_of
from qiaosearch.matching import COUNTERPARTS

TAKE_BACK = "none"
"""What the button of the answer that was given posts."""


@require_safe
def matches(request: HttpRequest, record_id: UUID) -> HttpResponse:
    return _matches_page(request, record_id, kept_for(request))


def _matches_page(
    request: HttpRequest, record_id: UUID, kept: Kept | None, *, status: int = HTTPStatus.OK
) -> HttpResponse:
    standing = standing_of(request.user)
    record = record_for(standing, record_id)
    form = MatchForm(request.GET, kinds=COUNTERPARTS[record.kind])
    page = match_list(record, form.asked(), standing, reader_of(request), timezone.now())
    chosen = chosen_ids(request.GET.getlist("with"))
    context = {"page": page, "form": form, "kept": kept, "chosen": chosen}
    if can_watch_answers(standing, record) and record.state not in CLOSED:
        context |= {"can_watch": True, "is_watched": is_watched(standing, record)}
    return render(request, "web/matches/matches.html", context, status=status)


@require_safe
def compare(request: HttpRequest, record_id: UUID) -> HttpResponse:
    standing, ids = standing_of(request.user), chosen_ids(request.GET.getlist("with"))
    record = record_for(standing, record_id)
    table = comparison_of(record, ids, standing, reader_of(request), timezone.now())
    status = HTTPStatus.OK if table.is_right_number else HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "web/matches/compare.html", {"table": table}, status=status)


@signed_in(back="matches")
def feedback(request: HttpRequest, record_id: UUID, candidate_id: UUID) -> HttpResponse:
    try:
        _say(request, record_id, candidate_id)
    except Invalid as error:
        kept = Kept(request.path, request.POST, error.fields)
        if request.headers.get("HX-Request"):
            return _feedback_part(request, record_id, candidate_id, kept, status=error.status)
        return _matches_page(request, record_id, kept, status=error.status)
    if request.headers.get("HX-Request"):
        return _feedback_part(request, record_id, candidate_id)
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return redirect(f"{reverse('matches', args=[record_id])}{query}#candidate-{candidate_id}")


def _say(request: HttpRequest, record_id: UUID, candidate_id: UUID) -> None:
    actor, verdict, now = actor_of(request), request.POST.get("verdict", ""), timezone.now()
    if verdict == TAKE_BACK:
        services.remove_feedback(actor=actor, record_id=record_id, candidate_id=candidate_id, now=now)
        return
    services.give_feedback(
        actor=actor,
        record_id=record_id,
        candidate_id=candidate_id,
        verdict=verdict,
        words=request.POST.get("words", ""),
        now=now,
    )


def _feedback_part(
    request: HttpRequest,
    record_id: UUID,
    candidate_id: UUID,
    kept: Kept | None = None,
    *,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    record = record_for(standing_of(request.user), record_id)
    said = feedback_of(actor_of(request).pk, record, [str(candidate_id)]).get(str(candidate_id))
    context = {"record_id": record_id, "candidate_id": str(candidate_id), "feedback": said, "kept": kept}
    context |= {"most_words": FEEDBACK_WORDS_LIMIT, "is_answer": True}
    return render(request, "web/matches/_feedback.html", context, status=status)
