"""Who somebody is in a case, and what they may do and see there."""

from __future__ import annotations

from qiaomost.catalogue.models import Record, RecordKind
from qiaomost.network.models import Role
from qiaomost.network.permissions import Standing
from qiaomost.partnering.models import Case, Participant
from qiaomost.partnering.models.cases import ParticipantRole
from qiaomost.partnering.states import (
    ADVISERS,
    COOPERATION_VERBS,
    HOLDERS,
    SIDE_OF,
    CaseRole,
    Side,
    Turn,
)

Roles = frozenset[CaseRole]


def roles_in(standing: Standing, case: Case) -> Roles:
    """What ``standing`` is in ``case``; reads ``case.participants``. An adviser's seat needs the adviser's role."""
    if standing.user_id is None:
        return frozenset()
    roles = {CaseRole(one.side) for one in case.participants.all() if one.user_id == standing.user_id}
    if standing.has_role(Role.ADVISER):
        seats = {
            CaseRole.SENDER_ADVISER: case.sender_adviser_id,
            CaseRole.OWNER_ADVISER: case.owner_adviser_id,
        }
        roles |= {seat for seat, user_id in seats.items() if user_id == standing.user_id}
    if standing.is_administrator and case.sender_adviser_id is not None:
        roles.add(CaseRole.ADMINISTRATOR)
    return frozenset(roles)


def sides_of(roles: Roles) -> frozenset[Side]:
    """The sides that these roles act for."""
    return frozenset(SIDE_OF[role] for role in roles if role in SIDE_OF)


def has_desk(standing: Standing) -> bool:
    """Whether there is an adviser's desk for somebody: advisers, and administrators of the node."""
    return standing.has_role(Role.ADVISER) or standing.is_administrator


def can_see(roles: Roles) -> bool:
    """See the case: whoever is anything in it; a draft has only its writer."""
    return bool(roles)


def can_act(roles: Roles, turn: str) -> bool:
    """Take the next step: whoever holds the turn."""
    return bool(roles & HOLDERS[Turn(turn)])


def can_withdraw(roles: Roles) -> bool:
    """Withdraw an interest: its own side, whosever turn it is."""
    return CaseRole.SENDER in roles


def can_carry(roles: Roles, verb: str) -> bool:
    """Take a verb of the cooperation."""
    return bool(roles & COOPERATION_VERBS[verb])


def can_enter_room(roles: Roles) -> bool:
    """Be in the room: the parties and their advisers; an administrator of the node is not."""
    return bool(roles - {CaseRole.ADMINISTRATOR})


def can_sign(seat: Participant) -> bool:
    """Sign for one's side: its signatory, or its lead."""
    return seat.role in {ParticipantRole.LEAD, ParticipantRole.SIGNATORY}


def can_hand_over(roles: Roles, side: Side) -> bool:
    """Give a side's seat to another adviser: who holds it, and administrators of the node."""
    seat = CaseRole.SENDER_ADVISER if side == Side.SENDER else CaseRole.OWNER_ADVISER
    return bool(roles & {seat, CaseRole.ADMINISTRATOR})


def can_read_notes(roles: Roles) -> bool:
    """Read and write what the advisers note among themselves."""
    return bool(roles & ADVISERS)


def can_know_owner(roles: Roles, case: Case, *, is_introduced: bool) -> bool:
    """Whether the owner's side may be named: an anonymous owner is not, until the introduction."""
    return is_introduced or not is_anonymous(case.record) or Side.OWNER in sides_of(roles) or is_node(roles)


def is_node(roles: Roles) -> bool:
    """Whether these are the roles of somebody who runs the node."""
    return CaseRole.ADMINISTRATOR in roles


def is_anonymous(record: Record) -> bool:
    """Whether the owner of a challenge asked not to be named; reads ``record.challenge``."""
    return record.kind == RecordKind.CHALLENGE and record.challenge.is_anonymous
