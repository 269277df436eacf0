"""Who may do what with an edition."""

from __future__ import annotations

from qiaomost.accounts.models import User
from qiaomost.forum.models import Edition, Session
from qiaomost.forum.states import EditionState
from qiaomost.network.models import Role
from qiaomost.network.permissions import Standing


def can_organise(standing: Standing, edition: Edition) -> bool:
    """Run an edition: the organisers of its organisation, and administrators of the node."""
    return standing.is_administrator or (edition.organiser_id, Role.ORGANISER.value) in standing.memberships


def may_begin_edition(standing: Standing) -> bool:
    """Begin an edition, of an organisation for which one organises; administrators for any."""
    return standing.is_administrator or standing.has_role(Role.ORGANISER)


def can_see(standing: Standing, edition: Edition) -> bool:
    """Know of an edition: everybody once it is announced."""
    return edition.state != EditionState.DRAFT or can_organise(standing, edition)


def can_add_material(standing: Standing, session: Session, user: User) -> bool:
    """Put files to a session: the organisers, and those who appear in it."""
    return can_organise(standing, session.edition) or (
        standing.user_id is not None and session.appearances.filter(person__user=user).exists()
    )
