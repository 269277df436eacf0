"""Sentences of a text: what a translation memory keeps, and what passages are put together from."""

from __future__ import annotations

import re
from collections.abc import Iterator

SENTENCE = re.compile(r".+?(?:[。！？；!?]+[”’»\")）]*|\.(?=\s|$)|;(?=\s|$)|\n|$)\s*", re.DOTALL)
"""A sentence with the space after it; abbreviations end one, too."""

_ABBREVIATION = re.compile(
    r"""(?:^|[\s(«"])
    (?: [^\W\d_\u3400-\u9fff]
      | т\.?\s?[едкпо] | и\s?т\.?\s?[дп] | рис | табл | см | ср | гл | стр? | ул | им | др | пр | руб | тыс | млн
      | млрд | акад | проф | доц | канд | гос | ред | обл | доп | разд
      | e\.g | i\.e | fig | figs | no | nos | vol | pp? | eq | ref | refs | al | dr | prof | mr | mrs | st | vs | cf
      | approx | art
    )\.\s*$
    | ^\d{1,3}\.$""",
    re.VERBOSE | re.IGNORECASE,
)


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Return the stretches ``[start, end)`` of the sentences of ``text``, without the space around them.

    A line break ends a sentence; a period after an abbreviation, an initial or the number of an item does not.
    """
    return list(_joined(text))


def _joined(text: str) -> Iterator[tuple[int, int]]:
    start: int | None = None
    for match in SENTENCE.finditer(text):
        piece = match.group()
        start = match.start() + len(piece) - len(piece.lstrip()) if start is None else start
        end = match.start() + len(piece.rstrip())
        if end <= start:
            start = None
        elif "\n" in piece[len(piece.rstrip()) :] or not _ABBREVIATION.search(text[start:end]):
            yield start, end
            start = None
    if start is not None:
        yield start, len(text.rstrip())
