"""Append-only arrays.

A view of what has been appended never changes afterwards, so that searches in other threads go on
undisturbed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

_GROWTH = 1.5


class Column:
    """An array of shape ``(n,)`` or ``(n, width)`` that grows at its end in amortised constant time a row."""

    def __init__(self, dtype: npt.DTypeLike, width: int | None = None) -> None:
        self._rows = np.empty((0,) if width is None else (0, width), dtype=dtype)
        self._size = 0

    def __len__(self) -> int:
        return self._size

    @property
    def view(self) -> Array:
        """The rows so far; no copy."""
        return self._rows[: self._size]

    def extend(self, rows: Array) -> None:
        """Append rows."""
        end = self._size + len(rows)
        if end > len(self._rows):
            grown = np.empty(
                (max(end, int(len(self._rows) * _GROWTH)), *self._rows.shape[1:]), self._rows.dtype
            )
            grown[: self._size] = self.view
            self._rows = grown
        self._rows[self._size : end] = rows
        self._size = end

    def keep(self, rows: Array) -> None:
        """Keep only these rows, in new memory."""
        self._rows = self._rows[rows]
        self._size = len(rows)


class Table:
    """Columns of one length, by name."""

    def __init__(self, dtype: Mapping[str, str]) -> None:
        self.dtype = np.dtype(list(dtype.items()))
        self._columns = {name: Column(kind) for name, kind in dtype.items()}

    def extend(self, rows: Array) -> None:
        """Append rows of a structured array of ``dtype``."""
        for name, column in self._columns.items():
            column.extend(rows[name])

    def keep(self, rows: Array) -> None:
        """Keep only these rows, in new memory."""
        for column in self._columns.values():
            column.keep(rows)

    @property
    def views(self) -> dict[str, Array]:
        """The columns so far; no copies."""
        return {name: column.view for name, column in self._columns.items()}


def rows_of(keys: Array, wanted: Sequence[int]) -> npt.NDArray[np.int64]:
    """Positions in the ascending ``keys`` of those of the wanted ones that are there."""
    sought = np.asarray(wanted, dtype=np.int64)
    positions = np.searchsorted(keys, sought)
    inside = positions < len(keys)
    positions, sought = positions[inside], sought[inside]
    found: npt.NDArray[np.int64] = positions[keys[positions] == sought]
    return found
