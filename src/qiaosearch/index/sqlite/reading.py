"""What is read from the file by id, key or digest."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime

import numpy as np
import numpy.typing as npt

from qiaosearch.index.sqlite.codec import load_document, load_vector, moment
from qiaosearch.index.sqlite.symbols import members_of
from qiaosearch.types import Document, IndexedPassage, Language, Passage

_PASSAGE = """
    SELECT passages.key, documents.id, languages.members, passages.section, passages.ordinal, passages.start,
           passages.text, groupsets.members
      FROM passages
      JOIN documents ON documents.key = passages.document
      JOIN symbols AS languages ON languages.code = passages.language
      JOIN symbols AS groupsets ON groupsets.code = passages.groupset
     WHERE passages.key IN (SELECT value FROM json_each(?))
"""
_INDEXED = """
    SELECT terms, digest, vector, id, languages.members, section, ordinal, start, text, groupsets.members
      FROM documents
      JOIN passages ON passages.document = documents.key
      JOIN vectors ON vectors.passage = passages.key
      JOIN symbols AS languages ON languages.code = passages.language
      JOIN symbols AS groupsets ON groupsets.code = passages.groupset
     WHERE documents.id IN (SELECT value FROM json_each(?))
     ORDER BY passages.key
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
    rows = db.execute(_PASSAGE, (json.dumps(list(keys)),))
    return {key: _passage(*row) for key, *row in rows}


def read_document_passages(
    db: sqlite3.Connection, ids: Sequence[str], groups: frozenset[str]
) -> dict[str, tuple[IndexedPassage, ...]]:
    """The visible passages, in their order, of each visible document."""
    passages: dict[str, list[IndexedPassage]] = {id_: [] for id_ in _visible(db, ids, groups)}
    for terms, digest, vector, *row in db.execute(_INDEXED, (json.dumps(list(passages)),)):
        passage = _passage(*row)
        if passage.groups & groups:
            passages[passage.document_id].append(IndexedPassage(passage, terms, load_vector(vector), digest))
    return {id_: tuple(found) for id_, found in passages.items()}


def _visible(db: sqlite3.Connection, ids: Sequence[str], groups: frozenset[str]) -> list[str]:
    """Those of the documents that ``groups`` may see, in their order."""
    found = dict(
        db.execute(
            "SELECT id, members FROM documents JOIN symbols ON code = groupset"
            " WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(ids)),),
        )
    )
    return [id_ for id_ in ids if id_ in found and members_of(found[id_]) & groups]


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


def _passage(
    document_id: str, language: str, section: str, ordinal: int, start: int, text: str, groups: str
) -> Passage:
    (spoken,) = members_of(language)
    return Passage(document_id, Language(spoken), section, ordinal, start, text, members_of(groups))
