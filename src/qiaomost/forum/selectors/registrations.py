"""Registrations as somebody may see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from qiaomost.accounts.models import User
from qiaomost.common.errors import NotFound
from qiaomost.forum.models import (
    Answer,
    Category,
    Edition,
    FormField,
    Registration,
    RegistrationInvitation,
    RegistrationTerms,
    Stay,
)
from qiaomost.forum.states import RegistrationState
from qiaomost.forum.states.registrations import FormPhase
from qiaomost.network.models import PersonNameKey
from qiaosearch.text.names import query_keys


@dataclass(frozen=True, slots=True)
class Filters:
    """What an organiser looks for; empty means any."""

    words: str = ""
    state: str = ""
    category: str = ""
    country: str = ""


def registrations_of(edition: Edition) -> QuerySet[Registration]:
    """All of an edition, with what their rows show; five queries."""
    rows = Registration.objects.filter(edition=edition).select_related(
        "person", "category", "organisation", "user"
    )
    return rows.prefetch_related("person__names", "organisation__names")


def found_registrations(edition: Edition, filters: Filters) -> QuerySet[Registration]:
    """Those that fit; a name is found in whatever script it was typed."""
    rows = registrations_of(edition)
    if filters.state:
        rows = rows.filter(state=filters.state)
    if filters.category:
        rows = rows.filter(category__code=filters.category)
    if filters.country:
        rows = rows.filter(organisation__country=filters.country)
    if filters.words:
        rows = rows.filter(called(filters.words))
    return rows


def called(words: str, *, with_address: bool = True) -> Q:
    """Registrations of persons who are called so in any script, or whose organisation, address or code is this."""
    keys = query_keys(words)
    named = PersonNameKey.objects.filter(person_id=OuterRef("person_id"), key__in=keys)
    other = Q(organisation_name__icontains=words) | Q(token=bare(words))
    if with_address:
        other |= Q(user__email__iexact=words)
    return (Exists(named) | other) if keys else other


def bare(token: str) -> str:
    """A badge's code as it is stored, however it was typed."""
    return "".join(token.split()).replace("-", "").casefold()


def registration_in(edition: Edition, registration_id: UUID) -> Registration:
    """One registration of an edition.

    Raises:
        NotFound: the edition has no such registration.
    """
    row = registrations_of(edition).select_related("edition").filter(pk=registration_id).first()
    if row is None:
        raise NotFound
    return row


def own_registration(edition: Edition, user: User) -> Registration | None:
    """The newest registration of an account."""
    rows = registrations_of(edition).select_related("edition").filter(user=user)
    return rows.order_by("-made_at", "-pk").first()


def terms_of(edition: Edition) -> RegistrationTerms | None:
    """When one may register."""
    return RegistrationTerms.objects.filter(edition=edition).first()


def zone_of(edition: Edition) -> ZoneInfo:
    """The clock of the edition's first site."""
    site = edition.sites.first()
    return site.zone if site else ZoneInfo("UTC")


def open_categories(edition: Edition) -> list[Category]:
    """Categories that one may choose without an invitation."""
    return list(Category.objects.filter(edition=edition, is_open=True))


def categories_of(edition: Edition) -> list[Category]:
    """All categories."""
    return list(Category.objects.filter(edition=edition))


def fields_of(edition: Edition, phase: FormPhase | None = None) -> list[FormField]:
    """The fields of one form, or of both."""
    rows = FormField.objects.filter(edition=edition).select_related("shown_if")
    return list(rows.filter(phase=phase) if phase else rows)


def invitations_to(edition: Edition) -> list[RegistrationInvitation]:
    """Invitations that nobody has used."""
    rows = RegistrationInvitation.objects.filter(edition=edition, registration=None)
    return list(rows.select_related("category"))


def answers_of(registration: Registration) -> list[Answer]:
    """What somebody answered, in the order of the form."""
    return list(Answer.objects.filter(registration=registration).select_related("field"))


def stay_of(registration: Registration) -> Stay | None:
    """Journey and passport, for those entitled."""
    return Stay.objects.filter(registration=registration).select_related("site").first()


def counts_of(edition: Edition) -> Mapping[str, list[tuple[str, int]]]:
    """How many registrations by state, and how many take part by category and by country; three queries."""
    rows = Registration.objects.filter(edition=edition)
    taking_part = rows.filter(state=RegistrationState.ACCEPTED)
    return {
        name: list(counted.values_list(column).annotate(number=Count("pk")).order_by(column))
        for name, counted, column in (
            ("state", rows, "state"),
            ("category", taking_part, "category__code"),
            ("country", taking_part, "organisation__country"),
        )
    }
