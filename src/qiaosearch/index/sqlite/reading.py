"""What is read from the file by id, key or digest."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt

from qiaosearch.index.sqlite.codec import load_document, load_vector, moment
from qiaosearch.types import Document, IndexedPassage, Language, Passage

_PASSAGE = """
    SELECT passages.key, documents.id, languages.members, passages.section, passages.ordinal, passages.start,
           passages.text, groupsets.members
      FROM passages
      JOIN documents ON documents.key = passages.document
      JOIN symbols AS languages ON languages.code = passages.language
      JOIN symbols AS groupsets ON groupsets.code = passages.groupset
"""


def read_documents(db: sqlite3.Connection, ids: Sequence[str], groups: frozenset[str]) -> dict[str, Document]:
    """Documents by id as ``groups`` may see them, in the order of ``ids``."""
    found: dict[str, Document] = {}
    for document_id in ids:
        row = db.execute("SELECT payload FROM documents WHERE id = ?", (document_id,)).fetchone()
        document = load_document(row[0], groups) if row is not None else None
        if document is not None:
            found[document_id] = document
    return found


def read_inventory(db: sqlite3.Connection) -> dict[str, datetime]:
    """Id and time of the last change, in UTC, of every document."""
    return {name: moment(updated) for name, updated in db.execute("SELECT id, updated_us FROM documents")}


def read_passages(db: sqlite3.Connection, keys: Sequence[int]) -> dict[int, Passage]:
    """Passages by key."""
    wanted = json.dumps(list(keys))
    rows = db.execute(_PASSAGE + "WHERE passages.key IN (SELECT value FROM json_each(?))", (wanted,))  # noqa: S608
    return {row[0]: _passage(row) for row in rows}


def read_document_passages(
    db: sqlite3.Connection, ids: Sequence[str], groups: frozenset[str]
) -> dict[str, tuple[IndexedPassage, ...]]:
    """The visible passages, in their order, of each visible document."""
    return {
        document_id: tuple(
            indexed for indexed in _document_passages(db, document_id) if indexed.passage.groups & groups
        )
        for document_id in read_documents(db, ids, groups)
    }


def read_vectors(db: sqlite3.Connection, digests: Sequence[str]) -> dict[str, npt.NDArray[np.float32]]:
    """Stored vectors by digest; of those that are stored."""
    found: dict[str, npt.NDArray[np.float32]] = {}
    for digest in digests:
        row = db.execute(
            "SELECT vector FROM passages JOIN vectors ON passage = key WHERE digest = ? LIMIT 1", (digest,)
        ).fetchone()
        if row is not None:
            found[digest] = load_vector(row[0])
    return found


def _document_passages(db: sqlite3.Connection, document_id: str) -> list[IndexedPassage]:
    rows = db.execute(_PASSAGE + "WHERE documents.id = ? ORDER BY passages.key", (document_id,)).fetchall()
    return [_indexed(db, row) for row in rows]


def _indexed(db: sqlite3.Connection, row: tuple[Any, ...]) -> IndexedPassage:
    terms, digest, vector = db.execute(
        "SELECT terms, digest, vector FROM passages JOIN vectors ON passage = key WHERE key = ?", row[:1]
    ).fetchone()
    return IndexedPassage(_passage(row), terms, load_vector(vector), digest)


def _passage(row: tuple[Any, ...]) -> Passage:
    _, document_id, language, section, ordinal, start, text, groups = row
    return Passage(
        document_id,
        Language(json.loads(language)[0]),
        section,
        ordinal,
        start,
        text,
        frozenset(json.loads(groups)),
    )
