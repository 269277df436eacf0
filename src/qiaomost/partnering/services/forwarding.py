"""Verbs of the two advisers before the answer: send back, screen, forward, deliver."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.catalogue.models import RecordKind
from qiaomost.common.errors import Invalid
from qiaomost.network.models import Membership
from qiaomost.partnering.models import Case, Interest, Participant
from qiaomost.partnering.models.cases import ParticipantRole
from qiaomost.partnering.services.advising import seat_adviser
from qiaomost.partnering.services.steps import lock_case, move_interest, take, words
from qiaomost.partnering.states import Side


@transaction.atomic
def send_back_interest(*, actor: User, case_id: UUID, reason: str, now: datetime) -> Interest:
    """Give a submitted interest back to its writer, with what is to be completed.

    Raises:
        NotFound, NotAllowed: ``actor`` has no part in the case, or it is not their turn.
        TransitionRefused: it is not with its own adviser.
        Invalid: there is no reason, or it is too long.
    """
    case = lock_case(case_id)
    take(case, "send_back", actor=actor)
    reason = words(reason, "reason", _("Say what is to be completed."), _("This is too long."))
    return move_interest(case, "send_back", actor=actor, now=now, reason=reason)


@transaction.atomic
def screen_interest(*, actor: User, case_id: UUID, now: datetime) -> Interest:
    """Find a submitted interest complete and serious.

    Raises:
        NotFound, NotAllowed: ``actor`` has no part in the case, or it is not their turn.
        TransitionRefused: it is not submitted.
    """
    case = lock_case(case_id)
    take(case, "screen", actor=actor)
    return move_interest(case, "screen", actor=actor, now=now)


@transaction.atomic
def forward_interest(*, actor: User, case_id: UUID, now: datetime) -> Interest:
    """Send a screened interest to the owner's adviser, who is chosen by organisation, subject and load.

    Raises:
        NotFound, NotAllowed: ``actor`` has no part in the case, or it is not their turn.
        TransitionRefused: it is not screened, or nobody advises the owner's side.
    """
    case = lock_case(case_id)
    take(case, "forward", actor=actor)
    seat_adviser(case, Side.OWNER, now=now)
    return move_interest(case, "forward", actor=actor, now=now)


@transaction.atomic
def deliver_interest(
    *, actor: User, case_id: UUID, now: datetime, recipient_id: UUID | None = None
) -> Interest:
    """Put a forwarded interest before the owner: its record's author, unless ``recipient_id`` names another account.

    Raises:
        NotFound, NotAllowed: ``actor`` has no part in the case, or it is not their turn.
        TransitionRefused: it is not forwarded.
        Invalid: there is nobody to deliver to, or the account does not belong to the owner's organisation.
    """
    case = lock_case(case_id)
    take(case, "deliver", actor=actor)
    recipient = recipient_id or _usual_recipient(case)
    if recipient is None or not _belongs(recipient, case.owner_organisation_id):
        raise Invalid(fields={"recipient": _("Choose an account of the owner’s organisation.")})
    Participant.objects.create(
        case=case, user_id=recipient, side=Side.OWNER, role=ParticipantRole.LEAD, since=now
    )
    case.interest.delivered_at = now
    return move_interest(case, "deliver", actor=actor, now=now, fields=("delivered_at",))


def _usual_recipient(case: Case) -> UUID | None:
    """An expert themselves, else the record's author."""
    record = case.record
    if record.kind == RecordKind.EXPERT and record.expert.person.user_id:
        return record.expert.person.user_id
    return record.author_id


def _belongs(user_id: UUID, organisation_id: UUID) -> bool:
    return Membership.objects.filter(
        user_id=user_id, organisation_id=organisation_id, is_active=True, user__is_active=True
    ).exists()
