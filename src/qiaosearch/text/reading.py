"""Which of a document's passages a reader is shown: those in the language in which they are shown its title."""

from __future__ import annotations

from collections.abc import Sequence

from qiaosearch.types import IndexedPassage, Language


def readable(
    passages: Sequence[IndexedPassage], reader: Language | None, original: Language
) -> list[IndexedPassage]:
    """Return the passages in the reader's language, else in English, which serves both sides, else in the original's.

    All are returned without a reader, and where none of these languages has any.
    """
    for language in (reader, Language.EN, original) if reader else ():
        found = [item for item in passages if item.passage.language == language]
        if found:
            return found
    return list(passages)
