"""Who reports and accepts milestones, who claims and confirms outcomes, who reads the figures."""

from __future__ import annotations

from qiaomost.network.models import Role
from qiaomost.network.permissions import Standing
from qiaomost.partnering.models import Milestone, Outcome, Participant
from qiaomost.partnering.models.cases import ParticipantRole
from qiaomost.partnering.permissions.cases import Roles, sides_of
from qiaomost.partnering.states import ADVISERS, SIDES, Side


def acting_side(roles: Roles) -> Side | None:
    """The side for which somebody speaks; advisers speak for none."""
    sides = sides_of(roles & SIDES)
    return next(iter(sides)) if len(sides) == 1 else None


def can_accept(seat: Participant, milestone: Milestone) -> bool:
    """Accept a milestone: the end user who is named for it; where none is, the lead of the side that accepts."""
    if milestone.acceptor_id is not None:
        return seat.pk == milestone.acceptor_id
    return seat.side == milestone.side and seat.role == ParticipantRole.LEAD


def can_name_end_user(roles: Roles, milestone: Milestone) -> bool:
    """Name who accepts: the side that accepts, and both advisers."""
    return bool(roles & ADVISERS) or acting_side(roles) == milestone.side


def can_answer_outcome(roles: Roles, outcome: Outcome) -> bool:
    """Confirm or dispute an outcome: the other side, never the claimant's."""
    return acting_side(roles) == Side(outcome.side).other


def can_read_results(standing: Standing) -> bool:
    """Read the figures for leadership: advisers, programme managers and administrators."""
    staff = (Role.ADVISER, Role.PROGRAMME_MANAGER)
    return standing.is_administrator or any(standing.has_role(role) for role in staff)
