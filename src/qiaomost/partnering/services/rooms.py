"""The door of a case's room: who enters, who may write, for which side, and what crosses the border there.

RoomClosed (DomainError)    409  the room is not open, or nothing is written there any more
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from qiaomost.accounts.models import User
from qiaomost.common.errors import DomainError, NotAllowed, NotFound
from qiaomost.compliance.services.disclosure import Reading, Terms, append_many
from qiaomost.network.models import Organisation
from qiaomost.network.permissions import Standing
from qiaomost.network.selectors import standing_of
from qiaomost.partnering.models import Case, Cooperation
from qiaomost.partnering.permissions import Roles, can_enter_room, can_see, roles_in
from qiaomost.partnering.selectors.cases import case_for, last_nda
from qiaomost.partnering.services.crossing import require_consent_to_cross
from qiaomost.partnering.services.steps import lock_case
from qiaomost.partnering.states import SIDE_OF, SIDES, CooperationState, Side

READ_ONLY = frozenset({CooperationState.INTRODUCED, CooperationState.NDA, CooperationState.CLOSED})
"""States of a cooperation in which a room that was open before may be read and not written."""


class RoomClosed(DomainError):
    """The room is not open, or nothing is written there any more."""

    status = HTTPStatus.CONFLICT
    code = "room_closed"
    default_message = _("The room is not open.")


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody in the room, and the side for which they are there."""

    user: User
    case: Case
    roles: Roles
    side: Side
    standing: Standing

    @property
    def organisation(self) -> Organisation:
        """Whom what they read reaches."""
        return self.case.organisation_of(self.side)


def entered(actor: User, case_id: UUID) -> Guest:
    """Let ``actor`` into the room of a case, which is read with all that its pages show.

    Raises:
        NotFound, NotAllowed: they have no part in the case, or one that does not lead into its room.
        RoomClosed: it has never been opened.
    """
    standing = standing_of(actor)
    return _admitted(actor, case_for(standing, case_id), standing)


def writing(actor: User, case_id: UUID) -> Guest:
    """Lock the case, and let ``actor`` write in its room.

    Raises:
        NotFound, NotAllowed: they have no part in the case, or one that does not lead into its room.
            Or they have withdrawn the consent that what they write crosses the border.
        RoomClosed: it is not open, or no longer.
    """
    guest = _admitted(actor, lock_case(case_id), standing_of(actor))
    require_consent_to_cross(actor, guest.case)
    if not is_written(guest.case):
        raise RoomClosed(_("This room is read-only: the cooperation is closed or begins anew."))
    return guest


def _admitted(actor: User, case: Case, standing: Standing) -> Guest:
    roles = roles_in(standing, case)
    if not can_see(roles):
        raise NotFound
    if not can_enter_room(roles):
        raise NotAllowed
    if not is_opened(case):
        raise RoomClosed
    return Guest(actor, case, roles, side_in(roles), standing)


def is_opened(case: Case) -> bool:
    """Whether the room has been opened once."""
    return hasattr(case, "cooperation") and case.cooperation.room_opened_at is not None


def is_written(case: Case) -> bool:
    """Whether the room is open for writing."""
    cooperation: Cooperation = case.cooperation
    return is_opened(case) and cooperation.state not in READ_ONLY


def side_in(roles: Roles) -> Side:
    """The side for which somebody with ``roles`` speaks; a participant's own before that of an adviser's seat."""
    seats = sorted(roles & SIDES) or sorted(role for role in roles if role in SIDE_OF)
    return SIDE_OF[seats[0]]


def disclose(guest: Guest, readings: list[Reading], *, now: datetime) -> None:
    """Write what the other side's words or files told ``guest`` into the ledger of the case; call it last."""
    nda = last_nda(guest.case)
    if readings and nda is not None:
        append_many(
            case_id=guest.case.pk,
            reader=guest.user,
            organisation=guest.organisation,
            readings=readings,
            terms=Terms(nda.terms, nda.sha256),
            now=now,
        )
