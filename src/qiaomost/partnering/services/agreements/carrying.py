"""After the signatures: registration, entry into force, what then happens to it, and the public register."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.common.errors import Conflict, Invalid, TransitionRefused
from qiaomost.network.services.checks import line
from qiaomost.partnering.documents.stored import from_json
from qiaomost.partnering.events import Topic
from qiaomost.partnering.models import Agreement
from qiaomost.partnering.models.agreements import NUMBER_LIMIT
from qiaomost.partnering.selectors.agreements import last_version
from qiaomost.partnering.services.agreements.drafting import add_version
from qiaomost.partnering.services.agreements.steps import (
    lock_agreement,
    move,
    only_side,
    permit_verb,
    require_act,
    require_room,
    tell_of,
)
from qiaomost.partnering.services.milestones import plan_milestones
from qiaomost.partnering.services.steps import move_cooperation, words
from qiaomost.partnering.states import CooperationState, Side


@transaction.atomic
def register_agreement(
    *, actor: User, agreement_id: UUID, cn_number: str, ru_number: str, now: datetime
) -> Agreement:
    """Record the numbers under which the registers of China and Russia have it; one of them may be missing.

    Raises:
        NotFound, NotAllowed: ``actor`` may not see it, or is no lawyer, lead or adviser of the case.
        TransitionRefused: it is not signed, or is registered.
        Invalid: both numbers are missing, or one is too long.
    """
    agreement = _locked(actor, agreement_id, "register")
    numbers = {"cn_number": line(cn_number), "ru_number": line(ru_number)}
    if not any(numbers.values()):
        raise Invalid(fields={"cn_number": _("Write the number of at least one register.")})
    too_long = {name: _("This is too long.") for name, text in numbers.items() if len(text) > NUMBER_LIMIT}
    if too_long:
        raise Invalid(fields=too_long)
    agreement.registration_cn, agreement.registration_ru = numbers.values()
    move(agreement, "register", fields=("registration_cn", "registration_ru"))
    tell_of(agreement, Topic.AGREEMENT_REGISTERED, actor=actor, now=now)
    return agreement


@transaction.atomic
def leave_unregistered(*, actor: User, agreement_id: UUID, reason: str, now: datetime) -> Agreement:
    """Record that it is not registered anywhere, and why.

    Raises:
        NotFound, NotAllowed: ``actor`` may not see it, or is no lawyer, lead or adviser of the case.
        TransitionRefused: it is not signed, or is registered.
        Invalid: there is no reason, or it is too long.
    """
    agreement = _locked(actor, agreement_id, "leave_unregistered")
    agreement.unregistered_reason = _reason(reason)
    move(agreement, "leave_unregistered", fields=("unregistered_reason",))
    tell_of(agreement, Topic.AGREEMENT_LEFT_UNREGISTERED, actor=actor, now=now)
    return agreement


@transaction.atomic
def enter_into_force(
    *, actor: User, agreement_id: UUID, begins_on: date, ends_on: date | None, now: datetime
) -> Agreement:
    """Record that it is in force; what it amends gives way to it, and an agreed cooperation begins its work.

    Raises:
        NotFound, NotAllowed: ``actor`` may not see it, or is no lawyer, lead or adviser of the case.
        TransitionRefused: registration is not settled, or it is in force already.
        Invalid: the first day is still to come, or the last one is before it or past.
    """
    agreement = _locked(actor, agreement_id, "enter_into_force")
    today = localdate(now)
    if begins_on > today:
        raise Invalid(fields={"begins_on": _("This day is still to come.")})
    if ends_on is not None and ends_on < max(begins_on, today):
        raise Invalid(fields={"ends_on": _("It would be over already.")})
    agreement.in_force_on, agreement.ends_on = begins_on, ends_on
    move(agreement, "enter_into_force", fields=("in_force_on", "ends_on"))
    tell_of(agreement, Topic.AGREEMENT_ENTERED_INTO_FORCE, actor=actor, now=now)
    if agreement.amends is not None:
        _replace(agreement.amends, agreement, now=now)
    plan_milestones(agreement, now=now)
    cooperation = agreement.case.cooperation
    if agreement.begins_work and cooperation.state == CooperationState.AGREED:
        move_cooperation(agreement.case, "start", actor=actor, now=now, agreement=str(agreement.pk))
    return agreement


@transaction.atomic
def suspend_agreement(*, actor: User, agreement_id: UUID, reason: str, now: datetime) -> Agreement:
    """Let it rest, with a reason.

    Raises:
        NotFound, NotAllowed: ``actor`` may not see it, or is no lawyer, lead or adviser of the case.
        TransitionRefused: it is not in force.
        Invalid: there is no reason, or it is too long.
    """
    agreement = _locked(actor, agreement_id, "suspend")
    agreement.reason = _reason(reason)
    move(agreement, "suspend", fields=("reason",))
    tell_of(agreement, Topic.AGREEMENT_SUSPENDED, actor=actor, now=now, reason=agreement.reason)
    return agreement


@transaction.atomic
def resume_agreement(*, actor: User, agreement_id: UUID, now: datetime) -> Agreement:
    """Put a suspended agreement into force again.

    Raises:
        NotFound, NotAllowed: ``actor`` may not see it, or is no lawyer, lead or adviser of the case.
        TransitionRefused: it is not suspended.
    """
    agreement = _locked(actor, agreement_id, "resume")
    agreement.reason = ""
    move(agreement, "resume", fields=("reason",))
    tell_of(agreement, Topic.AGREEMENT_RESUMED, actor=actor, now=now)
    return agreement


@transaction.atomic
def terminate_agreement(*, actor: User, agreement_id: UUID, reason: str, now: datetime) -> Agreement:
    """End it before its time, with a reason.

    Raises:
        NotFound, NotAllowed: ``actor`` may not see it, or is no lawyer, lead or adviser of the case.
        TransitionRefused: it is not in force, and not suspended.
        Invalid: there is no reason, or it is too long.
    """
    agreement = _locked(actor, agreement_id, "terminate")
    agreement.reason, agreement.ended_on = _reason(reason), localdate(now)
    move(agreement, "terminate", fields=("reason", "ended_on"))
    tell_of(agreement, Topic.AGREEMENT_TERMINATED, actor=actor, now=now, reason=agreement.reason)
    return agreement


@transaction.atomic
def complete_agreement(*, actor: User, agreement_id: UUID, now: datetime) -> Agreement:
    """Record that both sides have done all that it asks.

    Raises:
        NotFound, NotAllowed: ``actor`` may not see it, or is no lawyer, lead or adviser of the case.
        TransitionRefused: it is not in force.
    """
    agreement = _locked(actor, agreement_id, "complete")
    agreement.ended_on = localdate(now)
    move(agreement, "complete", fields=("ended_on",))
    tell_of(agreement, Topic.AGREEMENT_COMPLETED, actor=actor, now=now)
    return agreement


@transaction.atomic
def begin_amendment(*, actor: User, agreement_id: UUID, now: datetime) -> Agreement:
    """Begin a successor with the text that is in force; until it enters into force itself, nothing changes.

    Raises:
        NotFound, NotAllowed: ``actor`` may not see it, or is no lawyer, lead or adviser of the case.
        TransitionRefused: it is not in force, and not suspended, or the case has no open room.
        Conflict: a successor is begun already.
    """
    agreement = _locked(actor, agreement_id, "begin_amendment")
    require_act(agreement, "begin_amendment")
    require_room(agreement.case)
    if Agreement.objects.filter(amends=agreement).exists():
        raise Conflict(_("An amended agreement is being prepared already."))
    copied = ("case", "kind", "subject", "value", "technical_value", "currency")
    successor = Agreement.objects.create(
        **{name: getattr(agreement, name) for name in copied},
        ordinal=agreement.case.agreements.count() + 1,
        amends=agreement,
        created_by=actor,
        created_at=now,
    )
    document = replace(from_json(last_version(agreement).document), number=successor.number)
    add_version(successor, document, actor=actor, now=now, number=1)
    tell_of(successor, Topic.AGREEMENT_DRAFTED, actor=actor, now=now, kind=successor.kind)
    return successor


@transaction.atomic
def show_in_register(*, actor: User, agreement_id: UUID, is_shown: bool, now: datetime) -> Agreement:
    """Say for one's side whether the public register may show it; it does where both sides agree, and as long.

    Raises:
        NotFound, NotAllowed: ``actor`` may not see it, or does not sign for a side.
        TransitionRefused: it is not signed.
    """
    agreement = lock_agreement(agreement_id)
    side = only_side(permit_verb(actor, agreement, "show"))
    require_act(agreement, "show")
    field = "shown_by_sender" if side == Side.SENDER else "shown_by_owner"
    setattr(agreement, field, is_shown)
    agreement.save(update_fields=[field])
    tell_of(agreement, Topic.AGREEMENT_SHOWN, actor=actor, now=now, shown=is_shown)
    return agreement


def _locked(actor: User, agreement_id: UUID, verb: str) -> Agreement:
    agreement = lock_agreement(agreement_id)
    permit_verb(actor, agreement, verb)
    return agreement


def _replace(old: Agreement, successor: Agreement, *, now: datetime) -> None:
    """The older agreement gives way, unless it has ended meanwhile: then there is nothing to amend."""
    if old.ended_on is not None:
        raise TransitionRefused(_("The agreement that it amends has ended."), code="amended_has_ended")
    old.case = successor.case
    old.ended_on = localdate(now)
    move(old, "amend", fields=("ended_on",))
    tell_of(old, Topic.AGREEMENT_AMENDED, actor=None, now=now, successor=successor.number)


def _reason(reason: str) -> str:
    return words(reason, "reason", _("Say why."), _("This is too long."))
