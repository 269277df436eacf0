"""Terms as FTS5 tokens: one term is one token, whatever its characters.

FTS5's ``ascii`` tokenizer splits at ASCII characters other than letters and digits, folds ASCII capitals, and
keeps every other character. Moving exactly those ASCII characters into a private-use area makes the mapping
one-to-one, so ``c++``, ``gb/t_50081`` and ``NEAR(`` are ordinary tokens and a query never needs quoting
rules.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

_PRIVATE_USE = 0xE000
_KEPT = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_TABLE = {
    **{code: _PRIVATE_USE + code for code in range(128) if chr(code) not in _KEPT},
    **dict.fromkeys(range(0xD800, 0xE000), 0xFFFD),  # lone surrogates have no UTF-8
}

MAX_TERMS = 32
MAX_ROWS = 30_000
"""How many entries of the inverted lists one query may read; about 1 µs each."""


def encode_terms(terms: str) -> list[str]:
    """Tokens of terms that are joined by single spaces."""
    return [term.translate(_TABLE) for term in terms.split(" ") if term]


def informative(db: sqlite3.Connection, terms: Iterable[str]) -> list[str]:
    """Tokens of the rarest of the terms that occur at all, rarest first, within both limits; the rarest
    always.

    A whole challenge as a query has words that every second passage has: they say little and cost most.
    """
    tokens = sorted({token for term in terms for token in encode_terms(term)})
    rows = db.execute(
        "SELECT passages, term FROM frequencies WHERE term IN (SELECT value FROM json_each(?))",
        (json.dumps(tokens),),
    ).fetchall()
    chosen: list[str] = []
    total = 0
    for frequency, token in sorted(rows)[:MAX_TERMS]:
        total += frequency
        if chosen and total > MAX_ROWS:
            break
        chosen.append(token)
    return chosen


def match_expression(tokens: Iterable[str]) -> str:
    """The FTS5 expression that any of the tokens satisfies; tokens hold no quotation mark."""
    return " OR ".join(f'"{token}"' for token in tokens)
