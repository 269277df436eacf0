"""The steps that every verb of an agreement takes: lock the case, permission, transition, event, audit, outbox."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.common.errors import NotAllowed, NotFound, TransitionRefused
from qiaomost.common.transitions import next_state
from qiaomost.network.selectors import standing_of
from qiaomost.partnering.events import Topic
from qiaomost.partnering.models import Agreement, Case, CaseEvent
from qiaomost.partnering.permissions.agreements import can_see, seats_in, sides_for
from qiaomost.partnering.services.steps import lock_case, tell
from qiaomost.partnering.states import CooperationState, Side
from qiaomost.partnering.states.agreements import ACTS, AGREEMENT_TRANSITIONS, NOT_ON_PAPER, AgreementState

IN_ROOM = frozenset(
    {
        CooperationState.NEGOTIATING,
        CooperationState.AGREED,
        CooperationState.RUNNING,
        CooperationState.COMPLETED,
        CooperationState.OUTCOME_CLAIMED,
        CooperationState.OUTCOME_CONFIRMED,
    }
)
"""States of a cooperation in which agreements are written and signed."""


def lock_agreement(agreement_id: UUID) -> Agreement:
    """Read an agreement and keep others from acting on its case until the transaction ends.

    Raises:
        NotFound: there is none.
    """
    case_id = Agreement.objects.filter(pk=agreement_id).values_list("case_id", flat=True).first()
    if case_id is None:
        raise NotFound
    case = lock_case(case_id)
    agreement = Agreement.objects.get(pk=agreement_id)
    agreement.case = case
    return agreement


def permit_verb(actor: User, agreement: Agreement, verb: str) -> frozenset[Side]:
    """Return the sides for which ``actor`` may take ``verb``.

    Raises:
        NotFound: ``actor`` may not see the agreement.
        NotAllowed: they may, and may not do this.
        TransitionRefused: it would change the text of an agreement that exists on paper.
    """
    seats = seats_in(standing_of(actor), agreement.case)
    if not can_see(seats, agreement.state):
        raise NotFound
    sides = sides_for(seats, verb)
    if not sides:
        raise NotAllowed
    if agreement.paper_of_id is not None and verb in NOT_ON_PAPER:
        raise TransitionRefused(
            _("This agreement exists on paper; its text is not changed here."), code="on_paper"
        )
    return sides


def only_side(sides: frozenset[Side]) -> Side:
    """Return the one side that is meant.

    Raises:
        NotAllowed: the account stands for both, and nobody speaks for both sides.
    """
    if len(sides) != 1:
        raise NotAllowed(_("One account can’t speak for both sides."))
    return next(iter(sides))


def require_act(agreement: Agreement, verb: str) -> None:
    """Check that a verb that moves nothing by itself is possible now.

    Raises:
        TransitionRefused: it is not.
    """
    if agreement.state not in ACTS[verb]:
        raise TransitionRefused


def require_room(case: Case) -> None:
    """Check that the sides are in their room.

    Raises:
        TransitionRefused: it is not open, or the case rests or is closed.
    """
    if not hasattr(case, "cooperation") or case.cooperation.state not in IN_ROOM:
        raise TransitionRefused(_("Agreements are written in an open room."), code="room_not_open")


def require_writing(agreement: Agreement) -> None:
    """Check that words of the sides can be recorded: in their room, or anywhere where the text is on paper.

    Raises:
        TransitionRefused: the text is written here, and the room is not open, or the case rests or is closed.
    """
    if agreement.paper_of_id is None:
        require_room(agreement.case)
    elif agreement.case.closed_at is not None:
        raise TransitionRefused


def move(agreement: Agreement, verb: str, *, fields: tuple[str, ...] = ()) -> None:
    """Take one transition, with the agreement's other changed ``fields``.

    Raises:
        TransitionRefused: ``verb`` is not legal in the present state.
    """
    agreement.state = next_state(AGREEMENT_TRANSITIONS, AgreementState(agreement.state), verb)
    agreement.save(update_fields=["state", *fields])


def tell_of(
    agreement: Agreement, topic: Topic, *, actor: User | None, now: datetime, **detail: object
) -> CaseEvent:
    """Add an event about the agreement to its case, to the audit trail and to the outbox."""
    about = {"agreement": str(agreement.pk), "number": agreement.number}
    return tell(agreement.case, topic, actor=actor, now=now, **about, **detail)
