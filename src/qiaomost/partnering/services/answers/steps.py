"""The steps that every verb of a call takes: lock, permission, phase, transition, event, audit, outbox."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.common import audit, outbox
from qiaomost.common.errors import NotAllowed, NotFound, TransitionRefused
from qiaomost.common.transitions import next_state
from qiaomost.network.permissions import Standing
from qiaomost.network.selectors import standing_of
from qiaomost.partnering.events.calls import ANSWER_VERB_TOPICS, CALL_VERB_TOPICS, CallTopic
from qiaomost.partnering.models import Answer, Call, CallEvent
from qiaomost.partnering.permissions.calls import (
    CallRoles,
    can_write_answer,
    roles_for,
    roles_in_call,
)
from qiaomost.partnering.states.answers import (
    ANSWER_TRANSITIONS,
    ANSWER_VERBS,
    CALL_TRANSITIONS,
    CALL_VERBS,
    AnswerState,
    CallRole,
    CallState,
)

TOO_LATE = "deadline_over"


def lock_call(call_id: UUID) -> Call:
    """Read a call and keep others from acting on it or its answers until the transaction ends.

    Raises:
        NotFound: there is none.
    """
    call = Call.objects.select_for_update().filter(pk=call_id).first()
    if call is None:
        raise NotFound
    return call


def lock_answer(answer_id: UUID) -> tuple[Call, Answer]:
    """Lock the call of an answer, then read the answer.

    Raises:
        NotFound: there is none.
    """
    call_id = Answer.objects.filter(pk=answer_id).values_list("call_id", flat=True).first()
    if call_id is None:
        raise NotFound
    call = lock_call(call_id)
    answer = Answer.objects.filter(pk=answer_id).first()
    if answer is None:
        raise NotFound
    return call, answer


def permit_call(actor: User | None, call: Call, verb: str) -> None:
    """Check that ``actor`` may take ``verb`` of a call; the system itself (``None``) always may.

    Raises:
        NotFound: ``actor`` has no part in the call.
        NotAllowed: they have one, and may not do this.
    """
    if actor is None:
        return
    roles = roles_in_call(standing_of(actor), call)
    if not roles:
        raise NotFound
    if not roles & CALL_VERBS[verb]:
        raise NotAllowed


def permit_answer(actor: User, call: Call, answer: Answer, verb: str) -> None:
    """Check that ``actor`` may take ``verb`` of an answer, and that the call is in the phase for it.

    Raises:
        NotFound: ``actor`` may not know of the answer.
        NotAllowed: they may, and may not do this.
        TransitionRefused: the call is in another phase.
    """
    standing = standing_of(actor)
    roles = roles_before(standing, call, answer)
    phase, takers = ANSWER_VERBS[verb]
    leads = CallRole.ANSWERER not in takers or can_write_answer(standing, call, answer)
    if not roles & takers or not leads:
        raise NotAllowed
    require_phase(call, phase)


def roles_before(standing: Standing, call: Call, answer: Answer) -> CallRoles:
    """What ``standing`` is before an answer.

    Raises:
        NotFound: nothing, so that ids of answers tell nobody anything.
    """
    roles = roles_for(standing, call, answer)
    if not roles:
        raise NotFound
    return roles


def require_phase(call: Call, *phases: CallState | None) -> None:
    """Check that the call is in one of ``phases``; ``None`` is any.

    Raises:
        TransitionRefused: it is in another.
    """
    if None not in phases and call.state not in phases:
        raise TransitionRefused(
            _("The call is in another phase: %(phase)s.") % {"phase": call.get_state_display()},
            code="another_phase",
        )


def require_open(call: Call, now: datetime) -> None:
    """Check that answers can still be given and taken back.

    Raises:
        TransitionRefused: the deadline is over, or the call is closed.
    """
    require_phase(call, CallState.OPEN)
    if now > call.closes_at():
        raise TransitionRefused(_("The deadline of this call is over."), code=TOO_LATE)


def move_call(
    call: Call,
    verb: str,
    *,
    actor: User | None,
    now: datetime,
    fields: tuple[str, ...] = (),
) -> Call:
    """Take one transition of a call, with its other changed ``fields``.

    Raises:
        TransitionRefused: ``verb`` is not legal in the present state.
    """
    call.state = next_state(CALL_TRANSITIONS, CallState(call.state), verb)
    save_call(call, "state", *fields)
    tell_call(call, CALL_VERB_TOPICS[verb], actor=actor, now=now)
    return call


def move_answer(
    call: Call, answer: Answer, verb: str, *, actor: User | None, now: datetime, fields: tuple[str, ...] = ()
) -> Answer:
    """Take one transition of an answer, with its other changed ``fields``.

    Raises:
        TransitionRefused: ``verb`` is not legal in the present state.
    """
    answer.state = next_state(ANSWER_TRANSITIONS, AnswerState(answer.state), verb)
    answer.save(update_fields=["state", *fields])
    tell_call(call, ANSWER_VERB_TOPICS[verb], actor=actor, now=now, answer=answer)
    return answer


def save_call(call: Call, *fields: str) -> None:
    """Write ``fields`` with the next version."""
    call.version += 1
    call.save(update_fields=["version", *fields])


def tell_call(
    call: Call,
    topic: CallTopic,
    *,
    actor: User | None,
    now: datetime,
    answer: Answer | None = None,
    addressee: User | None = None,
    **detail: object,
) -> CallEvent:
    """Add an event to the call, to the audit trail and to the outbox."""
    event = CallEvent.objects.create(
        call=call, answer=answer, at=now, actor=actor, addressee=addressee, topic=topic, detail=detail
    )
    audit.record(actor, topic.partition(".")[2], answer or call, now=now, **detail)
    outbox.record(topic.value, now=now, event_id=event.pk)
    return event
