"""Who somebody is in the network, as every other permission asks it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from qiaomost.network.models import Role

PUBLIC_GROUP = "public"
MEMBERS_GROUP = "members"


def organisation_group(organisation_id: UUID) -> str:
    """The visibility group of those who belong to an organisation."""
    return f"org:{organisation_id}"


@dataclass(frozen=True, slots=True)
class Standing:
    """An account's memberships, read once: (organisation, role) pairs, and whether it runs this node.

    Staff roles are among them only where the account has a second factor; ``waiting_roles`` are those without.
    """

    user_id: UUID | None
    memberships: frozenset[tuple[UUID, str]]
    is_superuser: bool = False
    waiting_roles: frozenset[str] = frozenset()

    @property
    def is_administrator(self) -> bool:
        """Whether it administers this node."""
        return self.is_superuser or self.has_role(Role.ADMINISTRATOR)

    @property
    def organisations(self) -> frozenset[UUID]:
        """The organisations that it belongs to in any role."""
        return frozenset(organisation for organisation, _ in self.memberships)

    def has_role(self, role: str) -> bool:
        """Whether it has ``role`` in any organisation."""
        return any(held == role for _, held in self.memberships)

    def belongs_to(self, organisation_id: UUID) -> bool:
        """Whether it belongs to the organisation in any role."""
        return organisation_id in self.organisations

    def visibility_groups(self) -> frozenset[str]:
        """What it may read: the groups that searches are filtered by."""
        groups = {PUBLIC_GROUP, *map(organisation_group, self.organisations)}
        if self.memberships or self.is_superuser:
            groups.add(MEMBERS_GROUP)
        return frozenset(groups)


NOBODY = Standing(user_id=None, memberships=frozenset())
"""The standing of a visitor who has not signed in."""


def can_administer(standing: Standing) -> bool:
    """Add organisations and give roles: administrators of the node."""
    return standing.is_administrator


def can_add_person(standing: Standing, organisation_id: UUID | None) -> bool:
    """Add a person: administrators of the node, and advisers for their own organisation."""
    is_adviser = organisation_id is not None and (organisation_id, Role.ADVISER.value) in standing.memberships
    return standing.is_administrator or is_adviser


def can_manage_members(standing: Standing, organisation_id: UUID) -> bool:
    """See invitations and requests, answer requests: administrators of the node, advisers of the organisation."""
    return standing.is_administrator or (organisation_id, Role.ADVISER.value) in standing.memberships


def invitable_roles(standing: Standing, organisation_id: UUID) -> tuple[Role, ...]:
    """Roles that ``standing`` may offer: an adviser makes members, an administrator of the node anything."""
    if standing.is_administrator:
        return tuple(Role)
    return (Role.MEMBER,) if can_manage_members(standing, organisation_id) else ()


def can_end_membership(standing: Standing, organisation_id: UUID, user_id: UUID, role: str) -> bool:
    """End a membership: who could have given it, and everybody their own."""
    return user_id == standing.user_id or role in invitable_roles(standing, organisation_id)
