"""Records in a list: what a search found, in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from qiaomost.catalogue.models import Record, RecordKind
from qiaomost.catalogue.selectors.listing import ListedRecord, listed, records_listed
from qiaomost.catalogue.states import TextOrigin
from qiaomost.common.languages import LanguageCode
from qiaomost.discovery.serialising import text_for
from qiaomost.network.models import Country
from qiaomost.network.permissions import Standing
from qiaomost.web.presenting.facets import subject_labels
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
    address: str
    kind: str
    kind_label: str
    title: str
    title_language: str
    person: str
    organisation: str
    country: str
    readiness: str
    is_open: bool
    fields: tuple[str, ...] = ()
    badges: tuple[Badge, ...] = ()
    origin: str = ""
    deadline: str = ""
    passage: tuple[Stretch, ...] = ()
    passage_language: str = ""
    passage_label: str = ""
    passage_origin: str = ""


def cards_of(result: SearchResult, standing: Standing, reader: str) -> list[Card]:
    """Return the page's hits; a constant number of queries."""
    records, labels = records_listed(hit.document.id for hit in result.hits), subject_labels(reader)
    return [
        card_of(hit.document, records[hit.document.id], standing, reader, labels=labels, hit=hit)
        for hit in result.hits
        if hit.document.id in records
    ]


def card_of(
    document: Document,
    record: ListedRecord,
    standing: Standing,
    reader: str,
    *,
    labels: Mapping[str, str],
    hit: Hit | None = None,
) -> Card:
    """Return one record; ``document`` is the index's, cut to what the reader may see, ``record`` the catalogue's.

    ``labels`` are those of the fields of science, in the reader's language.
    """
    shown, level = text_for(document, reader), document.readiness
    return Card(
        id=document.id,
        address=reverse("record", args=[document.id]),
        kind=document.kind,
        kind_label=str(RecordKind(document.kind).label),
        title=shown.title,
        title_language=shown.language.value,
        person=record.person_in(reader),
        organisation=record.owner_in(standing, reader),
        country=str(Country(document.country).label),
        is_open=record.is_open,
        readiness=_("TRL %(level)s") % {"level": level} if level else "",
        fields=tuple(labels[code] for code in document.subjects if code in labels),
        badges=tuple(_badges(document)),
        origin=_translated(record.origins, shown.language, document),
        deadline=day_in_words(record.deadline),
        passage=tuple(_stretches(hit.passage.text, hit.highlights)) if hit else (),
        passage_language=hit.passage.language.value if hit else "",
        passage_label=_passage_label(hit.passage.section) if hit else "",
        passage_origin=_translated(record.origins, hit.passage.language, document) if hit else "",
    )


def _passage_label(section: str) -> str:
    """What a passage is that would be odd without its heading."""
    return {"evidence": _("Evidence"), "acceptance_criteria": _("Acceptance criteria")}.get(section, "")


def _badges(document: Document) -> Iterator[Badge]:
    """The original's language first."""
    for text in sorted(document.texts, key=lambda text: (text.language != document.original, text.language)):
        label = str(LanguageCode(text.language.value).label)
        yield Badge(text.language.value, capfirst(label), text.language == document.original)


def _translated(origins: Mapping[str, str], language: str, document: Document) -> str:
    """Who translated what is shown, and from which language; nothing for the original."""
    origin = origins.get(language, TextOrigin.ORIGINAL)
    if origin == TextOrigin.ORIGINAL:
        return ""
    original = LanguageCode(document.original.value).label
    return _("%(origin)s; original: %(language)s") % {
        "origin": TextOrigin(origin).label,
        "language": original,
    }


def organisation_of(record: Record, standing: Standing, reader: str) -> str:
    """Return the owner's name, or nothing where the owner of a challenge stays anonymous to this reader."""
    return listed(record).owner_in(standing, reader)


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
