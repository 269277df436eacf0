"""The engine: joins the file, the memory and the two legs behind the ``Index`` protocol."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Self

import numpy as np

from qiaosearch.errors import IndexMissing, SearchIndexError
from qiaosearch.index.sqlite import reading, schema, store
from qiaosearch.index.sqlite.connection import Connections
from qiaosearch.index.sqlite.counting import facet_counts
from qiaosearch.index.sqlite.dense import DenseSettings, exact_scores, nearest
from qiaosearch.index.sqlite.filtering import document_mask, matching_documents, passage_mask
from qiaosearch.index.sqlite.lexical import lexical_scores
from qiaosearch.index.sqlite.memory import Memory, View
from qiaosearch.index.sqlite.names import read_ids
from qiaosearch.index.sqlite.ranking import run_of
from qiaosearch.index.sqlite.vectors import Floats, Vectors
from qiaosearch.types import (
    Document,
    Filter,
    IndexedDocument,
    IndexedPassage,
    IndexQuery,
    IndexResult,
    Language,
    Passage,
    Run,
)


class SqliteIndex:
    """An index in one SQLite file; made by ``open`` or ``build``. Safe for threads, processes and forks.

    The facts that filters read are held in memory from the first search, ``ids`` or ``count``; vectors from
    the first dense search. A process that only writes holds neither.
    """

    def __init__(self, connections: Connections, fingerprint: str, dense: DenseSettings) -> None:
        self._connections = connections
        self._fingerprint = fingerprint
        self._dense = dense
        self._memory = Memory(fingerprint)
        self._lock = threading.Lock()

    @classmethod
    def open(
        cls, path: Path, *, fingerprint: str, create: bool = False, dense: DenseSettings | None = None
    ) -> Self:
        """Open the index at ``path``.

        Raises:
            IndexMissing: there is none and ``create`` is false.
            IndexCorrupt: the file is no index of this schema.
            FingerprintMismatch: it was built with another encoder or segmenter.
        """
        if not create and (not path.exists() or not path.stat().st_size):
            raise IndexMissing(
                f"there is no index at {path}; build one with 'qiaomost reindex' or 'qiaosearch index'"
            )
        return cls._opened(Connections(path), fingerprint, create=create, dense=dense)

    @classmethod
    def build(cls, path: Path, *, fingerprint: str) -> Self:
        """A new index that is fast to fill and lost if its process dies: what a rebuild fills."""
        return cls._opened(Connections(path, fleeting=True), fingerprint, create=True, dense=None)

    @classmethod
    def _opened(
        cls, connections: Connections, fingerprint: str, *, create: bool, dense: DenseSettings | None
    ) -> Self:
        index = cls(connections, fingerprint, dense or DenseSettings())
        try:
            with connections.borrowed() as db:
                if schema.is_blank(db):
                    if not create:
                        raise IndexMissing(f"the index at {connections.path} was never built")
                    schema.create(db, fingerprint)
                schema.check(db, fingerprint)
        except BaseException:
            connections.close()
            raise
        return index

    @property
    def fingerprint(self) -> str:
        return self._fingerprint

    @property
    def connections(self) -> Connections:
        """The file's connections, for a rebuild to copy from or to."""
        return self._connections

    def upsert(self, documents: Sequence[IndexedDocument]) -> None:
        with self._writing() as db:
            store.upsert(db, documents)

    def delete(self, ids: Sequence[str]) -> int:
        with self._writing() as db:
            return store.delete(db, ids)

    def search(self, query: IndexQuery) -> IndexResult:
        with self._viewing(vectors=query.vector is not None) as (db, view, vectors):
            mask = passage_mask(view, document_mask(db, view, query.filter), query.filter)
            lexical = lexical_scores(db, view, mask, query.terms)
            dense: Run = ()
            if vectors is not None and query.vector is not None:
                vector = _checked(query.vector, view.dim)
                rows = nearest(view, vectors, mask, vector, depth=query.depth, settings=self._dense)
                dense = run_of(db, view, exact_scores(db, view, rows, vector), query.depth)
            return IndexResult(run_of(db, view, lexical, query.depth), dense)

    def documents(self, ids: Sequence[str], groups: frozenset[str]) -> dict[str, Document]:
        with self._connections.reading() as db:
            return reading.read_documents(db, ids, groups)

    def passages(self, keys: Sequence[int]) -> dict[int, Passage]:
        with self._connections.reading() as db:
            return reading.read_passages(db, keys)

    def document_passages(
        self, ids: Sequence[str], groups: frozenset[str]
    ) -> dict[str, tuple[IndexedPassage, ...]]:
        with self._connections.reading() as db:
            return reading.read_document_passages(db, ids, groups)

    def vectors(self, digests: Sequence[str]) -> dict[str, Floats]:
        with self._connections.reading() as db:
            return reading.read_vectors(db, digests)

    def ids(self, filter: Filter) -> list[str]:
        with self._viewing() as (db, view, _):
            rows = np.flatnonzero(matching_documents(db, view, filter))
            keys = view.documents["key"][rows].tolist()
            names = read_ids(db, keys)
            updated = view.documents["updated_us"][rows].tolist()
            newest = sorted(zip(updated, keys, strict=True), key=lambda pair: (-pair[0], names[pair[1]]))
            return [names[key] for _, key in newest]

    def inventory(self) -> dict[str, datetime]:
        with self._connections.reading() as db:
            return reading.read_inventory(db)

    def count(self, filter: Filter | None = None) -> int:
        with self._viewing() as (db, view, _):
            if filter is None:
                return int(view.alive.sum())
            return int(matching_documents(db, view, filter).sum())

    def facets(self, filter: Filter, among: Iterable[str] | None = None) -> dict[str, dict[str, int]]:
        with self._viewing() as (db, view, _):
            return facet_counts(db, view, filter, among)

    def speakers(self, ids: Iterable[str], language: Language, groups: frozenset[str]) -> frozenset[str]:
        with self._viewing() as (db, view, _):
            spoken = Filter(groups=groups, languages=frozenset({language}))
            keys = view.documents["key"][matching_documents(db, view, spoken, among=ids)].tolist()
            return frozenset(view.names.ids(db, keys).values())

    def close(self) -> None:
        self._connections.close()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._connections.writing() as db:
            schema.check(db, self._fingerprint)  # the file may have been rebuilt under us
            yield db

    @contextmanager
    def _viewing(self, *, vectors: bool = False) -> Iterator[tuple[sqlite3.Connection, View, Vectors | None]]:
        """A transaction and the memory of exactly the state that it sees."""
        with self._connections.reading() as db:
            # the transaction's first read, inside the lock, sets what it sees: memory only ever moves forward
            with self._lock:
                view = self._memory.view(db)
                loaded = self._memory.vectors(db, view) if vectors and view.dim else None
            yield db, view, loaded


def _checked(vector: Floats, dim: int) -> Floats:
    if vector.shape != (dim,):
        raise SearchIndexError(f"the query's vector has shape {vector.shape}, the index holds ({dim},)")
    return np.ascontiguousarray(vector, dtype=np.float32)
