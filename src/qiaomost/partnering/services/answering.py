"""Verbs of the owner: accept, answer tentatively, decline; and what an adviser declines before it is delivered."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.catalogue.drafts import cleaned_prose
from qiaomost.common.errors import Invalid
from qiaomost.partnering.models import Interest
from qiaomost.partnering.models.cases import WORDS_LIMIT
from qiaomost.partnering.services.crossing import require_consent_to_cross
from qiaomost.partnering.services.steps import lock_case, move_interest, take, words
from qiaomost.partnering.states import DeclineReason

ANSWER = ("answer", "answered_at")


@transaction.atomic
def accept_interest(*, actor: User, case_id: UUID, now: datetime, answer: str = "") -> Interest:
    """Accept: the two advisers introduce the parties next.

    Raises:
        NotFound, NotAllowed: ``actor`` has no part in the case, or it is not their turn.
        TransitionRefused: it is not delivered, or answered for good.
        Invalid: the words are too long.
    """
    return _answer("accept", actor, case_id, answer, now)


@transaction.atomic
def answer_interest_tentatively(*, actor: User, case_id: UUID, answer: str, now: datetime) -> Interest:
    """Say what is still open before one accepts or declines; grants twenty more working days.

    Raises:
        NotFound, NotAllowed: ``actor`` has no part in the case, or it is not their turn.
        TransitionRefused: it is not delivered, or answered already.
        Invalid: there are no words, or too many.
    """
    if not cleaned_prose(answer):
        raise Invalid(fields={"answer": _("Say what is still open.")})
    return _answer("answer_tentatively", actor, case_id, answer, now)


@transaction.atomic
def decline_interest(*, actor: User, case_id: UUID, reason: str, answer: str, now: datetime) -> Interest:
    """Decline, with a reason from the list and words that the interested side reads.

    Raises:
        NotFound, NotAllowed: ``actor`` has no part in the case, or it is not their turn.
        TransitionRefused: it is a draft, or answered for good.
        Invalid: the reason is none of the list, or there are no words, or too many.
    """
    case = lock_case(case_id)
    take(case, "decline", actor=actor)
    if reason not in DeclineReason.values:
        raise Invalid(fields={"reason": _("Choose a reason.")})
    interest = case.interest
    interest.answer = words(
        answer, "answer", _("Say why, so that the other side learns from it."), _("This is too long.")
    )
    interest.decline_reason, interest.answered_at = reason, now
    return move_interest(
        case, "decline", actor=actor, now=now, fields=(*ANSWER, "decline_reason"), reason=reason
    )


def _answer(verb: str, actor: User, case_id: UUID, answer: str, now: datetime) -> Interest:
    case = lock_case(case_id)
    take(case, verb, actor=actor)
    require_consent_to_cross(actor, case)
    answer = cleaned_prose(answer)
    if len(answer) > WORDS_LIMIT:
        raise Invalid(fields={"answer": _("This is too long.")})
    case.interest.answer, case.interest.answered_at = answer, now
    return move_interest(case, verb, actor=actor, now=now, fields=ANSWER)
