"""The way in: what the catalogue holds, what is new in it, and its fields of science."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from qiaomost.catalogue.models import RecordKind
from qiaomost.catalogue.selectors import subject_tree
from qiaomost.common.languages import LanguageCode
from qiaomost.discovery.engine import SearchUnavailable
from qiaomost.discovery.selectors import SearchRequest, facet_counts, search
from qiaomost.network.models import Country
from qiaomost.network.permissions import Standing
from qiaomost.web.presenting.cards import Card, cards_of

NEWEST = 4
Counts = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Figure:
    """How many there are; ``values`` are the parameters of the search that lists them."""

    label: str
    count: int
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Field:
    """An upper field of science with the fields below it that have records."""

    figure: Figure
    parts: Sequence[Figure]


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest records of a kind."""

    kind: str
    title: str
    cards: Sequence[Card]


@dataclass(frozen=True, slots=True)
class Home:
    """What the first page shows; ``unavailable`` says why there is nothing to count now."""

    columns: Sequence[str] = ()
    rows: Sequence[Sequence[Figure]] = ()
    languages: Sequence[Figure] = ()
    fields: Sequence[Field] = ()
    newest: Sequence[Newest] = ()
    unavailable: str = ""


def home_for(standing: Standing, reader: str) -> Home:
    """Return figures and news of what ``standing`` may see; a constant number of queries."""
    try:
        total = facet_counts(standing, SearchRequest())
        countries = {code: facet_counts(standing, SearchRequest(countries=[code])) for code in Country.values}
        newest = list(_newest(standing, reader))
    except SearchUnavailable as error:
        return Home(unavailable=str(error.message))
    return Home(
        columns=[*map(str, Country.labels), _("Total")],
        rows=[list(_row(kind, countries, total)) for kind in RecordKind],
        languages=[
            Figure(str(code.label), total["language"].get(code, 0), {"language": code})
            for code in LanguageCode
        ],
        fields=list(_fields(total["subject"], reader)),
        newest=newest,
    )


def _row(kind: RecordKind, countries: Mapping[str, Counts], total: Counts) -> Iterator[Figure]:
    """A kind's figures: by country, then in all; the last one has the kind's label."""
    for code, counts in countries.items():
        yield Figure("", counts["kind"].get(kind, 0), {"kind": kind, "country": code})
    labels = {
        RecordKind.ACHIEVEMENT: _("Achievements"),
        RecordKind.CHALLENGE: _("Challenges"),
        RecordKind.EXPERT: _("Experts"),
    }
    yield Figure(labels[kind], total["kind"].get(kind, 0), {"kind": kind})


def _fields(counts: Mapping[str, int], reader: str) -> Iterator[Field]:
    for root in subject_tree():
        parts = [
            Figure(part.label_in(reader), counts[part.code], {"subject": part.code})
            for part in root.children.all()
            if part.code in counts
        ]
        if root.code in counts:
            yield Field(Figure(root.label_in(reader), counts[root.code], {"subject": root.code}), parts)


def _newest(standing: Standing, reader: str) -> Iterator[Newest]:
    titles = {
        RecordKind.CHALLENGE: _("Newest challenges"),
        RecordKind.ACHIEVEMENT: _("Newest achievements"),
    }
    for kind, title in titles.items():
        asked = SearchRequest(kinds=[kind], page_size=NEWEST)
        found = search(standing=standing, request=asked, reader=reader)
        yield Newest(kind, title, cards_of(found, standing, reader))
