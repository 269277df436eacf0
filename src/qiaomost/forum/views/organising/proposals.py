"""Proposed timetables: ordered, watched, looked at, applied or thrown away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from qiaomost.accounts.kept import actor_of, signed_in
from qiaomost.common.errors import NotFound
from qiaomost.common.http import reader_of
from qiaomost.forum.forms.programme import ProposalForm
from qiaomost.forum.models import Edition
from qiaomost.forum.presenting.proposals import proposal_page
from qiaomost.forum.selectors.timetable_proposals import proposal_numbered, proposals_of
from qiaomost.forum.services import timetables
from qiaomost.forum.views.organising import attempt, organised, organising


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def proposals(request: HttpRequest, code: str) -> HttpResponse:
    edition = organised(request, code)
    form = ProposalForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and attempt(form, lambda: _order(request, edition, form)):
        return redirect("timetable-proposal", code, proposals_of(edition)[0].number)
    return organising(request, edition, "proposals", {"proposals": proposals_of(edition)}, form)


@signed_in()
@require_safe
def proposal(request: HttpRequest, code: str, number: int) -> HttpResponse:
    edition = organised(request, code)
    page = proposal_page(proposal_numbered(edition, number), reader_of(request), timezone.now())
    if request.headers.get("HX-Request"):
        return render(request, "forum/organise/_proposal.html", {"edition": edition, "page": page})
    return organising(request, edition, "proposal", {"page": page})


@signed_in(back="timetable-proposals")
def take(request: HttpRequest, code: str, number: int, verb: str) -> HttpResponse:
    edition = organised(request, code)
    who: dict[str, Any] = {
        "actor": actor_of(request),
        "edition_id": edition.pk,
        "number": number,
        "now": timezone.now(),
    }
    if verb == "discard":
        timetables.discard_timetable(**who)
        messages.success(request, _("Thrown away; nothing has changed."))
        return redirect("timetable-proposals", code)
    if verb != "apply":
        raise NotFound
    moved = timetables.apply_timetable(sign=request.POST.get("sign", ""), **who)
    words = ngettext(
        "%(count)d session has its new place.", "%(count)d sessions have their new places.", moved
    )
    messages.success(request, words % {"count": moved})
    return redirect("organise-schedule", code)


def _order(request: HttpRequest, edition: Edition, form: ProposalForm) -> None:
    timetables.order_timetable(
        actor=actor_of(request), edition_id=edition.pk, now=timezone.now(), **form.cleaned_data
    )
