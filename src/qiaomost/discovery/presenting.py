"""What a mail about new records says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse

from qiaomost.catalogue.models import RecordKind
from qiaomost.common.errors import Message
from qiaomost.discovery.models import News, Watch
from qiaomost.discovery.serialising import address_of, text_for
from qiaomost.discovery.services.digests import Digest
from qiaomost.discovery.watched import result_among
from qiaosearch.types import Hit

MOST_TOLD = 10
"""So many records of one search a mail names; the page has them all."""

PASSAGE = 280
"""Characters of a passage in a mail."""


@dataclass(frozen=True, slots=True)
class Line:
    """A record: what it is, and the passage that answers."""

    kind: Message
    title: str
    passage: str
    address: str


@dataclass(frozen=True, slots=True)
class Part:
    """What is new to one search; ``more`` records are not named."""

    name: str
    path: str
    lines: Sequence[Line]
    more: int


def parts_of(digest: Digest) -> list[Part]:
    """Return what a mail says: what its reader may see at this moment, search by search.

    Raises:
        SearchUnavailable: the index can't be opened.
    """
    parts = [
        _part(digest, watch, list(rows)) for watch, rows in groupby(digest.news, key=lambda one: one.watch)
    ]
    return [part for part in parts if part.lines]


def _part(digest: Digest, watch: Watch, rows: Sequence[News]) -> Part:
    reader, ids = digest.user.language, [str(one.record_id) for one in rows]
    result = result_among(ids, standing=digest.standing, watch=watch, reader=reader)
    lines = [_line(hit, reader) for hit in result.hits] if result else []
    path = reverse("saved-search", args=[watch.pk])
    return Part(watch.name, path, lines[:MOST_TOLD], max(0, len(lines) - MOST_TOLD))


def _line(hit: Hit, reader: str) -> Line:
    document = hit.document
    kind: Message = RecordKind(document.kind).label
    return Line(kind, text_for(document, reader).title, _cut(hit.passage.text), address_of(document.id))


def _cut(passage: str) -> str:
    words = " ".join(passage.split())
    return words if len(words) <= PASSAGE else f"{words[: PASSAGE - 1].rstrip()}…"
