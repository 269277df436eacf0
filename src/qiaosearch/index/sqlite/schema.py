"""Tables of the one SQLite file, and how a file is recognised as ours.

Keys of documents and passages only ever grow (``AUTOINCREMENT``) and a replaced document gets new ones. So
what is new to a process is what has a larger key than the last it saw, and what is gone stands in
``removals``.
"""

from __future__ import annotations

import sqlite3
import uuid

from qiaosearch.errors import FingerprintMismatch, IndexCorrupt

APPLICATION_ID = 0x5149414F  # "QIAO"
SCHEMA_VERSION = 1
REBUILD = "rebuild it with 'qiaomost reindex' or 'qiaosearch index --rebuild'"

TABLES = (
    # fingerprint: encoder and segmenter; generation: which build of the file; changes: committed writes; dim:
    # 0 = none
    """CREATE TABLE state (
        fingerprint TEXT NOT NULL,
        generation TEXT NOT NULL,
        changes INTEGER NOT NULL,
        dim INTEGER NOT NULL
    )""",
    # each distinct set of values of a filter field, as a small integer (one for all fields)
    """CREATE TABLE symbols (
        code INTEGER PRIMARY KEY,
        field TEXT NOT NULL,
        members TEXT NOT NULL,
        UNIQUE (field, members)
    )""",
    """CREATE TABLE documents (
        key INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        kind INTEGER NOT NULL,
        country INTEGER NOT NULL,
        owner INTEGER NOT NULL,
        state INTEGER NOT NULL,
        subjects INTEGER NOT NULL,
        groupset INTEGER NOT NULL,
        readiness INTEGER NOT NULL,
        updated_us INTEGER NOT NULL,
        payload BLOB NOT NULL
    )""",
    """CREATE TABLE passages (
        key INTEGER PRIMARY KEY AUTOINCREMENT,
        document INTEGER NOT NULL,
        language INTEGER NOT NULL,
        groupset INTEGER NOT NULL,
        section TEXT NOT NULL,
        ordinal INTEGER NOT NULL,
        start INTEGER NOT NULL,
        text TEXT NOT NULL,
        terms TEXT NOT NULL,
        digest TEXT NOT NULL
    )""",
    "CREATE INDEX passages_document ON passages (document)",
    "CREATE INDEX passages_digest ON passages (digest)",
    # apart from passages, so that neither table is read for the other's sake; float16
    "CREATE TABLE vectors (passage INTEGER PRIMARY KEY, vector BLOB NOT NULL)",
    # contentless: the terms stand in passages already; qiaosearch.index.sqlite.terms makes each term one
    # token
    "CREATE VIRTUAL TABLE lexicon USING fts5 (terms, content='', tokenize='ascii')",
    # document frequencies: fts5vocab would count a frequent term's whole list at each query
    "CREATE TABLE frequencies (term TEXT PRIMARY KEY, passages INTEGER NOT NULL) WITHOUT ROWID",
    """CREATE TABLE removals (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        document INTEGER NOT NULL,
        id TEXT NOT NULL
    )""",
)


def is_blank(db: sqlite3.Connection) -> bool:
    """Whether the file holds nothing yet: new, or its creation was interrupted."""
    return _application_id(db) == 0 and db.execute("SELECT count(*) FROM sqlite_schema").fetchone() == (0,)


def create(db: sqlite3.Connection, fingerprint: str) -> None:
    """Create the tables in one transaction, unless another process has just done so."""
    db.execute("BEGIN IMMEDIATE")
    if is_blank(db):
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        for statement in TABLES:
            db.execute(statement)
        db.execute("INSERT INTO state VALUES (?, ?, 0, 0)", (fingerprint, uuid.uuid4().hex))
    db.execute("COMMIT")


def check(db: sqlite3.Connection, fingerprint: str) -> None:
    """Refuse a file that is not ours, of another schema, or built with another encoder.

    Raises:
        IndexCorrupt: the file is another application's or of another schema version.
        FingerprintMismatch: it was built with another encoder or segmenter.
    """
    check_application(db)
    if (found := version(db)) != SCHEMA_VERSION:
        raise IndexCorrupt(
            f"the index has schema {found}, this version of qiaosearch reads {SCHEMA_VERSION}; {REBUILD}"
        )
    (stored,) = db.execute("SELECT fingerprint FROM state").fetchone()
    check_fingerprint(stored, fingerprint)


def check_application(db: sqlite3.Connection) -> None:
    """Raise ``IndexCorrupt`` if the file is another application's."""
    if _application_id(db) != APPLICATION_ID:
        raise IndexCorrupt("this SQLite file is no index of qiaosearch; give another path")


def version(db: sqlite3.Connection) -> int:
    """The file's schema version."""
    (found,) = db.execute("PRAGMA user_version").fetchone()
    return int(found)


def check_fingerprint(stored: str, wanted: str) -> None:
    """Raise ``FingerprintMismatch`` unless both are the same: their vectors must never meet."""
    if stored != wanted:
        raise FingerprintMismatch(
            f"the index was built with {stored!r}, the encoder and segmenter in use are {wanted!r}; {REBUILD}"
        )


def _application_id(db: sqlite3.Connection) -> int:
    (value,) = db.execute("PRAGMA application_id").fetchone()
    return int(value)
