"""What a process holds of the file in memory, and how it keeps up.

Each search asks for a view of exactly the state that its transaction sees. What changed since the last one is
read by key (see schema), so that the cost of keeping up is that of the change and not of the collection.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from qiaosearch.index.sqlite.columns import Array, Table, rows_of
from qiaosearch.index.sqlite.names import Names
from qiaosearch.index.sqlite.schema import check_fingerprint
from qiaosearch.index.sqlite.symbols import Mask, Symbols
from qiaosearch.index.sqlite.vectors import VectorMemory, Vectors

_DOCUMENTS = {
    "key": "i8",
    **dict.fromkeys(("kind", "country", "owner", "state", "subjects", "groupset"), "i4"),
    "readiness": "i1",
    "updated_us": "i8",
}
_PASSAGES = {"key": "i8", "document": "i8", "language": "i4", "groupset": "i4"}

COMPACTION = 10_000
"""Deleted documents are dropped from memory when there are more than this and than half the live ones."""


@dataclass(frozen=True, slots=True)
class View:
    """One state of the collection; it never changes.

    Attributes:
        dim: of the vectors; 0 as long as there were none.
        documents: columns of all documents; ``alive`` says which of them are not deleted.
        passages: columns of all passages; ``document`` is the *row* of the document, not its key.
        names: ids of documents, shared by all views of a generation.
    """

    generation: str
    changes: int
    dim: int
    documents: dict[str, Array]
    passages: dict[str, Array]
    alive: Mask
    symbols: Symbols
    names: Names


class Memory:
    """The latest view, and the vectors once a search has asked for them. Its calls need the owner's lock."""

    def __init__(self, fingerprint: str) -> None:
        self._fingerprint = fingerprint
        self._forget()

    def _forget(self) -> None:
        self._documents, self._passages = Table(_DOCUMENTS), Table(_PASSAGES)
        self._alive = np.zeros(0, dtype=np.bool_)
        self._symbols = Symbols()
        self._names = Names()
        self._removed = 0
        self._view: View | None = None
        self._vectors = VectorMemory()

    def view(self, db: sqlite3.Connection) -> View:
        """The state that the transaction on ``db`` sees.

        Raises:
            FingerprintMismatch: the file was rebuilt with another encoder while this process had it open.
        """
        fingerprint, generation, changes, dim = db.execute(
            "SELECT fingerprint, generation, changes, dim FROM state"
        ).fetchone()
        check_fingerprint(fingerprint, self._fingerprint)
        if self._view is not None and self._view.generation != generation:
            self._forget()
        if self._view is None or self._view.changes != changes:
            with self._whole():
                self._catch_up(db)
            self._view = View(
                generation,
                changes,
                dim,
                self._documents.views,
                self._passages.views,
                self._alive,
                self._symbols,
                self._names,
            )
        return self._view

    def vectors(self, db: sqlite3.Connection, view: View) -> Vectors:
        """The vectors of the view's passages, in the same rows; its ``dim`` must be known."""
        with self._whole():
            return self._vectors.upto(db, view.passages["key"], view.dim)

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """Start again from nothing after an interruption: columns of different lengths would mix up rows."""
        try:
            yield
        except BaseException:
            self._forget()
            raise

    def _catch_up(self, db: sqlite3.Connection) -> None:
        if self._view is None:  # what was removed before is not read at all
            (self._removed,) = db.execute("SELECT coalesce(max(seq), 0) FROM removals").fetchone()
        self._symbols = self._symbols.extended(db)
        self._documents.extend(_newer(db, "documents", _DOCUMENTS, self._documents))
        added = _newer(db, "passages", _PASSAGES, self._passages)
        keys = self._documents.views["key"]
        added["document"] = np.searchsorted(keys, added["document"])
        self._passages.extend(added)
        # a new array, not the old one changed: views share it
        self._alive = np.concatenate([self._alive, np.ones(len(keys) - len(self._alive), dtype=np.bool_)])
        self._bury(db, keys)
        self._compact()

    def _bury(self, db: sqlite3.Connection, keys: Array) -> None:
        rows = db.execute("SELECT seq, document FROM removals WHERE seq > ?", (self._removed,)).fetchall()
        if rows:
            self._removed = max(seq for seq, _ in rows)
            self._alive[rows_of(keys, [document for _, document in rows])] = False

    def _compact(self) -> None:
        live = int(self._alive.sum())
        if len(self._alive) - live <= max(COMPACTION, live // 2):
            return
        rows = np.flatnonzero(self._alive[self._passages.views["document"]])
        self._vectors.keep(rows)
        self._passages.keep(rows)
        documents = self._passages.views["document"]
        documents[:] = (np.cumsum(self._alive) - 1)[documents]
        self._documents.keep(np.flatnonzero(self._alive))
        self._alive = np.ones(live, dtype=np.bool_)


def _newer(db: sqlite3.Connection, name: str, dtype: dict[str, str], table: Table) -> Array:
    """Rows with a larger key than the table has, by key."""
    keys = table.views["key"]
    last = int(keys[-1]) if len(keys) else 0
    sql = f"SELECT {', '.join(dtype)} FROM {name} WHERE key > ? ORDER BY key"  # noqa: S608 (our own names)
    return np.fromiter(db.execute(sql, (last,)), dtype=table.dtype)
