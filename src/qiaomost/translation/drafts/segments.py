"""Segments: how a text is cut into them, compared by them, and put together again."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Sequence

from qiaosearch.text.normalise import clean, fold
from qiaosearch.text.sentences import sentence_spans

MOST_WORDS = 40
"""Words of a segment that are kept; a longer one is found by its first ones."""

_WORD = re.compile("[\u3400-\u9fff]+|[^\\W\u3400-\u9fff]+")


def segments_of(text: str) -> list[str]:
    """Return the sentences of ``text``; a line is at least one."""
    return [text[start:end] for start, end in sentence_spans(text)]


def joined(source: str, translations: Sequence[str], target: str) -> str:
    """Put translations of the segments of ``source`` together, with its line breaks; Chinese takes no spaces."""
    spans = sentence_spans(source)
    parts: list[str] = []
    before = 0
    for (start, end), translation in zip(spans, translations, strict=True):
        between = source[before:start]
        breaks = "\n" * between.count("\n")
        parts += [breaks or ("" if target == "zh" or not parts else " "), translation]
        before = end
    return "".join(parts).strip()


def aligned(source: str, target: str) -> list[tuple[str, str]]:
    """Pair the segments of a text and of its translation; as a whole where they are not as many."""
    left, right = segments_of(source), segments_of(target)
    if len(left) == len(right):
        return list(zip(left, right, strict=True))
    whole = (" ".join(source.split()), " ".join(target.split()))
    return [whole] if all(whole) else []


def stored(text: str) -> str:
    """Return a segment as it is stored: one line, without invisible characters."""
    return " ".join(clean(text).split())


def normal(text: str) -> str:
    """Return what segments are compared by: folded, with single spaces."""
    return " ".join(fold(clean(text)).split())


def digest(text: str) -> str:
    """Return the SHA-256 of a normalised segment, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def words_of(text: str) -> list[int]:
    """Return the words of a normalised segment as numbers, each once; of Chinese, pairs of characters."""
    found: dict[int, None] = {}
    for match in _WORD.finditer(text):
        word = match.group()
        is_chinese = "\u3400" <= word[0] <= "\u9fff" and len(word) > 1
        parts = [word[i : i + 2] for i in range(len(word) - 1)] if is_chinese else [word]
        found |= dict.fromkeys(zlib.crc32(part.encode()) for part in parts)
    return list(found)[:MOST_WORDS]
