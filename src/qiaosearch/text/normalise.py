"""Normal forms of text: what is stored, and what terms are compared by."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from itertools import pairwise
from typing import Protocol

_CONTROLS_KEPT = frozenset("\n\t")
_SURROGATE = re.compile("[\ud800-\udfff]")


class _Converter(Protocol):
    def convert(self, text: str) -> str: ...


def clean(text: str) -> str:
    """Return ``text`` in NFC without control and formatting characters, line breaks and tabs excepted.

    NUL, bidirectional controls, zero-width characters, byte-order marks and lone surrogates go: they are invisible
    to the reader and can make a text show as something that it is not.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.isprintable():
        text = "".join(
            char
            for char in text
            if char in _CONTROLS_KEPT or unicodedata.category(char) not in {"Cc", "Cf", "Cs"}
        )
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Return the form that terms are compared by: NFKC, simplified characters, е for ё, lower case.

    A lone surrogate becomes the replacement character: no library behind us takes it.
    """
    return _simplified(_folded_letters(text))


def fold_with_offsets(text: str) -> tuple[str, list[int] | None]:
    """Return ``fold(text)`` and, for each of its characters, where in ``text`` it comes from.

    The offsets are ``None`` where they are the identity, which is the usual case; otherwise they have one entry
    more than the folded text has characters.
    """
    folded = fold(text)
    if len(folded) == len(text) and unicodedata.is_normalized("NFKC", text):
        return folded, None
    starts = [i for i, char in enumerate(text) if i == 0 or not unicodedata.combining(char)] + [len(text)]
    clusters = [(start, _folded_letters(text[start:end])) for start, end in pairwise(starts)]
    letters = "".join(cluster for _, cluster in clusters)
    offsets = [start for start, cluster in clusters for _ in cluster]
    return _simplified(letters), [*offsets, len(text)]


def _folded_letters(text: str) -> str:
    """Return ``fold(text)`` but for the simplified characters."""
    if len(text) == 1:
        return _folded_letter(text)
    folded = unicodedata.normalize("NFKC", text).lower().replace("ё", "е")
    return _SURROGATE.sub("\ufffd", folded)


@lru_cache(maxsize=20_000)
def _folded_letter(char: str) -> str:
    return _SURROGATE.sub("\ufffd", unicodedata.normalize("NFKC", char).lower().replace("ё", "е"))


def _simplified(text: str) -> str:
    """Return ``text`` in simplified characters, of the same length."""
    if text.isascii():
        return text
    converted = _to_simplified().convert(text)
    if len(converted) == len(text):
        return converted
    return "".join(char if len(c := _to_simplified().convert(char)) != 1 else c for char in text)


@cache
def _to_simplified() -> _Converter:
    from opencc import OpenCC

    converter: _Converter = OpenCC("t2s")
    return converter
