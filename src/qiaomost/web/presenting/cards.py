"""Records in a list: what a search found, in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from qiaomost.catalogue.models import Record, RecordKind
from qiaomost.catalogue.permissions import can_see_owner
from qiaomost.catalogue.states import TextOrigin
from qiaomost.common.languages import LanguageCode
from qiaomost.discovery.selectors import listed_records
from qiaomost.discovery.serialising import text_for
from qiaomost.network.models import Country
from qiaomost.network.permissions import Standing
from qiaomost.web.presenting.facts import day_in_words
from qiaosearch.types import Document, Hit, SearchResult

SHOWN, SHOWN_CHINESE = 360, 150
"""Characters of a passage in a list: some four lines."""

_SENTENCE_END = re.compile(r"[.!?…]\s+|[。！？]\s*")
_GAP = re.compile(r"\s|(?<=[，。；、])")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of a passage; marked where it is a term of the query."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Badge:
    """A language in which a record can be read."""

    language: str
    label: str
    is_original: bool


@dataclass(frozen=True, slots=True)
class Card:
    """A record in a list; an origin says how a text became what it is, and is empty for the original."""

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
    is_open: bool
    badges: tuple[Badge, ...] = ()
    origin: str = ""
    deadline: str = ""
    passage: tuple[Stretch, ...] = ()
    passage_language: str = ""
    passage_origin: str = ""


def cards_of(result: SearchResult, standing: Standing, reader: str) -> list[Card]:
    """Return the page's hits; a constant number of queries."""
    records = listed_records(hit.document.id for hit in result.hits)
    shown = [(hit, records[hit.document.id]) for hit in result.hits if hit.document.id in records]
    return [card_of(hit.document, record, standing, reader, hit=hit) for hit, record in shown]


def card_of(
    document: Document, record: Record, standing: Standing, reader: str, *, hit: Hit | None = None
) -> Card:
    """Return one record; ``document`` is the index's, cut to what the reader may see, ``record`` the catalogue's."""
    shown = text_for(document, reader)
    origins = {text.language: text.origin for text in record.texts.all()}
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
        is_open=record.open_for_interest,
        readiness=document.readiness,
        badges=tuple(_badges(document)),
        origin=_translated(origins, shown.language),
        deadline=day_in_words(record.challenge.deadline) if record.kind == RecordKind.CHALLENGE else "",
        passage=tuple(_stretches(hit.passage.text, hit.highlights)) if hit else (),
        passage_language=hit.passage.language.value if hit else "",
        passage_origin=_translated(origins, hit.passage.language) if hit else "",
    )


def _badges(document: Document) -> Iterator[Badge]:
    """The original's language first."""
    for text in sorted(document.texts, key=lambda text: (text.language != document.original, text.language)):
        label = str(LanguageCode(text.language.value).label)
        yield Badge(text.language.value, label, text.language == document.original)


def _translated(origins: Mapping[str, str], language: str) -> str:
    origin = origins.get(language, TextOrigin.ORIGINAL)
    return "" if origin == TextOrigin.ORIGINAL else str(TextOrigin(origin).label)


def organisation_of(record: Record, standing: Standing, reader: str) -> str:
    """Return the owner's name, or nothing where the owner of a challenge stays anonymous to this reader."""
    is_anonymous = record.kind == RecordKind.CHALLENGE and record.challenge.is_anonymous
    allowed = can_see_owner(standing, record, is_anonymous=is_anonymous)
    return record.organisation.name_in(reader) if allowed else ""


def _stretches(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[Stretch]:
    start, end = _window(text, spans[0][0] if spans else 0)
    if start:
        yield Stretch("… ", False)
    position = start
    for left, right in spans:
        if left >= end:
            break
        if left > position:
            yield Stretch(text[position:left], False)
        yield Stretch(text[left : min(right, end)], True)
        position = min(right, end)
    if position < end:
        yield Stretch(text[position:end], False)
    if end < len(text):
        yield Stretch(" …", False)


def _window(text: str, first: int) -> tuple[int, int]:
    """The part of a passage that is shown: from the sentence of the first mark, as long as a reader takes in."""
    size = SHOWN_CHINESE if any(char >= "\u2e80" for char in text) else SHOWN
    if len(text) <= size * 1.2:
        return 0, len(text)
    ends = [0, *(match.end() for match in _SENTENCE_END.finditer(text))]
    start = max((end for end in ends if end <= first), default=0) if first > size // 2 else 0
    end = min(start + size, len(text))
    gaps = [match.start() for match in _GAP.finditer(text, start + size // 2, end)]
    return start, end if end == len(text) or not gaps else gaps[-1]
