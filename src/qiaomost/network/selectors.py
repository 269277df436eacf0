"""What pages, commands and other apps ask of the network."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from qiaomost.accounts.selectors import addresses_of, has_second_factor
from qiaomost.common.errors import NotFound
from qiaomost.common.languages import LanguageCode
from qiaomost.network.gazetteer import cities_called, regions_called
from qiaomost.network.models import (
    STAFF_ROLES,
    Invitation,
    JoinRequest,
    Membership,
    Organisation,
    OrganisationName,
    Person,
    Role,
)
from qiaomost.network.permissions import NOBODY, Standing, can_manage_members
from qiaomost.network.states import InvitationState, JoinRequestState
from qiaosearch.text.names import query_keys
from qiaosearch.text.normalise import clean

if TYPE_CHECKING:
    from qiaomost.accounts.models import User


MAX_WORDS = 10
"""So many words of what was typed are looked for in names of organisations."""


def standing_of(user: User | AnonymousUser | None) -> Standing:
    """Read an account's memberships; one query, none for visitors, a second for those with a staff role.

    Only memberships that are active, in organisations that are members of the network, count. Until the
    account has a second factor, a staff role counts as plain membership, and the rights of a superuser do not count.
    """
    if user is None or isinstance(user, AnonymousUser) or not user.is_active:
        return NOBODY
    rows = Membership.objects.filter(user=user, is_active=True, organisation__is_member=True)
    pairs = frozenset(rows.values_list("organisation_id", "role"))
    staff = frozenset(role for _, role in pairs if role in STAFF_ROLES)
    if not (staff or user.is_superuser) or has_second_factor(user):
        return Standing(user_id=user.pk, memberships=pairs, is_superuser=user.is_superuser)
    waiting = staff | ({Role.ADMINISTRATOR.value} if user.is_superuser else set())
    members = frozenset((organisation, Role.MEMBER.value) for organisation, _ in pairs)
    return Standing(user_id=user.pk, memberships=members, waiting_roles=waiting)


def organisations_of(standing: Standing) -> QuerySet[Organisation]:
    """The organisations that ``standing`` may write for, with their names; an administrator's are all of them."""
    rows = Organisation.objects.prefetch_related("names").order_by("country", "region", "pk")
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


def person_of(user: User) -> Person | None:
    """The person that the account is, with names and organisation."""
    rows = Person.objects.filter(user=user).select_related("organisation")
    return rows.prefetch_related("names", "organisation__names").first()


@dataclass(frozen=True, slots=True)
class Beginning:
    """How far a new account has come; ``asked`` is the organisation whose answer it waits for."""

    has_name: bool
    has_organisation: bool
    asked: Organisation | None
    is_invited: bool

    @property
    def is_over(self) -> bool:
        """Whether the account has all that its work needs."""
        return self.has_name and self.has_organisation


def beginning_of(user: User, standing: Standing) -> Beginning:
    """Read how far the account has come; four queries at most, one for those who write already."""
    has_name = Person.objects.filter(user=user).exists()
    has_organisation = bool(standing.organisations) or standing.is_administrator
    if has_organisation:
        return Beginning(has_name, has_organisation, None, is_invited=False)
    request = requests_of(user).filter(state=JoinRequestState.PENDING).first()
    invited = Invitation.objects.filter(address__in=addresses_of(user), state=InvitationState.SENT).exists()
    return Beginning(
        has_name, has_organisation, request.organisation if request else None, is_invited=invited
    )


def own_name(person: Person | None) -> dict[str, str]:
    """How a person writes their own name, by field; nothing where there is no person yet."""
    rows = person.names.all() if person else []
    fields = ("language", "family", "given", "patronymic")
    own = (row for row in rows if person and row.language == person.language)
    return next(({name: getattr(row, name) for name in fields} for row in own), {})


def organisation_named(organisation_id: UUID) -> Organisation | None:
    """An organisation with its names."""
    return Organisation.objects.filter(pk=organisation_id).prefetch_related("names").first()


