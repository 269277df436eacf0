"""Verbs of the owner on one answer: eligible or not, shortlist, select, reject; each decision with its reason."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.common.errors import Conflict, TransitionRefused
from qiaomost.partnering.models import Answer, Call
from qiaomost.partnering.selectors.answers import counted
from qiaomost.partnering.services.answers.steps import lock_answer, move_answer, permit_answer
from qiaomost.partnering.services.steps import words
from qiaomost.partnering.states.answers import AnswerState

DECIDED = ("reason", "decided_at")
SELECTED = (AnswerState.SELECTED, AnswerState.PUBLIC_NOTICE, AnswerState.AWARDED)


@transaction.atomic
def find_eligible(*, actor: User, answer_id: UUID, now: datetime) -> Answer:
    """Find that a submitted answer meets what the call says of eligibility; it goes to the reviewers.

    Raises:
        NotFound, NotAllowed: ``actor`` may not know of the answer, or does not own the call.
        TransitionRefused: it is judged already, or the call is in another phase.
    """
    call, answer = lock_answer(answer_id)
    permit_answer(actor, call, answer, "find_eligible")
    return move_answer(call, answer, "find_eligible", actor=actor, now=now)


@transaction.atomic
def find_ineligible(*, actor: User, answer_id: UUID, reason: str, now: datetime) -> Answer:
    """Find that a submitted answer does not meet what the call says of eligibility.

    Raises:
        NotFound, NotAllowed: ``actor`` may not know of the answer, or does not own the call.
        TransitionRefused: it is judged already, or the call is in another phase.
        Invalid: there is no reason, or it is too long.
    """
    return _decide("find_ineligible", actor, answer_id, reason, now)


@transaction.atomic
def shortlist_answer(*, actor: User, answer_id: UUID, reason: str, now: datetime) -> Answer:
    """Take a scored answer into the shortlist.

    Raises:
        NotFound, NotAllowed: ``actor`` may not know of the answer, or does not own the call.
        TransitionRefused: it is not scored, too few reviews count, or the call is in another phase.
        Invalid: there is no reason, or it is too long.
    """
    return _decide("shortlist", actor, answer_id, reason, now)


@transaction.atomic
def select_answer(*, actor: User, answer_id: UUID, reason: str, now: datetime) -> Answer:
    """Select one answer of the shortlist; the reason is read by everybody in the public notice.

    Raises:
        NotFound, NotAllowed: ``actor`` may not know of the answer, or does not own the call.
        TransitionRefused: it is not on the shortlist, or the call is in another phase.
        Conflict: another answer is selected.
        Invalid: there is no reason, or it is too long.
    """
    return _decide("select", actor, answer_id, reason, now)


@transaction.atomic
def reject_answer(*, actor: User, answer_id: UUID, reason: str, now: datetime) -> Answer:
    """Reject a scored answer; those who gave it read the reason.

    Raises:
        NotFound, NotAllowed: ``actor`` may not know of the answer, or does not own the call.
        TransitionRefused: it is not scored, or decided already, or the call is in another phase.
        Invalid: there is no reason, or it is too long.
    """
    return _decide("reject", actor, answer_id, reason, now)


def reason_of(text: str) -> str:
    """Return a reason as it is stored.

    Raises:
        Invalid: there is none, or it is too long.
    """
    return words(text, "reason", _("Give the reason: those who answered read it."), _("This is too long."))


def _decide(verb: str, actor: User, answer_id: UUID, reason: str, now: datetime) -> Answer:
    call, answer = lock_answer(answer_id)
    permit_answer(actor, call, answer, verb)
    reason = reason_of(reason)
    if verb == "shortlist":
        _require_reviews(call, answer)
    if verb == "select" and call.answers.filter(state__in=SELECTED).exists():
        raise Conflict(_("Another answer is selected; reject it first, with its reason."))
    answer.reason, answer.decided_at = reason, now
    return move_answer(call, answer, verb, actor=actor, now=now, fields=DECIDED)


def _require_reviews(call: Call, answer: Answer) -> None:
    """A conflict that was declared late may have left too few."""
    if len(counted(answer)) < call.reviews_needed:
        raise TransitionRefused(
            _("Too few reviews of this answer count; seat another reviewer."), code="too_few_reviews"
        )
