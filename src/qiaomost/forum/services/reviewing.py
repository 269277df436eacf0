"""Reviewers of contributions: each declares their interests, gives points, then speaks with the others."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.catalogue.drafts import cleaned_prose
from qiaomost.common import audit
from qiaomost.common.errors import Invalid, Message, NotAllowed, TransitionRefused
from qiaomost.forum.models import (
    CallCriterion,
    ConflictDeclaration,
    Contribution,
    ReviewerSeat,
    ReviewNote,
    ReviewScore,
    ReviewSheet,
)
from qiaomost.forum.models.contributions import REASON_LIMIT
from qiaomost.forum.permissions.contributions import has_declared, has_scored
from qiaomost.forum.services.contributing import lock_as
from qiaomost.forum.states.contributions import ContributionState, Part
from qiaomost.network.selectors import standing_of


@transaction.atomic
def declare_interest(
    *, actor: User, contribution_id: UUID, has_conflict: bool, now: datetime, text: str = ""
) -> ConflictDeclaration:
    """Declare a conflict of interest, or that there is none. A conflict is final and excludes.

    Raises:
        NotFound: ``actor`` is no reviewer of the contribution, or excluded already.
        TransitionRefused: it is not being reviewed.
        Invalid: a conflict is declared without saying which, or the words are too long.
    """
    contribution, seat = _to_review(actor, contribution_id)
    words = _words(text, _("Say which interest it is.")) if has_conflict else ""
    values = {"has_conflict": has_conflict, "text": words, "at": now}
    row, _is_new = ConflictDeclaration.objects.update_or_create(
        contribution=contribution, seat=seat, defaults=values
    )
    audit.record(actor, "declare_interest", contribution, now=now, has_conflict=has_conflict)
    return row


@transaction.atomic
def score_contribution(
    *, actor: User, contribution_id: UUID, points: Mapping[int, int], comment: str, now: datetime
) -> ReviewSheet:
    """Give points for each criterion (id → points), with a comment; a second time replaces the first.

    Raises:
        NotFound: ``actor`` is no reviewer of the contribution, or a conflict of interest excludes them.
        NotAllowed: they have not declared that they have no conflict.
        TransitionRefused: it is not being reviewed.
        Invalid: points are missing or more than the criterion's, or the comment is missing or too long.
    """
    contribution, seat = _to_review(actor, contribution_id)
    if not has_declared(standing_of(actor), contribution):
        raise NotAllowed(_("First declare whether you have a conflict of interest."), code="not_declared")
    criteria = list(contribution.call.criteria.all())
    problems = _problems(criteria, points)
    if problems:
        raise Invalid(fields=problems)
    words = _words(comment, _("Say why, in words."), "comment")
    sheet, _is_new = ReviewSheet.objects.update_or_create(
        contribution=contribution, seat=seat, defaults={"comment": words, "at": now}
    )
    sheet.scores.all().delete()
    ReviewScore.objects.bulk_create(
        ReviewScore(sheet=sheet, criterion=one, points=points[one.pk], maximum=one.maximum)
        for one in criteria
    )
    audit.record(actor, "score_contribution", contribution, now=now)
    return sheet


@transaction.atomic
def note_on_contribution(*, actor: User, contribution_id: UUID, text: str, now: datetime) -> ReviewNote:
    """Say something to the other reviewers, after one's own points.

    Raises:
        NotFound: ``actor`` is no reviewer of the contribution, or a conflict of interest excludes them.
        NotAllowed: they have not given their points.
        TransitionRefused: it is not being reviewed.
        Invalid: there is no text, or it is too long.
    """
    contribution, seat = _to_review(actor, contribution_id)
    if not has_scored(standing_of(actor), contribution):
        raise NotAllowed(_("First give your own points."), code="not_scored")
    note = ReviewNote.objects.create(
        contribution=contribution, seat=seat, at=now, text=_words(text, _("There is nothing to note."))
    )
    audit.record(actor, "note_on_contribution", contribution, now=now, note=note.pk)
    return note


def _to_review(actor: User, contribution_id: UUID) -> tuple[Contribution, ReviewerSeat]:
    """Lock the call; ``parts_in`` makes a reviewer only of whoever may judge in this phase."""
    contribution = lock_as(actor, contribution_id, Part.REVIEWER)
    if contribution.state != ContributionState.SUBMITTED:
        raise TransitionRefused(_("This contribution is not being reviewed now."), code="not_under_review")
    return contribution, contribution.call.seats.get(user=actor)


def _words(text: str, missing: Message, field: str = "text") -> str:
    text = cleaned_prose(text)
    if not text:
        raise Invalid(fields={field: missing})
    if len(text) > REASON_LIMIT:
        raise Invalid(fields={field: _("This is too long.")})
    return text


def _problems(criteria: list[CallCriterion], points: Mapping[int, int]) -> dict[str, Message]:
    return {
        f"points_{one.pk}": _("Between %(least)d and %(most)d.") % {"least": 0, "most": one.maximum}
        for one in criteria
        if not 0 <= points.get(one.pk, -1) <= one.maximum
    }
