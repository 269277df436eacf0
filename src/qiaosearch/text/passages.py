"""Splitting a text into passages that fit an encoder's window. Nothing is cut: every character is in a passage."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate

from qiaosearch.text.sentences import SENTENCE
from qiaosearch.types import Document, Passage

TokenCounter = Callable[[Sequence[str]], list[int]]

TARGET_TOKENS = 192
"""Length that a passage aims at: short enough to show as a reason, long enough to carry a thought."""

OVERLAP_TOKENS = 48
"""A passage repeats up to so many tokens of the sentences before it, so that no thought is cut in two."""


def document_passages(document: Document, count_tokens: TokenCounter, *, window: int) -> list[Passage]:
    """Return the passages of all sections of all texts of ``document``, each at most ``window`` tokens long."""
    target = min(TARGET_TOKENS, window)
    result: list[Passage] = []
    for text in document.texts:
        for section in text.sections:
            groups = document.groups if section.groups is None else section.groups
            for ordinal, (start, end) in enumerate(spans(section.text, count_tokens, target=target)):
                stretch = section.text[start:end]
                result.append(
                    Passage(document.id, text.language, section.name, ordinal, start, stretch, groups)
                )
    return result


def spans(text: str, count_tokens: TokenCounter, *, target: int) -> list[tuple[int, int]]:
    """Return overlapping stretches ``(start, end)`` of at most ``target`` tokens that together cover ``text``."""
    pieces = list(_pieces(text, count_tokens, target))
    lengths = count_tokens([text[start:end] for start, end in pieces])
    until = [0, *accumulate(lengths)]
    result: list[tuple[int, int]] = []
    first = last = 0
    while last < len(pieces):
        first = _overlap_start(until, first, last, target)
        last += 1
        while last < len(pieces) and until[last + 1] - until[first] <= target:
            last += 1
        start, end = _trimmed(text, pieces[first][0], pieces[last - 1][1])
        if start < end and (not result or end > result[-1][1]):
            result.append((start, end))
    return result


def _overlap_start(until: list[int], first: int, last: int, target: int) -> int:
    """Step back from ``last`` by whole sentences within the overlap, if the next sentence then still fits.

    The first sentence of the passage before is not among them, so that each passage starts later than its neighbour.
    """
    start = last
    while start - 1 > first:
        repeated = until[last] - until[start - 1]
        if repeated > OVERLAP_TOKENS or until[last + 1] - until[start - 1] > target:
            break
        start -= 1
    return start


def _pieces(text: str, count_tokens: TokenCounter, target: int) -> Iterator[tuple[int, int]]:
    """Yield sentences; one that is longer than ``target`` tokens by itself comes in halves of halves."""
    sentences = [match.span() for match in SENTENCE.finditer(text) if match.end() > match.start()]
    lengths = count_tokens([text[start:end] for start, end in sentences])
    for (start, end), length in zip(sentences, lengths, strict=True):
        if length <= target:
            yield start, end
        else:
            yield from _halves(text, (start, end), count_tokens, target)


def _halves(
    text: str, span: tuple[int, int], count_tokens: TokenCounter, target: int
) -> Iterator[tuple[int, int]]:
    start, end = span
    middle = (start + end) // 2
    space = text.rfind(" ", start + 1, middle)
    cut = space + 1 if space > start + (middle - start) // 2 else middle
    for half in ((start, cut), (cut, end)):
        too_long = count_tokens([text[half[0] : half[1]]])[0] > target and half[1] - half[0] > 1
        if too_long:
            yield from _halves(text, half, count_tokens, target)
        else:
            yield half


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    stretch = text[start:end]
    return end - len(stretch.lstrip()), start + len(stretch.rstrip())
