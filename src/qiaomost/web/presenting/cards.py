"""Records in a list: what a search found, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qiaomost.catalogue.models import Record, RecordKind
from qiaomost.catalogue.permissions import can_see_owner
from qiaomost.common.languages import LanguageCode
from qiaomost.discovery.selectors import published_records
from qiaomost.discovery.serialising import text_for
from qiaomost.network.models import Country
from qiaomost.network.permissions import Standing
from qiaosearch.types import Document, Hit, SearchResult


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of a passage; marked where it is a term of the query."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Card:
    """A record in a list."""

    id: str
    kind: str
    kind_label: str
    title: str
    title_language: str
    original_label: str
    is_translation: bool
    person: str
    organisation: str
    country: str
    readiness: int | None
    passage: tuple[Stretch, ...] = ()
    passage_language: str = ""


def cards_of(result: SearchResult, standing: Standing, reader: str) -> list[Card]:
    """Return the page's hits; a constant number of queries."""
    records = published_records(hit.document.id for hit in result.hits)
    shown = [(hit, records[hit.document.id]) for hit in result.hits if hit.document.id in records]
    return [card_of(hit.document, record, standing, reader, hit=hit) for hit, record in shown]


def card_of(
    document: Document, record: Record, standing: Standing, reader: str, *, hit: Hit | None = None
) -> Card:
    """Return one record; ``document`` is the index's, cut to what the reader may see, ``record`` the catalogue's."""
    shown = text_for(document, reader)
    return Card(
        id=document.id,
        kind=document.kind,
        kind_label=str(RecordKind(document.kind).label),
        title=shown.title,
        title_language=shown.language.value,
        original_label=str(LanguageCode(document.original.value).label),
        is_translation=shown.language != document.original,
        person=record.expert.person.name_in(reader) if document.kind == RecordKind.EXPERT else "",
        organisation=organisation_of(record, standing, reader),
        country=str(Country(document.country).label),
        readiness=document.readiness,
        passage=tuple(_stretches(hit.passage.text, hit.highlights)) if hit else (),
        passage_language=hit.passage.language.value if hit else "",
    )


def organisation_of(record: Record, standing: Standing, reader: str) -> str:
    """Return the owner's name, or nothing where the owner of a challenge stays anonymous to this reader."""
    is_anonymous = record.kind == RecordKind.CHALLENGE and record.challenge.is_anonymous
    allowed = can_see_owner(standing, record, is_anonymous=is_anonymous)
    return record.organisation.name_in(reader) if allowed else ""


def _stretches(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[Stretch]:
    position = 0
    for start, end in spans:
        if start > position:
            yield Stretch(text[position:start], False)
        yield Stretch(text[start:end], True)
        position = end
    if position < len(text):
        yield Stretch(text[position:], False)
