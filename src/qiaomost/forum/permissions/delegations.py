"""Who may see and keep a delegation. ``addresses`` are those of which an account has shown that mails reach it."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from qiaomost.forum.models import Delegation
from qiaomost.forum.permissions import can_organise
from qiaomost.network.permissions import Standing

NOTHING = Q(pk__in=())


def is_contact(standing: Standing, delegation: Delegation, addresses: Collection[str]) -> bool:
    """Look after a delegation: its contact person, by account or, until they came, by confirmed address."""
    if standing.user_id is None:
        return False
    if delegation.contact_id is not None:
        return delegation.contact_id == standing.user_id
    return delegation.contact_address != "" and delegation.contact_address in addresses


def can_keep_delegation(standing: Standing, delegation: Delegation, addresses: Collection[str]) -> bool:
    """Change a delegation and see journeys, diet and papers of its members: the organisers and the contact person."""
    return can_organise(standing, delegation.edition) or is_contact(standing, delegation, addresses)


def kept_by(standing: Standing, addresses: Collection[str]) -> Q:
    """Delegations of which ``standing`` is the contact person."""
    if standing.user_id is None:
        return NOTHING
    return Q(contact_id=standing.user_id) | Q(contact=None, contact_address__in=list(addresses))


def is_listed(standing: Standing, addresses: Collection[str]) -> Q:
    """Members that ``standing`` is: by account or, until they said so, as person or by confirmed address."""
    if standing.user_id is None:
        return NOTHING
    waiting = Q(registration__person__user_id=standing.user_id) | Q(address__in=list(addresses))
    return Q(registration__user_id=standing.user_id) | (Q(registration__user=None) & waiting)
