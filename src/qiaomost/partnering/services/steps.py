"""The steps that every verb of a case takes: lock, permission, transition, whose turn, event, audit, outbox."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.catalogue.drafts import cleaned_prose
from qiaomost.common import audit, outbox
from qiaomost.common.errors import Invalid, Message, NotAllowed, NotFound
from qiaomost.common.transitions import next_state
from qiaomost.network.selectors import standing_of
from qiaomost.partnering.events import VERB_TOPICS, Topic
from qiaomost.partnering.models import Case, CaseEvent, Cooperation, Interest
from qiaomost.partnering.models.cases import WORDS_LIMIT
from qiaomost.partnering.permissions import Roles, can_act, can_see, roles_in, sides_of
from qiaomost.partnering.services.placing import place_of
from qiaomost.partnering.states import (
    COOPERATION_TRANSITIONS,
    INTEREST_TRANSITIONS,
    CooperationState,
    InterestState,
    Stage,
    Turn,
)

Rule = Callable[[Roles], bool]


def lock_case(case_id: UUID) -> Case:
    """Read a case and keep others from acting on it until the transaction ends.

    Raises:
        NotFound: there is none.
    """
    case = Case.objects.select_for_update().filter(pk=case_id).first()
    if case is None:
        raise NotFound
    return case


def roles_of(actor: User, case: Case) -> Roles:
    """What ``actor`` is in ``case``.

    Raises:
        NotFound: nothing, so that ids of cases tell nobody anything.
    """
    roles = roles_in(standing_of(actor), case)
    if not can_see(roles):
        raise NotFound
    return roles


def permit(actor: User | None, case: Case, rule: Rule) -> Roles:
    """Check that ``actor`` may; the system itself (``None``) always may.

    Raises:
        NotFound: ``actor`` has no part in the case.
        NotAllowed: they have one, and may not do this.
    """
    if actor is None:
        return frozenset()
    roles = roles_of(actor, case)
    if not rule(roles):
        raise NotAllowed
    return roles


def take(case: Case, verb: str, *, actor: User) -> None:
    """Check that ``actor`` may take ``verb`` of the interest now: they have a part, it is legal, it is their turn.

    Raises:
        NotFound: ``actor`` has no part in the case.
        TransitionRefused: ``verb`` is not legal in the present state.
        NotAllowed: it is somebody else's turn.
    """
    roles = roles_of(actor, case)
    next_state(INTEREST_TRANSITIONS, InterestState(case.interest.state), verb)
    if not can_act(roles, case.turn):
        raise NotAllowed(_("It is not your turn."), code="not_your_turn")


def move_interest(
    case: Case,
    verb: str,
    *,
    actor: User | None,
    now: datetime,
    fields: tuple[str, ...] = (),
    **detail: object,
) -> Interest:
    """Take one transition of ``case.interest``, with its other changed ``fields``.

    Raises:
        TransitionRefused: ``verb`` is not legal in the present state.
    """
    interest = case.interest
    interest.state = next_state(INTEREST_TRANSITIONS, InterestState(interest.state), verb)
    interest.save(update_fields=["state", *fields])
    _moved(case, verb, actor=actor, now=now, detail=detail)
    return interest


def move_cooperation(
    case: Case,
    verb: str,
    *,
    actor: User | None,
    now: datetime,
    fields: tuple[str, ...] = (),
    **detail: object,
) -> Cooperation:
    """Take one transition of ``case.cooperation``, with its other changed ``fields``.

    Raises:
        TransitionRefused: ``verb`` is not legal in the present state.
    """
    cooperation = case.cooperation
    cooperation.state = next_state(COOPERATION_TRANSITIONS, CooperationState(cooperation.state), verb)
    cooperation.save(update_fields=["state", *fields])
    _moved(case, verb, actor=actor, now=now, detail=detail)
    return cooperation


def _moved(case: Case, verb: str, *, actor: User | None, now: datetime, detail: dict[str, object]) -> None:
    settle(case, now=now)
    tell(case, VERB_TOPICS[verb], actor=actor, now=now, **detail)


def settle(case: Case, *, now: datetime) -> None:
    """Write where the case stands now: column, whose turn, by when; a new turn begins without a reminder."""
    case.stage, case.turn, case.due_on = place_of(case, today(now))
    case.reminded_on = None
    is_over = case.stage == Stage.CLOSED or case.turn == Turn.NOBODY
    case.closed_at = (case.closed_at or now) if is_over else None
    save(case, "stage", "turn", "due_on", "reminded_on", "closed_at")


def save(case: Case, *fields: str) -> None:
    """Write ``fields`` with the next version."""
    case.version += 1
    case.save(update_fields=["version", *fields])


def tell(case: Case, topic: Topic, *, actor: User | None, now: datetime, **detail: object) -> CaseEvent:
    """Add an event to the case, to the audit trail and to the outbox."""
    sides = sides_of(roles_in(standing_of(actor), case)) if actor else frozenset()
    side = next(iter(sides)) if len(sides) == 1 else ""
    event = CaseEvent.objects.create(case=case, at=now, actor=actor, topic=topic, side=side, detail=detail)
    audit.record(actor, topic.partition(".")[2], case, now=now, **detail)
    outbox.record(topic.value, now=now, event_id=event.pk)
    return event


def today(now: datetime) -> date:
    """The day from which working days are counted."""
    return now.astimezone(UTC).date()


def words(value: str, field: str, missing: Message, too_long: Message, *, limit: int = WORDS_LIMIT) -> str:
    """Return ``value`` as it is stored.

    Raises:
        Invalid: there is nothing in it, or more than ``limit`` characters.
    """
    value = cleaned_prose(value)
    if not value:
        raise Invalid(fields={field: missing})
    if len(value) > limit:
        raise Invalid(fields={field: too_long})
    return value
