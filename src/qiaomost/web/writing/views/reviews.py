"""The desk of the second person: the queue, a record side by side, findings, decisions, screening."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qiaomost.accounts.kept import Kept, actor_of, kept_for, signed_in
from qiaomost.catalogue import services
from qiaomost.catalogue.models import Severity
from qiaomost.catalogue.permissions import can_review, can_screen
from qiaomost.catalogue.selectors import record_for, review_queue, screening_queue
from qiaomost.common.errors import NotAllowed
from qiaomost.common.http import reader_of
from qiaomost.network.selectors import standing_of
from qiaomost.web.writing.presenting.lists import review_rows, row_of
from qiaomost.web.writing.presenting.sides import review_page
from qiaomost.web.writing.verbs import REVIEW_VERBS, SCREENING_VERBS
from qiaomost.web.writing.views.refusing import refused_on

VERBS = {**REVIEW_VERBS, **SCREENING_VERBS}


@signed_in()
@require_safe
def reviews(request: HttpRequest) -> HttpResponse:
    standing, reader = standing_of(request.user), reader_of(request)
    context = {
        "reviews": review_rows(review_queue(standing), reader, standing.user_id),
        "screenings": [row_of(record, reader) for record in screening_queue(standing)],
        "is_screener": can_screen(standing),
    }
    return render(request, "web/writing/reviews.html", context)


@signed_in()
@require_safe
def review(request: HttpRequest, record_id: UUID) -> HttpResponse:
    return _page(request, record_id, kept_for(request))


def _page(
    request: HttpRequest,
    record_id: UUID,
    kept: Kept | None = None,
    *,
    status: int = 200,
    refusal: Mapping[str, object] | None = None,
) -> HttpResponse:
    standing, reader = standing_of(request.user), reader_of(request)
    record = record_for(standing, record_id)
    if not (can_review(standing, record) or can_screen(standing)):
        raise NotAllowed(_("Only reviewers who did not write the record, and advisers, read it here."))
    page = review_page(record, standing, reader, request.GET.get("text", reader))
    context = {"page": page, "kept": kept, "severities": Severity.choices, "refusal": refusal}
    return render(request, "web/writing/review.html", context, status=status)


@signed_in(back="review")
@refused_on(_page)
def claim_review(request: HttpRequest, record_id: UUID) -> HttpResponse:
    services.claim_review(actor=actor_of(request), record_id=record_id, now=timezone.now())
    messages.success(request, _("The review is yours."))
    return redirect("review", record_id)


@signed_in(back="review")
@refused_on(_page)
def take(request: HttpRequest, record_id: UUID, verb: str) -> HttpResponse:
    step = VERBS[verb]
    words = {"reason": request.POST.get("reason", "")} if step.asks else {}
    record = step.service(actor=actor_of(request), record_id=record_id, now=timezone.now(), **words)
    messages.success(request, _("The record is now: %(state)s.") % {"state": record.get_state_display()})
    return redirect(
        "reviews" if verb in REVIEW_VERBS else "review", *([] if verb in REVIEW_VERBS else [record_id])
    )


@signed_in(back="review")
@refused_on(_page)
def add_finding(request: HttpRequest, record_id: UUID) -> HttpResponse:
    typed = {name: request.POST.get(name, "") for name in ("severity", "section", "language", "text")}
    services.add_finding(actor=actor_of(request), record_id=record_id, now=timezone.now(), **typed)
    messages.success(request, _("The finding is stored."))
    return redirect("review", record_id)


@signed_in(back="review")
@refused_on(_page)
def resolve_finding(request: HttpRequest, record_id: UUID, finding_id: int) -> HttpResponse:
    services.resolve_finding(actor=actor_of(request), finding_id=finding_id, now=timezone.now())
    messages.success(request, _("The finding is settled."))
    return redirect("review", record_id)
