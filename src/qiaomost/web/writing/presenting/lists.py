"""Records in the lists of those who work on them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from qiaomost.catalogue.models import Record, RecordText, Review
from qiaomost.catalogue.states import TextOrigin
from qiaomost.common.errors import Message
from qiaomost.web.writing.presenting.turns import TURNS


@dataclass(frozen=True, slots=True)
class Language:
    """A language of a record with the state of its text."""

    code: str
    label: str
    state: str
    is_original: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A record in a list, by its original."""

    id: UUID
    kind: str
    title: str
    title_language: str
    organisation: str
    state: str
    turn: Message
    todo: Message
    languages: tuple[Language, ...]
    at: datetime
    is_mine: bool = False


def row_of(record: Record, reader: str, *, at: datetime | None = None, is_mine: bool = False) -> Row:
    """Return a record for a list; reads the prefetched rows."""
    original = original_of(record)
    turn, todo = TURNS[record.state]
    return Row(
        id=record.pk,
        kind=record.get_kind_display(),
        title=original.title,
        title_language=original.language,
        organisation=record.organisation.name_in(reader),
        state=record.get_state_display(),
        turn=turn,
        todo=todo,
        languages=languages_of(record),
        at=at or record.updated_at,
        is_mine=is_mine,
    )


def review_rows(reviews: Iterable[Review], reader: str, user_id: UUID | None) -> list[Row]:
    """Return the open rounds that a reviewer may take, those that they hold first."""
    rows = [
        row_of(review.record, reader, at=review.opened_at, is_mine=review.reviewer_id == user_id)
        for review in reviews
    ]
    return sorted(rows, key=lambda row: not row.is_mine)


def original_of(record: Record) -> RecordText:
    """Return the original; reads the prefetched rows."""
    return next(text for text in record.texts.all() if text.origin == TextOrigin.ORIGINAL)


def languages_of(record: Record) -> tuple[Language, ...]:
    """Return the languages of a record, the original first."""
    texts = sorted(record.texts.all(), key=lambda text: (text.origin != TextOrigin.ORIGINAL, text.language))
    return tuple(
        Language(
            text.language,
            text.get_language_display(),
            text.get_state_display(),
            text.origin == TextOrigin.ORIGINAL,
        )
        for text in texts
    )
