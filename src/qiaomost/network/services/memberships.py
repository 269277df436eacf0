"""Memberships: who belongs to which organisation, in which role."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from qiaomost.accounts.models import User
from qiaomost.common import audit
from qiaomost.common.errors import NotFound
from qiaomost.network.models import Membership
from qiaomost.network.permissions import Standing, can_administer, can_end_membership
from qiaomost.network.selectors import standing_of
from qiaomost.network.services.checks import require, validate


@transaction.atomic
def add_membership(
    *, actor: User | None, user_id: UUID, organisation_id: UUID, role: str, now: datetime
) -> Membership:
    """Give an account a role in an organisation; one that it had, and lost, becomes active again.

    Raises:
        NotAllowed: ``actor`` does not administer the node.
        Invalid: there is no such account, organisation or role.
    """
    require(actor is None or can_administer(standing_of(actor)))
    return give_role(actor=actor, user_id=user_id, organisation_id=organisation_id, role=role, now=now)


def give_role(
    *, actor: User | None, user_id: UUID, organisation_id: UUID, role: str, now: datetime
) -> Membership:
    """Do what ``add_membership`` does, for services that have asked for permission in their own way."""
    present = Membership.objects.select_for_update().filter(
        user_id=user_id, organisation_id=organisation_id, role=role
    )
    membership = present.first() or Membership(user_id=user_id, organisation_id=organisation_id, role=role)
    if not membership._state.adding and membership.is_active:
        return membership
    membership.is_active = True
    validate([membership])
    membership.save()
    audit.record(actor, "add_membership", membership, now=now, role=role)
    return membership


@transaction.atomic
def end_membership(*, actor: User, membership_id: int, now: datetime) -> Membership:
    """End a membership, or one's own.

    Raises:
        NotFound: there is no such membership, it has ended, or it is in an organisation that ``actor`` is not of.
        NotAllowed: ``actor`` could not have given it, and it is another's.
    """
    membership = Membership.objects.select_for_update().filter(pk=membership_id, is_active=True).first()
    standing = standing_of(actor)
    if membership is None or not _may_know(standing, membership):
        raise NotFound
    organisation_id, role = membership.organisation_id, membership.role
    require(can_end_membership(standing, organisation_id, membership.user_id, role))
    membership.is_active = False
    membership.save(update_fields=["is_active"])
    audit.record(actor, "end_membership", membership, now=now, role=role)
    return membership


def _may_know(standing: Standing, membership: Membership) -> bool:
    """One's own, those of one's organisations, and all for administrators; ids are numbers and easily guessed."""
    known = standing.is_administrator or standing.belongs_to(membership.organisation_id)
    return known or membership.user_id == standing.user_id
