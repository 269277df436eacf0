"""The lexical leg: BM25 (Robertson and Zaragoza 2009; k1 = 1.2, b = 0.75) by FTS5 over segmented terms."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from qiaosearch.index.sqlite.memory import View
from qiaosearch.index.sqlite.ranking import Rows, Scores
from qiaosearch.index.sqlite.symbols import Mask
from qiaosearch.index.sqlite.terms import informative, match_expression

# the mask goes in as bytes: a passage that it excludes is never scored, and no call leaves SQLite for Python
_SQL = """
    SELECT rowid, -bm25(lexicon) FROM lexicon
     WHERE lexicon MATCH ? AND substr(?, rowid - ?, 1) = x'01'
"""
_FOUND = np.dtype([("key", "i8"), ("score", "f8")])


def lexical_scores(
    db: sqlite3.Connection, view: View, mask: Mask, terms: Iterable[str]
) -> tuple[Rows, Scores]:
    """Rows and BM25 of all passages under the mask that have one of the query's most informative terms."""
    tokens = informative(db, terms)
    if not tokens:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float64)
    found = np.fromiter(db.execute(_SQL, (match_expression(tokens), *_by_key(view, mask))), dtype=_FOUND)
    return np.searchsorted(view.passages["key"], found["key"]), found["score"]


def _by_key(view: View, mask: Mask) -> tuple[npt.NDArray[np.uint8], int]:
    """The mask as a byte for each key, 0 for a key that is gone, and the key before the first."""
    keys = view.passages["key"]
    if keys[-1] - keys[0] + 1 == len(keys):
        return mask.view(np.uint8), int(keys[0]) - 1
    allowed = np.zeros(keys[-1] - keys[0] + 1, dtype=np.uint8)
    allowed[keys - keys[0]] = mask
    return allowed, int(keys[0]) - 1
