"""What reviewers do with contributions: their list, declare an interest, give points, speak with the others."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qiaomost.accounts.kept import actor_of, signed_in
from qiaomost.common.errors import Invalid
from qiaomost.common.http import reader_of
from qiaomost.forum.forms.contributions import SheetForm, WordsForm
from qiaomost.forum.presenting.contributions import review_rows
from qiaomost.forum.selectors.contributions import contribution_for
from qiaomost.forum.selectors.editions import edition_for
from qiaomost.forum.services import reviewing
from qiaomost.forum.views.contributions import contribution_shown
from qiaomost.network.selectors import standing_of


@require_safe
@signed_in()
def reviews(request: HttpRequest, code: str) -> HttpResponse:
    standing = standing_of(request.user)
    edition = edition_for(standing, code)
    rows = review_rows(standing, edition, reader_of(request))
    return render(request, "forum/call/reviews.html", {"rows": rows, "edition": edition})


@signed_in(back="contribution")
def clear(request: HttpRequest, contribution_id: UUID) -> HttpResponse:
    reviewing.declare_interest(
        actor=actor_of(request), contribution_id=contribution_id, has_conflict=False, now=timezone.now()
    )
    return redirect("contribution", contribution_id)


@signed_in(back="contribution")
def declare(request: HttpRequest, contribution_id: UUID) -> HttpResponse:
    form = WordsForm(request.POST, prefix="conflict")
    if not form.is_valid():
        return contribution_shown(request, contribution_id, {"declare": form}, status=422)
    row, _parts = contribution_for(standing_of(request.user), contribution_id)
    reviewing.declare_interest(
        actor=actor_of(request),
        contribution_id=contribution_id,
        has_conflict=True,
        text=form.cleaned_data["text"],
        now=timezone.now(),
    )
    messages.success(
        request, _("Your conflict of interest is on record; this contribution is not yours to judge.")
    )
    return redirect("forum-reviews", row.call.track.edition.code)


@signed_in(back="contribution")
def score(request: HttpRequest, contribution_id: UUID) -> HttpResponse:
    row, _parts = contribution_for(standing_of(request.user), contribution_id)
    form = SheetForm(request.POST, call=row.call, reader=reader_of(request))
    if form.is_valid():
        try:
            reviewing.score_contribution(
                actor=actor_of(request),
                contribution_id=contribution_id,
                points=form.points(),
                comment=form.cleaned_data["comment"],
                now=timezone.now(),
            )
            messages.success(
                request, _("Your points are stored. You can change them until the review is closed.")
            )
            return redirect("contribution", contribution_id)
        except Invalid as error:
            form.refuse(error)
    return contribution_shown(request, contribution_id, {"score": form}, status=422)


@signed_in(back="contribution")
def note(request: HttpRequest, contribution_id: UUID) -> HttpResponse:
    form = WordsForm(request.POST)
    if form.is_valid():
        reviewing.note_on_contribution(
            actor=actor_of(request),
            contribution_id=contribution_id,
            text=form.cleaned_data["text"],
            now=timezone.now(),
        )
        return redirect("contribution", contribution_id)
    return contribution_shown(request, contribution_id, {"note": form}, status=422)
