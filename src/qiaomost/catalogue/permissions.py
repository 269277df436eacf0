"""Who may do what with a record. Predicates over a standing and a record; services call ``require``."""

from __future__ import annotations

from uuid import UUID

from qiaomost.catalogue.models import Disclosure, Record
from qiaomost.catalogue.states import RecordState
from qiaomost.common.errors import NotAllowed
from qiaomost.network.models import Role
from qiaomost.network.permissions import MEMBERS_GROUP, PUBLIC_GROUP, Standing, organisation_group


def require(allowed: bool) -> None:
    """Raise ``NotAllowed`` unless ``allowed``."""
    if not allowed:
        raise NotAllowed


def groups_of_level(level: str, record: Record) -> frozenset[str]:
    """The visibility groups that may read what ``record`` shows at a disclosure level."""
    own = organisation_group(record.organisation_id)
    return {
        Disclosure.PUBLIC: frozenset({PUBLIC_GROUP}),
        Disclosure.MEMBERS: frozenset({MEMBERS_GROUP, own}),
        Disclosure.ROOM: frozenset({own}),
    }[Disclosure(level)]


def may_see_level(standing: Standing, level: str, record: Record) -> bool:
    """Whether ``standing`` reads what ``record`` shows at ``level``."""
    return bool(groups_of_level(level, record) & standing.visibility_groups())


def can_see(standing: Standing, record: Record) -> bool:
    """A published record by its level; others by their organisation, reviewers and screeners."""
    if record.state == RecordState.PUBLISHED:
        return may_see_level(standing, record.disclosure, record)
    return standing.belongs_to(record.organisation_id) or can_review(standing, record) or can_screen(standing)


def can_see_owner(standing: Standing, organisation_id: UUID, *, is_anonymous: bool) -> bool:
    """Whose record it is; of an anonymous one, only its own side and those who screen."""
    return not is_anonymous or standing.belongs_to(organisation_id) or can_screen(standing)


def can_write_for(standing: Standing, organisation_id: object) -> bool:
    """Write for an organisation: those who belong to it, and administrators of the node."""
    return standing.is_administrator or organisation_id in standing.organisations


def can_edit(standing: Standing, record: Record) -> bool:
    """Edit: the author, advisers of the record's organisation, administrators of the node."""
    is_author = record.author_id is not None and record.author_id == standing.user_id
    return can_write_for(standing, record.organisation_id) and (
        is_author or standing.is_administrator or is_adviser_of(standing, record)
    )


def is_adviser_of(standing: Standing, record: Record) -> bool:
    """Whether ``standing`` is an adviser in the record's organisation."""
    return (record.organisation_id, Role.ADVISER.value) in standing.memberships


def can_approve_texts(standing: Standing, record: Record) -> bool:
    """Approve a language: the owner's side, which is those who may edit."""
    return can_edit(standing, record)


def can_review(standing: Standing, record: Record) -> bool:
    """Review: a reviewer who did not write the record (the second person)."""
    may = standing.has_role(Role.REVIEWER) or standing.is_administrator
    return may and standing.user_id is not None and record.author_id != standing.user_id


def can_screen(standing: Standing) -> bool:
    """Screen before publication: advisers and administrators of the node."""
    return standing.has_role(Role.ADVISER) or standing.is_administrator
