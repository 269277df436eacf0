"""Whether anything answers a query or only lies nearest to it, and which of its words stand nowhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from qiaosearch.text import segment
from qiaosearch.types import Filter, Index, IndexQuery, IndexResult

PEEKED = 3
"""The best lexical candidates whose words are looked at."""

SHORTEST, MOST = 4, 5
"""Letters of a word that is worth a second look, and how many such words are looked up one by one."""


@dataclass(frozen=True, slots=True)
class Closeness:
    """How near the best candidates are; ``unknown`` are words of the query as typed that no document has."""

    is_close: bool
    unknown: tuple[str, ...] = ()


def closeness(
    index: Index, query: IndexQuery, typed: str, found: IndexResult, *, close: float | None
) -> Closeness:
    """Judge what was found for the words ``typed``: near in meaning, or with all their terms in one document.

    ``close`` is the encoder's; without one everything counts as near.

    What a filter leaves out, but for what the reader may not see, still counts: across languages a short query comes
    less near to what answers it, so that few candidates would often be misjudged.
    """
    everywhere = replace(query, filter=Filter(groups=query.filter.groups))
    enough = -1.0 if close is None else close
    if _nearest(found) < enough and query.filter != everywhere.filter:
        found = index.search(everywhere)
    best = [candidate.document_id for candidate in found.lexical[:PEEKED]]
    passages = index.document_passages(best, query.filter.groups)
    held = [{term for item in items for term in item.terms.split()} for items in passages.values()]
    is_close = _nearest(found) >= enough or any(held_by >= set(query.terms) for held_by in held)
    doubtful = [pair for pair in _words(typed, query.terms) if not any(pair[0] in one for one in held)]
    return Closeness(
        is_close, tuple(word for term, word in doubtful[:MOST] if not _stands(index, everywhere, term))
    )


def _nearest(found: IndexResult) -> float:
    return max((candidate.score for candidate in found.dense), default=0.0)


def _words(typed: str, terms: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Terms that are words of letters, each with how it was typed; Chinese is left out, which has no misspellings."""
    for term in segment.terms(typed):
        word = typed[term.start : term.end]
        is_word = word.isalpha() and len(word) >= SHORTEST and all(char < "\u2e80" for char in word)
        if is_word and term.term in terms:
            yield term.term, word


def _stands(index: Index, query: IndexQuery, term: str) -> bool:
    return bool(index.search(IndexQuery((term,), None, query.filter, 1)).lexical)
