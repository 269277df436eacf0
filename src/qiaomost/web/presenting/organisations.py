"""Organisations in a list, and one of them with its records. What it owns anonymously is not among them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from qiaomost.catalogue.models import Record, RecordKind
from qiaomost.catalogue.selectors import organisations_listed, records_with_owner
from qiaomost.common.errors import NotFound
from qiaomost.common.languages import LanguageCode, reading_order
from qiaomost.common.linked_data import LANGUAGE_TAGS
from qiaomost.network.gazetteer import parts_in, regions
from qiaomost.network.models import Country, Organisation, OrganisationKind
from qiaomost.network.permissions import Standing, can_manage_members
from qiaomost.partnering.selectors.advisers import organisations_advising
from qiaomost.web.browse_form import NAME, Asked
from qiaomost.web.presenting.cards import Card
from qiaomost.web.presenting.facets import Facet, Order, Pages, choices_of, pages_for
from qiaomost.web.presenting.identifiers import Identifier, identifiers_of
from qiaomost.web.presenting.listing import PAGE_SIZE, cards_by_id

FIRST = 5
"""So many records of each kind are on an organisation's page."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An organisation in the list, by the name in ``language``; ``other_names`` are (language, name)."""

    organisation: Organisation
    name: str
    language: str
    place: Sequence[str]
    other_names: tuple[tuple[str, str], ...]
    count: int


@dataclass(frozen=True, slots=True)
class Directory:
    """A page of organisations."""

    entries: Sequence[Entry]
    total: int
    facets: Sequence[Facet]
    orders: Sequence[Order]
    pages: Pages


@dataclass(frozen=True, slots=True)
class Part:
    """The records of one kind: all of them, or the newest."""

    kind: str
    label: str
    count: int
    cards: Sequence[Card]

    @property
    def is_cut(self) -> bool:
        return len(self.cards) < self.count


@dataclass(frozen=True, slots=True)
class Name:
    """A name in one language (a tag with its script), with what the organisation says of itself."""

    language: str
    label: str
    name: str
    about: str


@dataclass(frozen=True, slots=True)
class OrganisationPage:
    """All that an organisation's page shows; ``pages`` only where one kind is read through.

    ``advising`` are (id, name) of the organisations whose advisers carry what is written to this one.
    """

    organisation: Organisation
    place: Sequence[str]
    names: Sequence[Name]
    identifiers: Sequence[Identifier]
    advising: Sequence[tuple[str, str]]
    advises_itself: bool
    can_edit: bool
    parts: Sequence[Part]
    pages: Pages | None
    address: str

    @property
    def main(self) -> Name:
        """The name in the reader's language, where there is one."""
        return self.names[0]

    @property
    def since(self) -> date | None:
        """The day from which it is a member, where it is one and the day is known."""
        return self.organisation.member_since if self.organisation.is_member else None

    @property
    def has_particulars(self) -> bool:
        """Whether there is more to say of it than its names."""
        return bool(self.place or self.since or self.identifiers)


def organisation_directory(asked: Asked, standing: Standing, reader: str) -> Directory:
    """Return a page of the organisations that ``standing`` may know of; a constant number of queries."""
    rows = organisations_listed(standing, text=asked.query, reader=reader, by_name=asked.by_name)
    rows = rows.filter(country__in=asked.countries) if asked.countries else rows
    rows = rows.filter(region__in=asked.regions) if asked.regions else rows
    rows = rows.filter(kind__in=asked.kinds) if asked.kinds else rows
    total, start = rows.count(), (asked.page - 1) * PAGE_SIZE
    return Directory(
        [_entry(row, reader) for row in rows[start : start + PAGE_SIZE]],
        total,
        [
            _facet("country", _("Country"), rows, dict(Country.choices), asked.countries),
            _facet("kind", _("Kind of organisation"), rows, dict(OrganisationKind.choices), asked.kinds),
            _facet("region", _("Region"), rows, _region_names(reader), asked.regions),
        ],
        [
            Order("", _("Most records first"), not asked.by_name),
            Order(NAME, pgettext("organisations", "By name"), asked.by_name),
        ],
        pages_for(total, asked.page, PAGE_SIZE),
    )


def _entry(organisation: Organisation, reader: str) -> Entry:
    names = organisation.forms()
    first, *others = [code for code in reading_order(reader) if names.get(code)] or [reader]
    name = organisation.name_in(reader)
    told = tuple((code, names[code]) for code in others if names[code] != name)
    place = parts_in(organisation.place, reader)
    return Entry(organisation, name, first, place, told, getattr(organisation, "record_count", 0))


def _region_names(reader: str) -> Mapping[str, str]:
    return {code: names[reader] for code, names in regions().items()}


def _facet(
    name: str,
    label: str,
    rows: QuerySet[Organisation],
    labels: Mapping[str, object],
    chosen: Sequence[str],
) -> Facet:
    counted = rows.order_by().values(name).annotate(n=Count("pk")).order_by("-n", name)
    counts = dict(counted.values_list(name, "n"))
    return Facet(name, label, tuple(choices_of(counts, labels, chosen)))


def organisation_page(
    organisation_id: UUID, kind: str, page: int, standing: Standing, reader: str
) -> OrganisationPage:
    """Return an organisation with the newest of its records, or with a page of those of one ``kind``.

    Raises:
        NotFound: there is none, or ``standing`` may not know of it.
    """
    organisation = organisations_listed(standing, reader=reader).filter(pk=organisation_id).first()
    if organisation is None:
        raise NotFound
    owned = records_with_owner(standing).filter(organisation=organisation)
    counts = dict(owned.order_by().values("kind").annotate(n=Count("pk")).values_list("kind", "n"))
    kinds = [kind] if kind else [*RecordKind.values]
    size = PAGE_SIZE if kind else FIRST
    advising = organisations_advising(organisation) if organisation.is_member else []
    return OrganisationPage(
        organisation,
        parts_in(organisation.place, reader),
        list(_names(organisation, reader)),
        list(identifiers_of(organisation)),
        [(str(one.pk), one.name_in(reader)) for one in advising],
        organisation in advising,
        can_manage_members(standing, organisation.pk),
        list(
            _parts(
                owned, {one: counts.get(one, 0) for one in kinds}, (page - 1) * size, size, standing, reader
            )
        ),
        pages_for(counts.get(kind, 0), page, size) if kind else None,
        settings.QIAOMOST.site_url + reverse("organisation", args=[organisation.pk]),
    )


def _names(organisation: Organisation, reader: str) -> Iterator[Name]:
    rows = {row.language: row for row in organisation.names.all()}
    for code in reading_order(reader):
        if code in rows:
            yield Name(LANGUAGE_TAGS[code], str(LanguageCode(code).label), rows[code].name, rows[code].about)


def _parts(
    owned: QuerySet[Record],
    counts: Mapping[str, int],
    start: int,
    size: int,
    standing: Standing,
    reader: str,
) -> Iterator[Part]:
    labels = {
        RecordKind.ACHIEVEMENT.value: _("Achievements"),
        RecordKind.CHALLENGE.value: _("Challenges"),
        RecordKind.EXPERT.value: _("Experts"),
    }
    newest = owned.order_by("-updated_at", "pk")
    ids = {
        kind: [str(pk) for pk in newest.filter(kind=kind).values_list("pk", flat=True)[start : start + size]]
        for kind in counts
    }
    cards = {
        card.id: card
        for card in cards_by_id([id_ for some in ids.values() for id_ in some], standing, reader)
    }
    for kind, count in counts.items():
        if count:
            yield Part(kind, labels[kind], count, [cards[id_] for id_ in ids[kind] if id_ in cards])
