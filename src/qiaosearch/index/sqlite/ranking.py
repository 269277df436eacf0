"""From scored passages to a run of documents."""

from __future__ import annotations

import sqlite3

import numpy as np
import numpy.typing as npt

from qiaosearch.index.sqlite.memory import View
from qiaosearch.types import Candidate, Run

Rows = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float64]

_PASSAGES = 4
"""So many passages for each document wanted are looked at first."""


def best_passages(view: View, rows: Rows, scores: Scores, depth: int) -> tuple[Rows, Scores]:
    """Each document's best passage, the earlier one if two are equal; best first.

    Of at least ``depth`` documents, with all that tie for the last place, or of all where there are fewer: the rest
    is not sorted.
    """
    size = _PASSAGES * depth
    while size < len(rows):
        least = np.partition(scores, len(scores) - size)[len(scores) - size]
        kept = scores >= least
        if len(np.unique(view.passages["document"][rows[kept]])) >= depth:
            rows, scores = rows[kept], scores[kept]
            break
        size *= _PASSAGES
    order = np.lexsort((rows, -scores))
    rows, scores = rows[order], scores[order]
    _, first = np.unique(view.passages["document"][rows], return_index=True)
    first.sort()
    return rows[first], scores[first]


def run_of(db: sqlite3.Connection, view: View, scored: tuple[Rows, Scores], depth: int) -> Run:
    """The best ``depth`` documents by their best passages; ties broken by document id."""
    rows, scores = best_passages(view, *scored, depth)
    if len(rows) > depth:
        kept = scores >= scores[depth - 1]  # with all that tie for the last place
        rows, scores = rows[kept], scores[kept]
    keys = view.documents["key"][view.passages["document"][rows]].tolist()
    ids = view.names.ids(db, keys)
    candidates = [
        Candidate(ids[key], passage, score)
        for key, passage, score in zip(
            keys, view.passages["key"][rows].tolist(), scores.tolist(), strict=True
        )
    ]
    candidates.sort(key=lambda candidate: (-candidate.score, candidate.document_id))
    return tuple(candidates[:depth])
