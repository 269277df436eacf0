"""Facets and pages of a search, with labels in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from qiaomost.catalogue.models import RecordKind, Subject
from qiaomost.common.languages import LanguageCode
from qiaomost.discovery.ordering import Sort
from qiaomost.discovery.selectors import MAX_PAGE, SearchRequest
from qiaomost.network.models import Country
from qiaosearch.types import SearchResult


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet."""

    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet with its values, most frequent first."""

    name: str
    label: str
    choices: tuple[Choice, ...]

    @property
    def chosen(self) -> list[Choice]:
        """What the reader has chosen of it."""
        return [choice for choice in self.choices if choice.is_chosen]


def facets_of(result: SearchResult, asked: SearchRequest, reader: str) -> list[Facet]:
    """Return the facets with labels in the reader's language; one query."""
    facets: list[tuple[str, str, Mapping[str, object], Sequence[str]]] = [
        ("kind", _("Kind"), dict(RecordKind.choices), asked.kinds),
        ("country", _("Country"), dict(Country.choices), asked.countries),
        ("language", _("Language of a text"), dict(LanguageCode.choices), asked.languages),
        ("subject", _("Field of science"), subject_labels(reader), asked.subjects),
    ]
    return [
        Facet(name, label, tuple(choices_of(result.facets.get(name, {}), names, chosen)))
        for name, label, names, chosen in facets
    ]


def subject_labels(reader: str) -> dict[str, str]:
    """Return code → label of all fields of science; one query."""
    return dict(Subject.objects.values_list("code", f"label_{reader}"))


def choices_of(
    counts: Mapping[str, int], labels: Mapping[str, object], chosen: Sequence[str]
) -> Iterator[Choice]:
    """Yield the values of a facet that have a label.

    What is chosen stays, so that it can be undone where nothing was found; upper fields only where chosen.
    """
    for value in dict.fromkeys((*counts, *chosen)):
        is_chosen = value in chosen
        if value in labels and (is_chosen or not value.isdigit()):
            yield Choice(value, capfirst(str(labels[value])), counts.get(value, 0), is_chosen)


@dataclass(frozen=True, slots=True)
class Order:
    """A way to sort the list; ``value`` is empty for the one that is taken without being asked for."""

    value: str
    label: str
    is_chosen: bool


def orders_of(asked: SearchRequest) -> list[Order]:
    """Return the ways to sort that make sense for what is asked; without words nothing matches best."""
    usual = Sort.BEST if asked.query else Sort.NEWEST
    chosen = asked.sort if asked.sort != Sort.BEST else usual
    return [
        Order("" if sort == usual else sort.value, str(sort.label), sort == chosen)
        for sort in Sort
        if asked.query or sort != Sort.BEST
    ]


@dataclass(frozen=True, slots=True)
class Pages:
    """Where in the list the reader is; pages count from 1."""

    number: int
    last: int

    @property
    def previous(self) -> int | None:
        return min(self.number - 1, self.last) or None

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.number < self.last else None


def pages_of(result: SearchResult, asked: SearchRequest) -> Pages:
    """Return the pages of a result; there is always a first one."""
    return Pages(asked.page, max(1, min(-(-result.total // asked.page_size), MAX_PAGE)))


def pages_for(total: int, number: int, size: int) -> Pages:
    """Return the pages of a list of ``total`` rows; there is always a first one."""
    return Pages(number, max(1, -(-total // size)))
