"""The vectors in memory: int8 for scores that are nearly right, sign bits for a first pass over many.

A row of 896 dimensions takes 1,012 bytes, so that a million passages take 1 GB; the exact scores of the few
best are computed from the file.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

import faiss
import numpy as np
import numpy.typing as npt

from qiaosearch.index.sqlite.codec import STORED
from qiaosearch.index.sqlite.columns import Array, Column
from qiaosearch.index.sqlite.symbols import Mask

Floats = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]

# A million rows take one thread 12 ms. More threads wait for each other, on a busy machine ten times as long,
# and do not survive a fork; web threads search side by side anyway.
faiss.omp_set_num_threads(1)

_CHUNK = 256
"""Rows that are scored at a time: so few that their float32 copy stays in the processor's cache."""
_LOADED = 4096
"""Rows that are read from the file at a time."""


@dataclass(frozen=True, slots=True)
class Vectors:
    """Vectors of the first ``n`` passages of a view; they never change.

    Attributes:
        codes: int8 of shape ``(n, dim)``; times ``scales``, shape ``(n,)``, they are the vectors.
        bits: uint8 of shape ``(n, ceil(dim / 8))``: which components are positive.
    """

    codes: npt.NDArray[np.int8]
    scales: Floats
    bits: npt.NDArray[np.uint8]

    def nearly(self, rows: Rows, query: Floats) -> Floats:
        """Cosines, shape ``(len(rows),)``, of these rows to a query ``(dim,)``; right to ``INT8_ERROR``."""
        scores = np.empty(len(rows), dtype=np.float32)
        for start in range(0, len(rows), _CHUNK):
            chunk = rows[start : start + _CHUNK]
            scores[start : start + _CHUNK] = self.codes[chunk].astype(np.float32) @ query
        return scores * self.scales[rows]

    def first_pass(self, mask: Mask, query: Floats, size: int) -> Rows:
        """The ``size`` rows under the mask whose signs agree best with the query's, ascending."""
        signs = _signs(query[None])
        distances = np.empty((1, size), dtype=np.int32)
        labels = np.empty((1, size), dtype=np.int64)
        allowed = np.packbits(mask, bitorder="little")
        among = faiss.IDSelectorBitmap(allowed)  # type: ignore[call-arg, arg-type]
        pointers = [faiss.swig_ptr(array) for array in (signs, self.bits, distances, labels)]
        counts = 1, len(self.bits), size, self.bits.shape[1]
        # faiss's stubs lack the selector
        faiss.hammings_knn_mc(*pointers[:2], *counts, *pointers[2:], among)  # type: ignore[call-arg]
        found: Rows = np.sort(labels[0][labels[0] >= 0])
        return found


class VectorMemory:
    """Loads vectors for passages that it does not have yet."""

    def __init__(self) -> None:
        self._codes: Column | None = None
        self._scales = Column(np.float32)
        self._bits: Column | None = None

    def upto(self, db: sqlite3.Connection, keys: Rows, dim: int) -> Vectors:
        """Vectors of the passages with these ascending keys; of a passage that is gone by now, zeros."""
        if self._codes is None or self._bits is None:
            self._codes, self._bits = Column(np.int8, dim), Column(np.uint8, -(-dim // 8))
        for start in range(len(self._scales), len(keys), _LOADED):
            vectors = _read(db, keys[start : start + _LOADED], dim)
            scales = np.abs(vectors).max(axis=1, initial=np.finfo(np.float32).tiny) / 127
            self._codes.extend(np.rint(vectors / scales[:, None]).astype(np.int8))
            self._bits.extend(_signs(vectors))
            self._scales.extend(scales)
        return Vectors(self._codes.view, self._scales.view, self._bits.view)

    def keep(self, rows: Array) -> None:
        """Drop all rows but these; those beyond what is loaded are loaded later."""
        loaded = rows[rows < len(self._scales)]
        for column in (self._codes, self._scales, self._bits):
            if column is not None:
                column.keep(loaded)


def _read(db: sqlite3.Connection, keys: Rows, dim: int) -> Floats:
    """Stored vectors as float32 ``(len(keys), dim)``; zeros where there is none."""
    stored = db.execute(
        "SELECT passage, vector FROM vectors WHERE passage BETWEEN ? AND ?", (int(keys[0]), int(keys[-1]))
    ).fetchall()
    vectors = np.zeros((len(keys), dim), dtype=np.float32)
    positions = np.searchsorted(keys, [key for key, _ in stored])
    vectors[positions] = np.frombuffer(b"".join(blob for _, blob in stored), dtype=STORED).reshape(-1, dim)
    return vectors


def _signs(vectors: Floats) -> npt.NDArray[np.uint8]:
    return np.packbits(vectors > 0, axis=1)
