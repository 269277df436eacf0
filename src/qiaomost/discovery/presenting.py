"""What a mail about new records says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.urls import reverse

from qiaomost.catalogue.models import RecordKind
from qiaomost.catalogue.selectors import text_for as title_in
from qiaomost.common.errors import Message
from qiaomost.discovery.models import News, Watch
from qiaomost.discovery.serialising import address_of, text_for
from qiaomost.discovery.services.digests import Digest
from qiaomost.discovery.watched import matches_among, result_among
from qiaosearch.types import Hit, Match

MOST_TOLD = 10
"""So many records of one search a mail names; the page has them all."""

PASSAGE, PASSAGE_CHINESE = 280, 120
"""Characters of a passage in a mail: some three lines."""


@dataclass(frozen=True, slots=True)
class Line:
    """A record: what it is, and the passage that answers; ``fit`` is out of 100 where it answers a record."""

    kind: Message
    title: str
    passage: str
    address: str
    fit: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """What is new to one search; ``more`` records are not named."""

    name: str
    path: str
    lines: Sequence[Line]
    more: int


def parts_of(digest: Digest, *, now: datetime) -> list[Part]:
    """Return what a mail says: what its reader may see at this moment, search by search.

    Raises:
        SearchUnavailable: the index can't be opened.
    """
    parts = [
        _part(digest, watch, list(rows), now)
        for watch, rows in groupby(digest.news, key=lambda one: one.watch)
    ]
    return [part for part in parts if part.lines]


def _part(digest: Digest, watch: Watch, rows: Sequence[News], now: datetime) -> Part:
    reader, ids = digest.user.language, [str(one.record_id) for one in rows]
    if watch.record is None:
        name, result = watch.name, result_among(ids, standing=digest.standing, watch=watch, reader=reader)
        lines = [_line(hit, reader) for hit in result.hits] if result else []
    else:
        name = title_in(watch.record, reader).title
        matches = matches_among(ids, standing=digest.standing, watch=watch, reader=reader, now=now)
        lines = [_answer(match, reader) for match in matches]
    path = reverse("saved-search", args=[watch.pk])
    return Part(name, path, lines[:MOST_TOLD], max(0, len(lines) - MOST_TOLD))


def _line(hit: Hit, reader: str) -> Line:
    document = hit.document
    kind: Message = RecordKind(document.kind).label
    return Line(kind, text_for(document, reader).title, _cut(hit.passage.text), address_of(document.id))


def _answer(match: Match, reader: str) -> Line:
    """The passage is the other side's that fits best."""
    document, pairs = match.document, match.explanation.pairs
    kind: Message = RecordKind(document.kind).label
    side = "problem" if document.kind == RecordKind.CHALLENGE else "solution"
    passage = getattr(pairs[0], side).text if pairs else ""
    fit, title = round(match.score * 100), text_for(document, reader).title
    return Line(kind, title, _cut(passage), address_of(document.id), fit)


def _cut(passage: str) -> str:
    words = " ".join(passage.split())
    size = PASSAGE_CHINESE if any(char >= "\u2e80" for char in words) else PASSAGE
    return words if len(words) <= size else f"{words[: size - 1].rstrip()}…"
