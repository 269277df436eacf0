"""What pages, commands and other apps ask of the network."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Q, QuerySet

from qiaomost.network.models import Membership, Organisation, Person
from qiaomost.network.permissions import NOBODY, Standing
from qiaosearch.text.names import query_keys

if TYPE_CHECKING:
    from qiaomost.accounts.models import User


def standing_of(user: User | AnonymousUser | None) -> Standing:
    """Read an account's memberships; one query, none for visitors.

    Only memberships that are active, in organisations that are members of the network, count.
    """
    if user is None or isinstance(user, AnonymousUser) or not user.is_active:
        return NOBODY
    rows = Membership.objects.filter(user=user, is_active=True, organisation__is_member=True)
    pairs = frozenset(rows.values_list("organisation_id", "role"))
    return Standing(user_id=user.pk, memberships=pairs, is_superuser=user.is_superuser)


def organisations_of(standing: Standing) -> QuerySet[Organisation]:
    """The organisations that ``standing`` may write for, with their names; an administrator's are all of them."""
    rows = Organisation.objects.prefetch_related("names").order_by("country", "city", "pk")
    return rows if standing.is_administrator else rows.filter(pk__in=standing.organisations)


def persons_of(organisations: Collection[UUID], *, also: Collection[UUID] = ()) -> QuerySet[Person]:
    """The persons of some organisations, and those with the ids ``also``, with their names."""
    rows = Person.objects.filter(Q(organisation_id__in=organisations) | Q(pk__in=also))
    return rows.prefetch_related("names").order_by("pk")


def persons_by_name(text: str) -> QuerySet[Person]:
    """Persons whom ``text`` names in any script and order, those that it names most fully first.

    Three queries when read with their names and organisations, however many persons are found.
    """
    asked = query_keys(text)
    found = Person.objects.filter(name_keys__key__in=asked) if asked else Person.objects.none()
    return (
        found.annotate(meeting_keys=Count("name_keys", filter=Q(name_keys__key__in=asked), distinct=True))
        .order_by("-meeting_keys", "pk")
        .select_related("organisation")
        .prefetch_related("names", "organisation__names")
    )
