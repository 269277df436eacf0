"""Who may do what with an edition."""

from __future__ import annotations

from qiaomost.forum.models import Edition
from qiaomost.forum.states import EditionState
from qiaomost.network.models import Role
from qiaomost.network.permissions import Standing


def can_organise(standing: Standing, edition: Edition) -> bool:
    """Run an edition: the organisers of its organisation, and administrators of the node."""
    return standing.is_administrator or (edition.organiser_id, Role.ORGANISER.value) in standing.memberships


def can_see(standing: Standing, edition: Edition) -> bool:
    """Know of an edition: everybody once it is announced."""
    return edition.state != EditionState.DRAFT or can_organise(standing, edition)
