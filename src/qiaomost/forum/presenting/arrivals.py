"""Lists of arrivals, departures, hotels and diets: one shape for the page, the workbook and the paper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from django.db.models import prefetch_related_objects
from django.utils.dateformat import format as formatted
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from qiaomost.forum.documents.issued import list_pdf
from qiaomost.forum.models import Edition, Site, Stay
from qiaomost.forum.presenting.registrations import organisation_of
from qiaomost.forum.presenting.stays import diet_of
from qiaomost.forum.selectors.arrivals import number_taking_part, stays_in
from qiaomost.forum.states.registrations import Dietary

Row = tuple[str, ...]

SHORT = 20
"""Longer tables are opened by their heading."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the lists; ``site`` and ``day`` (ISO) are empty for all."""

    what: str
    site: str = ""
    day: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One table; ``widths`` are parts of the line on paper."""

    title: str
    heads: Row
    rows: tuple[Row, ...]
    widths: tuple[int, ...]

    @property
    def labelled(self) -> list[list[tuple[str, str]]]:
        """Each row with the heads of its cells, which on a phone stand before them."""
        return [list(zip(self.heads, row, strict=True)) for row in self.rows]

    @property
    def is_short(self) -> bool:
        """Whether a page shows it without being asked."""
        return len(self.rows) <= SHORT


@dataclass(frozen=True, slots=True)
class Listing:
    """A list for one reader. ``days`` are those that a filter may choose, as (ISO, words)."""

    title: str
    lines: tuple[str, ...]
    sections: tuple[Section, ...]
    days: tuple[tuple[str, str], ...] = ()


KINDS: dict[str, Promise | str] = {
    "arrivals": gettext_lazy("Arrivals"),
    "departures": gettext_lazy("Departures"),
    "hotels": gettext_lazy("Hotels"),
    "diets": pgettext_lazy("lists of the organisers", "Diets"),
}


def listing_of(edition: Edition, wanted: Wanted, reader: str) -> Listing:
    """The list that is wanted, in the active language; seven queries."""
    prefetch_related_objects([edition], "sites")
    stays = list(stays_in(edition, wanted.site)) if edition.sites.all() else []
    sections, days, told = _MAKERS[wanted.what](edition, stays, wanted, reader)
    known = _("Known of %(told)d of %(all)d participants.") % {
        "told": told,
        "all": number_taking_part(edition),
    }
    return Listing(str(KINDS[wanted.what]), (known,), tuple(sections), days)


def listing_table(listing: Listing) -> list[list[str]]:
    """The list as one sheet: what a section is about comes first in each row."""
    heads = listing.sections[0].heads if listing.sections else ()
    rows = [[one.title, *row] for one in listing.sections for row in one.rows]
    return [[listing.title, *heads], *rows]


def listing_pdf(edition: Edition, listing: Listing, reader: str) -> bytes:
    """The list on paper."""
    return list_pdf(
        {
            "language": reader,
            "edition": edition.name_in(reader),
            "title": listing.title,
            "lines": list(listing.lines),
            "sections": [
                {"title": one.title, "heads": one.heads, "rows": one.rows, "widths": one.widths}
                for one in listing.sections
            ],
        }
    )


Made = tuple[list[Section], tuple[tuple[str, str], ...], int]


def _arrivals(edition: Edition, stays: Sequence[Stay], wanted: Wanted, reader: str) -> Made:
    return _journeys(edition, stays, wanted, reader, ("arrives_at", "arrives_by", "arrival_place"))


def _departures(edition: Edition, stays: Sequence[Stay], wanted: Wanted, reader: str) -> Made:
    return _journeys(edition, stays, wanted, reader, ("departs_at", "departs_by", "departure_place"))


def _journeys(
    edition: Edition, stays: Sequence[Stay], wanted: Wanted, reader: str, names: tuple[str, str, str]
) -> Made:
    at, by, place = names
    timed = [(_local(edition, one, at), one) for one in stays if getattr(one, at)]
    timed.sort(key=lambda pair: (pair[0].date(), _site(pair[1], edition).position, pair[0]))
    days = tuple(dict.fromkeys(local.date() for local, _stay in timed))
    shown = [pair for pair in timed if wanted.day in {"", pair[0].date().isoformat()}]
    heads = (
        *(_("Time"), _("Flight or train"), _("Airport or station"), _("Name"), _("Delegation, organisation")),
        *(_("Hotel"), pgettext("a wish", "Interpreter")),
    )
    sections = [
        Section(
            _day_title(day, site, reader),
            heads,
            tuple(
                (
                    f"{local:%H:%M}",
                    getattr(stay, by),
                    getattr(stay, place),
                    _name(stay, reader),
                    _home(stay, reader),
                    stay.hotel,
                    stay.interpreter_wish,
                )
                for local, stay in group
            ),
            (5, 9, 12, 22, 24, 14, 14),
        )
        for (day, site, zone), group in groupby(shown, key=lambda pair: _group(edition, pair))
    ]
    return sections, tuple((day.isoformat(), _day(day)) for day in days), len(timed)


def _hotels(edition: Edition, stays: Sequence[Stay], _wanted: Wanted, reader: str) -> Made:
    lodged = sorted(
        (one for one in stays if one.hotel), key=lambda one: (one.hotel.casefold(), _name(one, reader))
    )
    heads = (_("Name"), _("Delegation, organisation"), _("Arrival"), _("Departure"), _("Nights"))
    sections = []
    for hotel, group in groupby(lodged, key=lambda one: one.hotel):
        rows = tuple(_lodging(edition, one, reader) for one in group)
        guests = ngettext("%(number)d guest", "%(number)d guests", len(rows)) % {"number": len(rows)}
        sections.append(Section(f"{hotel} · {guests}", heads, rows, (26, 34, 14, 14, 6)))
    return sections, (), len(lodged)


def _lodging(edition: Edition, stay: Stay, reader: str) -> Row:
    first, last = (
        _local(edition, stay, name).date() if getattr(stay, name) else None
        for name in ("arrives_at", "departs_at")
    )
    nights = str((last - first).days) if first and last else ""
    return (
        *(_name(stay, reader), _home(stay, reader)),
        *(_day(first) if first else "", _day(last) if last else "", nights),
    )


def _diets(edition: Edition, stays: Sequence[Stay], _wanted: Wanted, reader: str) -> Made:
    ordered = sorted(stays, key=lambda one: (_site(one, edition).position, _site(one, edition).pk))
    sections = []
    for site, group in groupby(ordered, key=lambda one: _site(one, edition)):
        here = list(group)
        counted = Counter(one.dietary for one in here)
        counts = tuple((str(diet.label), str(counted[diet])) for diet in Dietary if counted[diet])
        sections.append(
            Section(
                site.name_in(reader), (_("Dietary need"), pgettext("how many", "Number")), counts, (80, 20)
            )
        )
        needs = tuple(
            (diet_of(one), _name(one, reader))
            for one in sorted(here, key=lambda one: one.dietary)
            if one.dietary != Dietary.NONE or one.dietary_words
        )
        if needs:
            title = _("%(site)s: with a need") % {"site": site.name_in(reader)}
            sections.append(Section(title, (_("Dietary need"), _("Name")), needs, (50, 50)))
    return sections, (), len(ordered)


_MAKERS: dict[str, Callable[[Edition, Sequence[Stay], Wanted, str], Made]] = {
    "arrivals": _arrivals,
    "departures": _departures,
    "hotels": _hotels,
    "diets": _diets,
}


def _group(edition: Edition, pair: tuple[datetime, Stay]) -> tuple[date, Site, ZoneInfo]:
    local, stay = pair
    site = _site(stay, edition)
    return local.date(), site, site.zone


def _site(stay: Stay, edition: Edition) -> Site:
    """The site of a stay; the edition's first where none was chosen, by whose clock the times are then."""
    return stay.site or edition.sites.all()[0]


def _local(edition: Edition, stay: Stay, name: str) -> datetime:
    at: datetime = getattr(stay, name)
    return at.astimezone(_site(stay, edition).zone)


def _day(day: date) -> str:
    return formatted(day, pgettext("format of a date", "j F Y"))


def _day_title(day: date, site: Site, reader: str) -> str:
    return f"{_day(day)} · {site.name_in(reader)} ({site.clock})"


def _name(stay: Stay, reader: str) -> str:
    person = stay.registration.person
    own, other = person.name_in(person.language), person.name_in(reader)
    return own if own == other else f"{own} ({other})"


def _home(stay: Stay, reader: str) -> str:
    member = getattr(stay.registration, "delegate", None)
    return member.delegation.name_in(reader) if member else organisation_of(stay.registration, reader)
