"""Approved translations of records as segments of the translation memory."""

from __future__ import annotations

from datetime import datetime

from qiaomost.accounts.models import User
from qiaomost.catalogue.models import Record, RecordText
from qiaomost.catalogue.selectors import scope_of, translatable_words
from qiaomost.catalogue.states import TextOrigin
from qiaomost.translation.services import approve_translation


def remember_text(record: Record, text: RecordText, *, actor: User, now: datetime) -> None:
    """Put the sections of an approved translation into the memory; a narrower section stays in its record.

    Keywords are left out: each language has its own list, and no entry is the translation of its neighbour.
    """
    original = record.texts.get(origin=TextOrigin.ORIGINAL)
    translation = translatable_words(text)
    for name, words in translatable_words(original).items():
        if name in translation and name != "keywords":
            approve_translation(
                actor=actor,
                source_text=words,
                target_text=translation[name],
                source=original.language,
                target=text.language,
                level=record.level_of(name),
                scope=scope_of(record),
                now=now,
            )
