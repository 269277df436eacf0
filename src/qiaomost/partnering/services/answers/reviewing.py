"""Reviewers: seated by the owner, each declares their interests, then gives points and speaks with the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.catalogue.drafts import cleaned_prose
from qiaomost.common import audit
from qiaomost.common.errors import Conflict, Invalid, Message, NotAllowed, NotFound, TransitionRefused
from qiaomost.network.models import Role
from qiaomost.network.selectors import standing_of
from qiaomost.partnering.events.calls import CallTopic
from qiaomost.partnering.models import (
    Answer,
    AnswerNote,
    Assessment,
    Call,
    Criterion,
    Declaration,
    Reviewer,
    Score,
)
from qiaomost.partnering.models.cases import WORDS_LIMIT
from qiaomost.partnering.permissions.calls import (
    can_call,
    has_declared,
    has_seat,
    is_excluded,
    is_owners,
    roles_in_call,
)
from qiaomost.partnering.selectors.answers import counted
from qiaomost.partnering.services.answers.steps import (
    lock_answer,
    lock_call,
    move_answer,
    require_phase,
    tell_call,
)
from qiaomost.partnering.services.steps import words
from qiaomost.partnering.states.answers import AnswerState, CallState

UNDER_REVIEW = {
    CallState.BLIND: (AnswerState.ELIGIBLE, AnswerState.SCORED),
    CallState.NAMED: (AnswerState.SCORED, AnswerState.SHORTLISTED),
}
"""Phase → states of an answer in which reviewers give points."""


@dataclass(frozen=True, slots=True)
class ScoreDraft:
    """Points for one criterion, and the words that go with them."""

    points: int
    comment: str


@transaction.atomic
def seat_reviewer(*, actor: User, call_id: UUID, user_id: UUID, now: datetime) -> Reviewer:
    """Give a reviewer, of either country, a seat in the call.

    Raises:
        NotFound, NotAllowed: ``actor`` has no part in the call, or does not own it.
        TransitionRefused: the selection is over.
        Invalid: the account is no reviewer, or belongs to the owner's organisation.
        Conflict: it has a seat already.
    """
    call = _to_staff(actor, call_id)
    user = User.objects.filter(pk=user_id).first()
    standing = standing_of(user)
    if user is None or not standing.has_role(Role.REVIEWER) or is_owners(standing, call):
        raise Invalid(
            fields={"user": _("Choose a reviewer who does not belong to the organisation that calls.")}
        )
    if call.reviewers.filter(user=user).exists():
        raise Conflict(_("This reviewer has a seat already."))
    seat = Reviewer.objects.create(call=call, user=user, seated_at=now)
    tell_call(call, CallTopic.REVIEWER_SEATED, actor=actor, now=now, addressee=user)
    return seat


@transaction.atomic
def unseat_reviewer(*, actor: User, call_id: UUID, user_id: UUID, now: datetime) -> None:
    """Take the seat of a reviewer who has given no points yet.

    Raises:
        NotFound, NotAllowed: ``actor`` has no part in the call, or does not own it; or there is no such seat.
        TransitionRefused: the selection is over, or the reviewer has given points, which stay.
    """
    call = _to_staff(actor, call_id)
    seat = call.reviewers.filter(user_id=user_id).first()
    if seat is None:
        raise NotFound
    if seat.assessments.exists() or AnswerNote.objects.filter(reviewer=seat).exists():
        raise TransitionRefused(_("This reviewer has begun to review."), code="has_reviewed")
    seat.delete()
    audit.record(actor, "unseat_reviewer", call, now=now, user=str(user_id))


@transaction.atomic
def declare_interest(
    *, actor: User, answer_id: UUID, has_conflict: bool, now: datetime, text: str = ""
) -> Declaration:
    """Declare a conflict of interest in an answer, or that there is none. A conflict is final and excludes.

    Raises:
        NotFound: ``actor`` is no reviewer of the answer, or excluded already.
        TransitionRefused: the answer is not being reviewed.
        Invalid: a conflict is declared without saying which, or the words are too long.
    """
    _call, answer, seat = _to_review(actor, answer_id)
    if has_conflict:
        text = words(text, "text", _("Say which interest it is."), _("This is too long."))
    values = {"has_conflict": has_conflict, "text": text if has_conflict else "", "at": now}
    declaration, _created = Declaration.objects.update_or_create(
        answer=answer, reviewer=seat, defaults=values
    )
    audit.record(actor, "declare_interest", answer, now=now, has_conflict=has_conflict)
    return declaration


@transaction.atomic
def assess_answer(
    *, actor: User, answer_id: UUID, scores: Mapping[int, ScoreDraft], now: datetime
) -> Assessment:
    """Give points for each criterion, with a comment; a second time replaces those of the same phase.

    The review that completes the number that the call asks for makes the answer scored.

    Raises:
        NotFound: ``actor`` is no reviewer of the answer, or a conflict of interest excludes them.
        NotAllowed: they have not declared that they have no conflict.
        TransitionRefused: the answer is not being reviewed.
        Invalid: points are missing, or more than the criterion's; or a comment is missing or too long.
    """
    call, answer, seat = _to_review(actor, answer_id)
    if not has_declared(standing_of(actor), answer):
        raise NotAllowed(_("First declare whether you have a conflict of interest."), code="not_declared")
    criteria = list(call.criteria.all())
    problems = _problems(criteria, scores)
    if problems:
        raise Invalid(fields=problems)
    assessment, _created = Assessment.objects.update_or_create(
        answer=answer, reviewer=seat, phase=call.state, defaults={"at": now}
    )
    assessment.scores.all().delete()
    Score.objects.bulk_create(_rows(assessment, criteria, scores))
    audit.record(actor, "assess", answer, now=now, phase=call.state)
    if answer.state == AnswerState.ELIGIBLE and len(counted(answer)) >= call.reviews_needed:
        move_answer(call, answer, "score", actor=None, now=now)
    return assessment


@transaction.atomic
def note_on_answer(*, actor: User, answer_id: UUID, text: str, now: datetime) -> AnswerNote:
    """Say something to the other reviewers of an answer.

    Raises:
        NotFound: ``actor`` is no reviewer of the answer, or a conflict of interest excludes them.
        TransitionRefused: the answer is not being reviewed.
        Invalid: there is no text, or it is too long.
    """
    _call, answer, seat = _to_review(actor, answer_id)
    text = words(text, "text", _("There is nothing to note."), _("This is too long."))
    note = AnswerNote.objects.create(answer=answer, reviewer=seat, at=now, text=text)
    audit.record(actor, "note", answer, now=now, note=note.pk)
    return note


def _to_staff(actor: User, call_id: UUID) -> Call:
    call, standing = lock_call(call_id), standing_of(actor)
    if not can_call(standing, call):
        if roles_in_call(standing, call):
            raise NotAllowed
        raise NotFound
    require_phase(call, CallState.OPEN, CallState.BLIND, CallState.NAMED)
    return call


def _to_review(actor: User, answer_id: UUID) -> tuple[Call, Answer, Reviewer]:
    """Lock the call; whoever has no seat, or a conflict, is told that there is no such answer."""
    call, answer = lock_answer(answer_id)
    standing = standing_of(actor)
    if answer.number is None or not has_seat(standing, call) or is_excluded(standing, call, answer):
        raise NotFound
    require_phase(call, *UNDER_REVIEW)
    if answer.state not in UNDER_REVIEW[CallState(call.state)]:
        raise TransitionRefused(_("This answer is not being reviewed now."), code="not_under_review")
    return call, answer, call.reviewers.get(user=actor)


def _problems(criteria: list[Criterion], scores: Mapping[int, ScoreDraft]) -> dict[str, Message]:
    problems: dict[str, Message] = {}
    for one in criteria:
        given = scores.get(one.pk)
        if given is None or not 0 <= given.points <= one.maximum:
            problems[f"points_{one.pk}"] = _("Between 0 and %(most)d.") % {"most": one.maximum}
        if given is None or not 0 < len(cleaned_prose(given.comment)) <= WORDS_LIMIT:
            problems[f"comment_{one.pk}"] = _("A comment of at most %(most)d characters.") % {
                "most": WORDS_LIMIT
            }
    return problems


def _rows(assessment: Assessment, criteria: list[Criterion], scores: Mapping[int, ScoreDraft]) -> list[Score]:
    return [
        Score(
            assessment=assessment,
            criterion=one,
            points=scores[one.pk].points,
            maximum=one.maximum,
            comment=cleaned_prose(scores[one.pk].comment),
        )
        for one in criteria
    ]
