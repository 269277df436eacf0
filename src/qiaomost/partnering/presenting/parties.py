"""The two sides of a case, named as far as the reader may know them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.catalogue.selectors import text_for
from qiaomost.compliance.models import Purpose
from qiaomost.compliance.selectors.consent import withdrawn_by
from qiaomost.network.models import Country
from qiaomost.partnering.models import Case
from qiaomost.partnering.models.cases import ParticipantRole
from qiaomost.partnering.permissions import Roles, can_know_owner, sides_of
from qiaomost.partnering.states import Side


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of a side."""

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Home:
    """Where a side is from: its organisation (or that it is anonymous) and its country."""

    organisation: str
    country: str


@dataclass(frozen=True, slots=True)
class Party(Home):
    """A side: its organisation (or that it is anonymous), its country, its adviser, its people."""

    side: Side
    label: str
    organisation_id: str
    adviser: str
    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Title:
    """The record between the sides, in the reader's language."""

    text: str
    language: str


def title_of(case: Case, reader: str) -> Title:
    """Return the title of the case's record; reads the prefetched texts."""
    text = text_for(case.record, reader)
    return Title(text.title, text.language)


def is_introduced(case: Case) -> bool:
    """Whether the two sides know each other."""
    return hasattr(case, "cooperation")


def home_of(case: Case, side: Side, roles: Roles, reader: str) -> Home:
    """Return where a side is from, as somebody with ``roles`` may know it; reads what lists read of a case."""
    organisation = case.organisation_of(side)
    is_known = _is_known(case, side, roles)
    return Home(
        organisation=organisation.name_in(reader) if is_known else _("Anonymous until the introduction"),
        country=str(Country(organisation.country).label),
    )


def party_of(
    case: Case, side: Side, roles: Roles, reader: str, *, withheld: frozenset[UUID] = frozenset()
) -> Party:
    """Return a side as somebody with ``roles`` may know it; ``withheld`` is that of ``names_withheld``."""
    home, is_known = home_of(case, side, roles, reader), _is_known(case, side, roles)
    adviser = case.sender_adviser if side == Side.SENDER else case.owner_adviser
    return Party(
        organisation=home.organisation,
        country=home.country,
        side=side,
        label=str(side.label),
        organisation_id=str(case.organisation_of(side).pk) if is_known else "",
        adviser=_shown(adviser, withheld, reader) if is_known and adviser else "",
        people=tuple(
            Person(_shown(one.user, withheld, reader), str(ParticipantRole(one.role).label))
            for one in sorted(case.participants.all(), key=lambda one: one.pk)
            if one.side == side and is_known
        ),
    )


def _is_known(case: Case, side: Side, roles: Roles) -> bool:
    return side == Side.SENDER or can_know_owner(roles, case, is_introduced=is_introduced(case))


def names_withheld(case: Case, roles: Roles) -> frozenset[UUID]:
    """People of the other side, in another country than the reader's, who took back that they are named there."""
    if case.sender_organisation.country == case.owner_organisation.country:
        return frozenset()
    others = set(Side) - sides_of(roles)
    people = {one.user_id for one in case.participants.all() if one.side in others}
    advisers = {seat for side in others if (seat := case.adviser_id_of(side)) is not None}
    return withdrawn_by(people | advisers, Purpose.CROSS_BORDER_TRANSFER)


def _shown(user: User, withheld: frozenset[UUID], reader: str) -> str:
    return _("name withheld") if user.pk in withheld else name_of(user, reader)


def name_of(user: User, reader: str) -> str:
    """Return how an account is named on a page: the person's name, else nothing that is private."""
    person = getattr(user, "person", None)
    return person.name_in(reader) if person else _("no name given")