def organisation_managed(standing: Standing, organisation_id: UUID) -> Organisation:
    """An organisation whose members and particulars ``standing`` looks after, with its names.

    Raises:
        NotFound: there is none, or ``standing`` is neither its adviser nor an administrator of the node.
    """
    found = organisation_named(organisation_id)
    if found is None or not can_manage_members(standing, organisation_id):
        raise NotFound
    return found


def memberships_of(user: User) -> QuerySet[Membership]:
    """The account's active memberships, with the names of the organisations."""
    rows = Membership.objects.filter(user=user, is_active=True).order_by("organisation_id", "role")
    return rows.select_related("organisation").prefetch_related("organisation__names")


def members_of(organisation: Organisation) -> QuerySet[Membership]:
    """Active memberships of an organisation, with account and person."""
    rows = Membership.objects.filter(organisation=organisation, is_active=True, user__is_active=True)
    return rows.select_related("user__person").prefetch_related("user__person__names").order_by("since", "pk")


def organisations_called(text: str) -> QuerySet[Organisation]:
    """Organisations with each word of ``text`` in a name, in any language, in a city's or region's, or as identifier.

    Case is not regarded; by a regular expression, since LIKE of SQLite knows the case of Latin letters alone.
    """
    found = Organisation.objects.all()
    for word in clean(text).split()[:MAX_WORDS]:
        named = OrganisationName.objects.filter(organisation=OuterRef("pk"), name__iregex=re.escape(word))
        found = found.filter(Q(Exists(named)) | _identified_by(word) | _placed_at(word))
    return found


def _placed_at(word: str) -> Q:
    """Where a city or a region is called ``word``, in part or, as 伯力, otherwise than an organisation calls it."""
    found = Q(region__in=regions_called(word))
    for code in LanguageCode.values:
        found |= Q(**{f"cities__{code}__iregex": re.escape(word)})
    for city in cities_called(word):
        found |= Q(region=city.region, cities__en=city.names["en"])
    return found


def _identified_by(word: str) -> Q:
    """A ROR may come as its address."""
    code = word.rpartition("/")[2]
    return Q(ror=code.lower()) | Q(uscc=code.upper()) | Q(ogrn=code) | Q(inn=code) | Q(lei=code.upper())


def member_organisations(text: str) -> QuerySet[Organisation]:
    """Member organisations that ``text`` calls by name, in any language, or by identifier."""
    return organisations_called(text).filter(is_member=True).order_by("pk").prefetch_related("names")


def open_invitations(organisation: Organisation) -> QuerySet[Invitation]:
    """Invitations that nobody has accepted or revoked, those that ran out among them, newest first."""
    return Invitation.objects.filter(organisation=organisation, state=InvitationState.SENT).order_by(
        "-sent_at"
    )


def invitations_for(user: User, *, now: datetime) -> QuerySet[Invitation]:
    """Invitations that ``user`` may accept: open, not run out, for an address that is confirmed as theirs."""
    rows = Invitation.objects.filter(
        address__in=addresses_of(user), state=InvitationState.SENT, expires_at__gt=now
    )
    return rows.order_by("-sent_at").select_related("organisation").prefetch_related("organisation__names")


def pending_requests(organisation: Organisation) -> QuerySet[JoinRequest]:
    """Requests that wait for an answer, oldest first."""
    rows = JoinRequest.objects.filter(organisation=organisation, state=JoinRequestState.PENDING)
    return rows.select_related("user__person").prefetch_related("user__person__names").order_by("asked_at")


def requests_of(user: User) -> QuerySet[JoinRequest]:
    """What the account has asked for, newest first."""
    rows = JoinRequest.objects.filter(user=user).order_by("-asked_at")
    return rows.select_related("organisation").prefetch_related("organisation__names")


def addresses_of_managers(organisation_id: UUID) -> list[tuple[str, str]]:
    """(address, language) of those who answer requests: advisers of the organisation, else administrators."""
    active = Membership.objects.filter(is_active=True, user__is_active=True)
    advisers = active.filter(organisation_id=organisation_id, role=Role.ADVISER)
    rows = advisers if advisers.exists() else active.filter(role=Role.ADMINISTRATOR)
    return sorted(set(rows.values_list("user__email", "user__language")))
