"""Who somebody is with an agreement, for which side, and what they may do with it."""

from __future__ import annotations

from uuid import UUID

from qiaomost.compliance.permissions.officers import organisations_as_officer
from qiaomost.network.models import Role
from qiaomost.network.permissions import Standing
from qiaomost.partnering.models import Case
from qiaomost.partnering.models.cases import ParticipantRole
from qiaomost.partnering.permissions import roles_in
from qiaomost.partnering.states import ADVISERS, SIDE_OF, Side
from qiaomost.partnering.states.agreements import (
    AGREEMENT_VERBS,
    BEFORE_SIGNATURE,
    PEOPLE,
    AgreementRole,
    AgreementState,
)

Seats = frozenset[tuple[Side, AgreementRole]]

HIDDEN_FROM_OFFICERS = frozenset(
    {AgreementState.DRAFTING, AgreementState.LEGAL_REVIEW, AgreementState.TRANSLATION_APPROVED}
)
"""While it is still being written an agreement belongs to the people of the case alone."""


def seats_in(standing: Standing, case: Case) -> Seats:
    """What ``standing`` is with the agreements of ``case``, by side; reads ``case.participants``."""
    if standing.user_id is None:
        return frozenset()
    mine = [one for one in case.participants.all() if one.user_id == standing.user_id]
    seats = {(Side(one.side), AgreementRole(one.role)) for one in mine}
    seats |= {(side, AgreementRole.REVIEWER) for side, role in seats if role == _reviewing_role(case, side)}
    advised = roles_in(standing, case) & ADVISERS
    seats |= {(SIDE_OF[role], AgreementRole.ADVISER) for role in advised}
    decided = organisations_as_officer(standing)
    seats |= {(side, AgreementRole.OFFICER) for side in Side if case.organisation_of(side).pk in decided}
    return frozenset(seats)


def is_of_the_case(seats: Seats) -> bool:
    """Whether these are the seats of somebody of the case; an officer alone is not."""
    return any(role in PEOPLE for _side, role in seats)


def can_see(seats: Seats, state: str) -> bool:
    """See an agreement: the people of its case, and officers once it is before export control."""
    return is_of_the_case(seats) or (bool(seats) and state not in HIDDEN_FROM_OFFICERS)


def sides_for(seats: Seats, verb: str) -> frozenset[Side]:
    """The sides for which these seats may take ``verb``."""
    return frozenset(side for side, role in seats if role in AGREEMENT_VERBS[verb])


def can_put_on_record(standing: Standing, organiser_id: UUID) -> bool:
    """Put a paper agreement on record for an organiser of forums: those who organise for it, and administrators."""
    return standing.is_administrator or (organiser_id, Role.ORGANISER.value) in standing.memberships


def is_unsigned(state: str) -> bool:
    """Whether the agreement still lacks a signature."""
    return state in BEFORE_SIGNATURE


def _reviewing_role(case: Case, side: Side) -> AgreementRole:
    roles = {one.role for one in case.participants.all() if one.side == side}
    return AgreementRole.LAWYER if ParticipantRole.LAWYER in roles else AgreementRole.LEAD
