"""The dense leg: the exact best under the mask, found by cheaper and cheaper looks at more and more passages.

Up to ``exact_rows`` passages under the mask are all scored from int8. Of more, sign bits choose the
candidates first (the search of two stages by binary codes and rescoring goes back to Jégou, Douze and Schmid
2011). In both cases the best are scored again from the file, so that the cosines of a run are exact.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

import numpy as np

from qiaosearch.index.sqlite.codec import STORED
from qiaosearch.index.sqlite.memory import View
from qiaosearch.index.sqlite.ranking import Rows, Scores, best_passages
from qiaosearch.index.sqlite.symbols import Mask
from qiaosearch.index.sqlite.vectors import Floats, Vectors

INT8_ERROR = 0.002
"""Six times the standard deviation of a cosine's error from rounding 896 components to int8."""


@dataclass(frozen=True, slots=True)
class DenseSettings:
    """How far the dense leg looks.

    Attributes:
        exact_rows: passages under a filter up to which all are scored.
        candidates: passages that the first pass chooses from more than that, at least.
        candidates_a_document: as many for each document that is asked for.
    """

    exact_rows: int = 10_000
    candidates: int = 2_000
    candidates_a_document: int = 20


def nearest(
    view: View, vectors: Vectors, mask: Mask, query: Floats, *, depth: int, settings: DenseSettings
) -> Rows:
    """Rows of the passages that may belong to the best ``depth`` documents under the mask."""
    rows = np.flatnonzero(mask)
    if len(rows) > settings.exact_rows:
        size = min(len(rows), max(settings.candidates, settings.candidates_a_document * depth))
        rows = vectors.first_pass(mask, query, size)
    scores = vectors.nearly(rows, query).astype(np.float64)
    _, best = best_passages(view, rows, scores, depth)
    if len(best) > depth:
        rows = rows[scores >= best[depth - 1] - 2 * INT8_ERROR]
    return rows


def exact_scores(db: sqlite3.Connection, view: View, rows: Rows, query: Floats) -> tuple[Rows, Scores]:
    """Rows with their cosines from the file, rounded to 1e-6 so that equal vectors tie."""
    keys = view.passages["key"][rows]
    stored = db.execute(
        "SELECT vector FROM vectors WHERE passage IN (SELECT value FROM json_each(?)) ORDER BY passage",
        (json.dumps(keys.tolist()),),
    )
    blob = b"".join(vector for (vector,) in stored)
    vectors = np.frombuffer(blob, dtype=STORED).reshape(len(rows), query.size).astype(np.float32)
    cosines: Scores = (vectors @ query).astype(np.float64).round(6)
    return rows, cosines
