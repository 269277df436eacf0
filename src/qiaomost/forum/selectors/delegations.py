"""Delegations as somebody may see them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from qiaomost.accounts.models import User
from qiaomost.accounts.selectors import addresses_of
from qiaomost.common.errors import NotFound
from qiaomost.forum.models import Delegation, DelegationMember, Edition, Site, Stay
from qiaomost.forum.permissions import can_organise
from qiaomost.forum.permissions.delegations import can_keep_delegation, is_listed, kept_by
from qiaomost.forum.selectors.registrations import zone_of
from qiaomost.forum.states import RegistrationState
from qiaomost.network.models import Organisation
from qiaomost.network.selectors import standing_of

TAKING_PART = (
    RegistrationState.SUBMITTED,
    RegistrationState.WAITING,
    RegistrationState.OFFERED,
    RegistrationState.ACCEPTED,
)
"""States of a member who still belongs to the delegation."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A delegation and what this reader may do with it."""

    delegation: Delegation
    can_keep: bool
    can_organise: bool
    own: DelegationMember | None


def delegations_for(user: User, edition: Edition) -> QuerySet[Delegation]:
    """All for organisers; for others those that they look after or belong to; with the number of members."""
    standing = standing_of(user)
    rows = Delegation.objects.filter(edition=edition)
    if not can_organise(standing, edition):
        addresses = addresses_of(user)
        own = DelegationMember.objects.filter(is_listed(standing, addresses), delegation=OuterRef("pk"))
        rows = rows.filter(kept_by(standing, addresses) | Exists(own))
    counted = Count("members", filter=Q(members__registration__state__in=TAKING_PART))
    return rows.annotate(size=counted).select_related("organisation").prefetch_related("organisation__names")


def delegation_for(user: User, edition: Edition, delegation_id: UUID) -> Seen:
    """A delegation that ``user`` looks after, organises or belongs to.

    Raises:
        NotFound: the edition has none such, or it is no concern of theirs.
    """
    rows = Delegation.objects.filter(edition=edition, pk=delegation_id)
    found = rows.select_related("edition", "organisation", "category", "contact").first()
    if found is None:
        raise NotFound
    standing, addresses = standing_of(user), addresses_of(user)
    own = found.members.filter(is_listed(standing, addresses)).select_related("registration").first()
    can_keep = can_keep_delegation(standing, found, addresses)
    if own is None and not can_keep:
        raise NotFound
    return Seen(found, can_keep, can_organise(standing, edition), own)


def has_delegation(user: User, edition: Edition) -> bool:
    """Whether ``user`` looks after a delegation of the edition or belongs to one."""
    standing, addresses = standing_of(user), addresses_of(user)
    members = DelegationMember.objects.filter(is_listed(standing, addresses), delegation__edition=edition)
    kept = Delegation.objects.filter(kept_by(standing, addresses), edition=edition)
    return kept.exists() or members.exists()


def members_of(delegation: Delegation) -> QuerySet[DelegationMember]:
    """Members in the order of protocol, with what their rows show; five queries."""
    rows = delegation.members.select_related(
        *("registration__person", "registration__category", "registration__organisation"),
        *("registration__user", "registration__stay__site"),
    )
    return rows.prefetch_related("registration__person__names", "registration__organisation__names")


def member_in(delegation: Delegation, registration_id: UUID) -> DelegationMember:
    """One member.

    Raises:
        NotFound: the delegation has no such member.
    """
    row = members_of(delegation).filter(registration_id=registration_id).first()
    if row is None:
        raise NotFound
    return row


def organisations_to_choose(reader: str) -> list[tuple[str, str]]:
    """(id, name) of the members of the network, by name."""
    rows = Organisation.objects.filter(is_member=True).prefetch_related("names")
    return sorted(((str(one.pk), one.name_in(reader)) for one in rows), key=lambda one: one[1].casefold())


def sites_of(edition: Edition) -> list[Site]:
    """The sites, in their order."""
    return list(edition.sites.all())


def clock_of(edition: Edition, stay: Stay | None) -> ZoneInfo:
    """By which clock the times of a stay are said: that of its site, else of the edition's first."""
    return stay.site.zone if stay and stay.site else zone_of(edition)
