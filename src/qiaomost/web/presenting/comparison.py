"""Two or three candidates side by side: a row for each criterion, a column for each candidate."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from qiaomost.catalogue.models import Record, RecordText
from qiaomost.catalogue.selectors import readable_texts, text_for
from qiaomost.discovery.quoting import Quotation
from qiaomost.discovery.selectors import comparison, published_records
from qiaomost.network.permissions import Standing
from qiaomost.web.presenting.answers import MatchCard, Reason, match_cards
from qiaomost.web.presenting.facts import facts_of

FEWEST, MOST = 2, 3


@dataclass(frozen=True, slots=True)
class Cell:
    """What a candidate has under one criterion: words, points as a bar, passages, or nothing."""

    words: str = ""
    reason: Reason | None = None
    pairs: Sequence[tuple[Quotation, Quotation]] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A criterion."""

    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Criteria that belong together."""

    label: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The whole table; ``missing`` says that not all that was asked for can be shown."""

    record: Record
    text: RecordText
    columns: Sequence[MatchCard]
    groups: Sequence[Group]
    asked: Sequence[str]

    @property
    def missing(self) -> bool:
        return len(self.columns) < len(self.asked)

    @property
    def is_right_number(self) -> bool:
        return FEWEST <= len(self.asked) <= MOST


def comparison_of(
    record: Record, ids: Sequence[str], standing: Standing, reader: str, now: datetime
) -> Comparison:
    """Return the candidates ``ids`` side by side; a constant number of queries.

    Raises:
        SearchUnavailable: the index can't be opened.
    """
    text = text_for(record, reader)
    if not FEWEST <= len(ids) <= MOST:
        return Comparison(record, text, (), (), ids)
    found = comparison(standing=standing, record=record, ids=ids, reader=reader, now=now)
    columns = match_cards(found, record, standing, reader)
    records = published_records(match.card.id for match in columns)
    groups = [
        Group(_("Fit"), tuple(_points(columns))),
        Group(_("Owner"), tuple(_owner(columns))),
        Group(_("Facts"), tuple(_facts([records[match.card.id] for match in columns], reader))),
        Group(_("Passages"), tuple(_passages(columns))),
    ]
    return Comparison(record, text, columns, groups, ids)


def _row(label: str, columns: Sequence[MatchCard], cell_of: Callable[[MatchCard], Cell]) -> Row:
    return Row(label, tuple(map(cell_of, columns)))


def _points(columns: Sequence[MatchCard]) -> Iterator[Row]:
    yield _row(_("Fit, of 100"), columns, lambda match: Cell(reason=Reason(_("Fit, of 100"), match.fit, 100)))
    for reasons in zip(*(match.reasons for match in columns), strict=True):
        yield Row(reasons[0].label, tuple(Cell(reason=reason) for reason in reasons))


def _owner(columns: Sequence[MatchCard]) -> Iterator[Row]:
    yield _row(_("Kind"), columns, lambda match: Cell(match.card.kind_label))
    if any(match.card.person for match in columns):
        yield _row(_("Person"), columns, lambda match: Cell(match.card.person))
    yield _row(_("Organisation"), columns, lambda match: Cell(match.card.organisation or _("anonymous")))
    yield _row(_("Country"), columns, lambda match: Cell(match.card.country))


def _facts(records: Sequence[Record], reader: str) -> Iterator[Row]:
    """The facts of all candidates; a fact that only some have leaves a gap at the others."""
    facts = [{fact.label: fact.value for fact in facts_of(record, reader)} for record in records]
    for label in dict.fromkeys(label for known in facts for label in known):
        yield Row(label, tuple(Cell(known.get(label, "")) for known in facts))
    texts = [
        _("; ").join(text.get_language_display() for text in readable_texts(record)) for record in records
    ]
    yield Row(_("Languages of the texts"), tuple(map(Cell, texts)))


def _passages(columns: Sequence[MatchCard]) -> Iterator[Row]:
    yield _row(_("Passages that correspond"), columns, lambda match: Cell(pairs=match.pairs[:1]))
    yield _row(_("Terms that meet"), columns, lambda match: Cell(_("; ").join(map(_met, match.terms))))


def _met(pair: tuple[str, str]) -> str:
    ours, theirs = pair
    return ours if ours == theirs else f"{ours} ↔ {theirs}"
