"""Objections to a selection under public notice: raised by members of the network, decided with a reason."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.catalogue.permissions import may_see_level
from qiaomost.common.errors import Conflict, Invalid, NotAllowed, NotFound, TransitionRefused
from qiaomost.network.selectors import standing_of
from qiaomost.partnering.events.calls import CallTopic
from qiaomost.partnering.models import Call, Objection
from qiaomost.partnering.permissions.calls import can_call, can_decide_objections
from qiaomost.partnering.services.answers.judging import reason_of
from qiaomost.partnering.services.answers.steps import (
    lock_call,
    move_answer,
    move_call,
    require_phase,
    tell_call,
)
from qiaomost.partnering.services.steps import today, words
from qiaomost.partnering.states.answers import AnswerState, CallState, ObjectionState

DECISIONS = (ObjectionState.UPHELD, ObjectionState.DISMISSED)


@transaction.atomic
def raise_objection(*, actor: User, call_id: UUID, text: str, now: datetime) -> Objection:
    """Object to the selection while its public notice runs.

    Raises:
        NotFound: there is no such call, or ``actor`` may not read its challenge.
        NotAllowed: ``actor`` is no member of the network, or runs the call.
        TransitionRefused: no notice runs now.
        Conflict: an objection of theirs waits to be decided.
        Invalid: there is no text, or it is too long.
    """
    call, standing = lock_call(call_id), standing_of(actor)
    if not may_see_level(standing, call.record.disclosure, call.record):
        raise NotFound
    if not standing.memberships or can_call(standing, call):
        raise NotAllowed(_("Members of the network object, but for those who run the call."))
    _require_notice(call, now)
    if call.objections.filter(author=actor, state=ObjectionState.OPEN).exists():
        raise Conflict(_("Your objection waits to be decided."))
    text = words(text, "text", _("Say what you object to, and why."), _("This is too long."))
    answer = call.answers.get(state=AnswerState.PUBLIC_NOTICE)
    objection = Objection.objects.create(call=call, answer=answer, author=actor, at=now, text=text)
    tell_call(call, CallTopic.OBJECTION_RAISED, actor=actor, now=now)
    return objection


@transaction.atomic
def decide_objection(
    *, actor: User, objection_id: int, decision: str, reason: str, now: datetime
) -> Objection:
    """Uphold an objection, which leads back to the selection, or dismiss it; with a reason that the objector reads.

    Other objections to the same selection are upheld with it.

    Raises:
        NotFound: there is no such objection, or it is not ``actor``'s to know of.
        NotAllowed: it is their own.
        TransitionRefused: it is decided already, or no selection is under notice.
        Invalid: there is no reason, or the decision is none.
    """
    call_id = Objection.objects.filter(pk=objection_id).values_list("call_id", flat=True).first()
    if call_id is None:
        raise NotFound
    call = lock_call(call_id)
    if not can_decide_objections(standing_of(actor), call):
        raise NotFound
    objection = Objection.objects.get(pk=objection_id)
    if objection.author_id == actor.pk:
        raise NotAllowed(_("Somebody else decides your objection."))
    require_phase(call, CallState.NOTICE)
    if objection.state != ObjectionState.OPEN:
        raise TransitionRefused
    if decision not in DECISIONS:
        raise Invalid(fields={"decision": _("Choose from the list.")})
    reason = reason_of(reason)
    if decision == ObjectionState.UPHELD:
        _go_back(call, reason, actor, now)
    settled = [objection] if decision == ObjectionState.DISMISSED else _open_in(call)
    for one in settled:
        _settle(one, decision, reason, actor, now)
        tell_call(call, CallTopic.OBJECTION_DECIDED, actor=actor, now=now, addressee=one.author)
    return Objection.objects.get(pk=objection_id)


def _go_back(call: Call, reason: str, actor: User, now: datetime) -> None:
    answer = call.answers.get(state=AnswerState.PUBLIC_NOTICE)
    answer.reason, answer.decided_at = reason, now
    move_answer(call, answer, "go_back", actor=actor, now=now, fields=("reason", "decided_at"))
    call.notice_from = call.notice_until = None
    move_call(call, "go_back", actor=actor, now=now, fields=("notice_from", "notice_until"))


def _open_in(call: Call) -> list[Objection]:
    return list(call.objections.filter(state=ObjectionState.OPEN).select_related("author").order_by("pk"))


def _settle(objection: Objection, decision: str, reason: str, actor: User, now: datetime) -> None:
    objection.state, objection.reason = decision, reason
    objection.decided_by, objection.decided_at = actor, now
    objection.save(update_fields=["state", "reason", "decided_by", "decided_at"])


def _require_notice(call: Call, now: datetime) -> None:
    require_phase(call, CallState.NOTICE)
    if call.notice_until is None or today(now) > call.notice_until:
        raise TransitionRefused(_("The time for objections is over."), code="notice_over")
