"""Verbs of a cooperation that depend on nobody's signature: introduce, park, resume, close, reopen, add people."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.common.errors import Conflict, Invalid, NotAllowed, TransitionRefused
from qiaomost.compliance.gates import GateStage
from qiaomost.network.models import Membership
from qiaomost.partnering.events import Topic
from qiaomost.partnering.models import Case, Cooperation, Participant
from qiaomost.partnering.models.cases import ParticipantRole
from qiaomost.partnering.permissions import Roles, can_carry, sides_of
from qiaomost.partnering.selectors.cases import is_signed, last_nda
from qiaomost.partnering.services.crossing import require_crossing, require_sides_clear, screen_sides
from qiaomost.partnering.services.steps import (
    lock_case,
    move_cooperation,
    permit,
    roles_of,
    settle,
    tell,
    today,
    words,
)
from qiaomost.partnering.states import ADVISERS, CaseRole, CloseReason, InterestState, Side

LONGEST_PAUSE_DAYS = 730


def introduce(*, actor: User, case_id: UUID, now: datetime) -> Case:
    """Confirm, for one's own side, that the parties may be introduced; the second adviser's word introduces them.

    Both organisations are screened first, in a transaction of its own, so that hits stay if this is refused.

    Raises:
        NotFound, NotAllowed: ``actor`` has no part in the case, or is none of its advisers.
        TransitionRefused: the interest is not accepted, or the parties are introduced already.
        GateClosed: export control forbids that a record of the case crosses the border.
        PartyNotCleared: a screening list stands against one of the organisations.
    """
    with transaction.atomic():
        screen_sides(_to_introduce(actor, case_id), now=now)
    return _introduce(actor, case_id, now)


def _to_introduce(actor: User, case_id: UUID) -> Case:
    case = lock_case(case_id)
    permit(actor, case, _is_adviser)
    if case.interest.state != InterestState.ACCEPTED or hasattr(case, "cooperation"):
        raise TransitionRefused
    return case


@transaction.atomic
def _introduce(actor: User, case_id: UUID, now: datetime) -> Case:
    case = _to_introduce(actor, case_id)
    require_sides_clear(case, now=now)
    require_crossing(case, GateStage.INTRODUCTION, now=now)
    interest, roles = case.interest, roles_of(actor, case)
    if CaseRole.SENDER_ADVISER in roles:
        interest.sender_introduced_at = interest.sender_introduced_at or now
    if CaseRole.OWNER_ADVISER in roles:
        interest.owner_introduced_at = interest.owner_introduced_at or now
    interest.save(update_fields=["sender_introduced_at", "owner_introduced_at"])
    if not (interest.sender_introduced_at and interest.owner_introduced_at):
        tell(case, Topic.INTRODUCTION_CONFIRMED, actor=actor, now=now)
        return case
    Cooperation.objects.create(case=case, introduced_at=now)
    settle(case, now=now)
    tell(case, Topic.PARTIES_INTRODUCED, actor=actor, now=now)
    return case


@transaction.atomic
def park_cooperation(*, actor: User, case_id: UUID, until: date, now: datetime) -> Cooperation:
    """Let negotiations rest until a day, on which the advisers are reminded.

    Raises:
        NotFound, NotAllowed: ``actor`` has no part in the case, or is none of its advisers.
        TransitionRefused: it is not being negotiated.
        Invalid: the day is past, or more than two years away.
    """
    case = lock_case(case_id)
    permit(actor, case, lambda roles: can_carry(roles, "park"))
    if not 0 < (until - today(now)).days <= LONGEST_PAUSE_DAYS:
        raise Invalid(fields={"until": _("Choose a day to come, within two years.")})
    _cooperation(case).parked_until = until
    return move_cooperation(
        case, "park", actor=actor, now=now, fields=("parked_until",), until=until.isoformat()
    )


@transaction.atomic
def resume_cooperation(*, actor: User, case_id: UUID, now: datetime) -> Cooperation:
    """Take negotiations up again.

    Raises:
        NotFound, NotAllowed: ``actor`` has no part in the case, or is none of its advisers.
        TransitionRefused: it is not parked.
    """
    case = lock_case(case_id)
    permit(actor, case, lambda roles: can_carry(roles, "resume"))
    _cooperation(case).parked_until = None
    return move_cooperation(case, "resume", actor=actor, now=now, fields=("parked_until",))


@transaction.atomic
def close_cooperation(*, actor: User, case_id: UUID, reason: str, text: str, now: datetime) -> Cooperation:
    """End a case without agreement, with a reason from the list and words.

    Raises:
        NotFound, NotAllowed: ``actor`` has no part in the case, or only watches over the node.
        TransitionRefused: an agreement is signed, or it is closed already.
        Invalid: the reason is none of the list, or there are no words, or too many.
    """
    case = lock_case(case_id)
    permit(actor, case, lambda roles: can_carry(roles, "close"))
    if reason not in CloseReason.values:
        raise Invalid(fields={"reason": _("Choose a reason.")})
    cooperation = _cooperation(case)
    cooperation.close_words = words(text, "words", _("Say what led to this."), _("This is too long."))
    cooperation.close_reason, cooperation.parked_until = reason, None
    fields = ("close_reason", "close_words", "parked_until")
    return move_cooperation(case, "close", actor=actor, now=now, fields=fields, reason=reason)


@transaction.atomic
def reopen_cooperation(*, actor: User, case_id: UUID, now: datetime) -> Cooperation:
    """Take a closed case up again, from its introduction: its gates are asked anew.

    Raises:
        NotFound, NotAllowed: ``actor`` has no part in the case, or is none of its advisers.
        TransitionRefused: it is not closed.
        Conflict: the organisation has begun another case about the record.
    """
    case = lock_case(case_id)
    permit(actor, case, lambda roles: can_carry(roles, "reopen"))
    others = Case.objects.filter(
        record_id=case.record_id, sender_organisation_id=case.sender_organisation_id, closed_at__isnull=True
    )
    if others.exclude(pk=case.pk).exists():
        raise Conflict(_("There is another open case about this record."))
    cooperation = _cooperation(case)
    cooperation.close_reason, cooperation.close_words, cooperation.room_opened_at = "", "", None
    fields = ("close_reason", "close_words", "room_opened_at")
    move_cooperation(case, "reopen", actor=actor, now=now, fields=fields)
    nda = last_nda(case)
    if nda is not None and is_signed(nda):  # it still binds both sides; only the gates are asked anew
        move_cooperation(case, "open_nda", actor=actor, now=now, version=nda.version)
    return cooperation


@transaction.atomic
def add_participant(*, actor: User, case_id: UUID, user_id: UUID, role: str, now: datetime) -> Participant:
    """Bring an account of one's own organisation into the case.

    Raises:
        NotFound, NotAllowed: ``actor`` has no part in the case, or acts for no side.
        TransitionRefused: the parties are not introduced yet.
        Invalid: the account does not belong to the side's organisation, or the role is the lead's.
        Conflict: the account takes part already.
    """
    case = lock_case(case_id)
    sides = sides_of(roles_of(actor, case))
    if len(sides) != 1:
        raise NotAllowed
    side = next(iter(sides))
    _cooperation(case)
    organisation = case.organisation_of(side)
    belongs = Membership.objects.filter(
        user_id=user_id, organisation=organisation, is_active=True, user__is_active=True
    )
    if role not in set(ParticipantRole.values) - {ParticipantRole.LEAD} or not belongs.exists():
        raise Invalid(fields={"user": _("Choose an account of your side’s organisation, and its role.")})
    if case.participants.filter(user_id=user_id).exists():
        raise Conflict(_("This account takes part already."))
    added = Participant.objects.create(case=case, user_id=user_id, side=side, role=role, since=now)
    tell(case, Topic.PARTICIPANT_ADDED, actor=actor, now=now, side=Side(side).value)
    return added


def _is_adviser(roles: Roles) -> bool:
    return bool(roles & ADVISERS)


def _cooperation(case: Case) -> Cooperation:
    if not hasattr(case, "cooperation"):
        raise TransitionRefused(_("The parties are not introduced yet."), code="not_introduced")
    return case.cooperation
