"""What changes the file: insert, replace and delete, inside a write transaction of the caller."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from qiaosearch.errors import InvalidDocument
from qiaosearch.index.sqlite.codec import dump_document, dump_vector, microseconds
from qiaosearch.index.sqlite.symbols import Interner, subject_members
from qiaosearch.index.sqlite.terms import encode_terms
from qiaosearch.types import Document, IndexedDocument, IndexedPassage


def upsert(db: sqlite3.Connection, documents: Sequence[IndexedDocument]) -> None:
    """Insert or replace documents; of two with one id the later counts.

    Raises:
        InvalidDocument: a document can't be stored; the message says which and why.
    """
    latest = {indexed.document.id: indexed for indexed in documents}
    if not latest:
        return
    _check(db, latest.values())
    remove(db, list(latest))
    writer = _Writer(db)
    for indexed in latest.values():
        try:
            writer.add(indexed)
        except (UnicodeEncodeError, OverflowError) as error:
            raise InvalidDocument(f"document {indexed.document.id!r}: {error}") from error
    writer.finish()
    _count_change(db)


def delete(db: sqlite3.Connection, ids: Sequence[str]) -> int:
    """Delete documents; returns how many there were."""
    removed = remove(db, ids)
    if removed:
        _count_change(db)
    return removed


def remove(db: sqlite3.Connection, ids: Iterable[str]) -> int:
    """Take documents out of every table and log it; returns how many there were."""
    found = 0
    gone: Counter[str] = Counter()
    for document_id in set(ids):
        row = db.execute("SELECT key FROM documents WHERE id = ?", (document_id,)).fetchone()
        if row is not None:
            found += 1
            gone.update(_remove_passages(db, row[0]))
            db.execute("DELETE FROM documents WHERE key = ?", row)
            db.execute("INSERT INTO removals (document, id) VALUES (?, ?)", (row[0], document_id))
    db.executemany("UPDATE frequencies SET passages = passages - ? WHERE term = ?", _pairs(gone))
    db.executemany("DELETE FROM frequencies WHERE term = ? AND passages = 0", ((token,) for token in gone))
    return found


def _remove_passages(db: sqlite3.Connection, document: int) -> Counter[str]:
    """Remove a document's passages; returns in how many of them each token stood."""
    gone: Counter[str] = Counter()
    rows = db.execute("SELECT key, terms FROM passages WHERE document = ?", (document,)).fetchall()
    for key, terms in rows:
        tokens = encode_terms(terms)
        gone.update(set(tokens))
        # a contentless table must be told what it holds
        db.execute(
            "INSERT INTO lexicon (lexicon, rowid, terms) VALUES ('delete', ?, ?)", (key, " ".join(tokens))
        )
        db.execute("DELETE FROM vectors WHERE passage = ?", (key,))
    db.execute("DELETE FROM passages WHERE document = ?", (document,))
    return gone


class _Writer:
    """Adds documents within one transaction, gathering document frequencies."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._interner = Interner(db)
        self._frequencies: Counter[str] = Counter()

    def add(self, indexed: IndexedDocument) -> None:
        key = self._add_document(indexed.document)
        for passage in indexed.passages:
            self._add_passage(key, passage)

    def _add_document(self, document: Document) -> int:
        code = self._interner.code
        cursor = self._db.execute(
            "INSERT INTO documents (id, kind, country, owner, state, subjects, groupset, readiness,"
            " updated_us, payload) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                document.id,
                code("kind", [document.kind]),
                code("country", [document.country]),
                code("owner", [document.owner]),
                code("state", [document.state]),
                code("subjects", subject_members(document.subjects)),
                code("groupset", document.groups),
                document.readiness or 0,
                microseconds(document.updated),
                dump_document(document),
            ),
        )
        return int(cursor.lastrowid or 0)

    def _add_passage(self, document: int, indexed: IndexedPassage) -> None:
        passage = indexed.passage
        cursor = self._db.execute(
            "INSERT INTO passages (document, language, groupset, section, ordinal, start, text, terms,"
            " digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                document,
                self._interner.code("language", [passage.language]),
                self._interner.code("groupset", passage.groups),
                passage.section,
                passage.ordinal,
                passage.start,
                passage.text,
                indexed.terms,
                indexed.digest,
            ),
        )
        tokens = encode_terms(indexed.terms)
        self._frequencies.update(set(tokens))
        self._db.execute(
            "INSERT INTO lexicon (rowid, terms) VALUES (?, ?)", (cursor.lastrowid, " ".join(tokens))
        )
        self._db.execute("INSERT INTO vectors VALUES (?, ?)", (cursor.lastrowid, dump_vector(indexed.vector)))

    def finish(self) -> None:
        self._db.executemany(
            "INSERT INTO frequencies (passages, term) VALUES (?, ?)"
            " ON CONFLICT (term) DO UPDATE SET passages = passages + excluded.passages",
            _pairs(self._frequencies),
        )


def _pairs(frequencies: Counter[str]) -> list[tuple[int, str]]:
    """(count, token) in the order of the table, which spares it random access."""
    return [(frequencies[token], token) for token in sorted(frequencies)]


def _count_change(db: sqlite3.Connection) -> None:
    db.execute("UPDATE state SET changes = changes + 1")


def _check(db: sqlite3.Connection, documents: Iterable[IndexedDocument]) -> None:
    """Refuse vectors of another dimension than the index has; its first vector sets it."""
    (dim,) = db.execute("SELECT dim FROM state").fetchone()
    for indexed in documents:
        for passage in indexed.passages:
            dim = dim or passage.vector.size
            _check_passage(indexed.document, passage, dim)
    db.execute("UPDATE state SET dim = ?", (dim,))


def _check_passage(document: Document, indexed: IndexedPassage, dim: int) -> None:
    if indexed.passage.document_id != document.id:
        raise InvalidDocument(f"document {document.id!r} has a passage of {indexed.passage.document_id!r}")
    if indexed.vector.shape != (dim,):
        raise InvalidDocument(
            f"document {document.id!r}: a vector of shape {indexed.vector.shape}, not ({dim},)"
        )
    if not np.isfinite(indexed.vector).all():
        raise InvalidDocument(f"document {document.id!r}: a vector that is not finite")
