"""Connections, and transactions that raise qiaosearch's errors."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from qiaosearch.errors import IndexCorrupt, SearchIndexError

BUSY_TIMEOUT_S = 60.0
"""How long a writer waits for another one; the swap after a rebuild of a million records takes longest."""

# WAL with NORMAL: a commit survives the death of any process at any moment. After a power cut the file is
# whole but may lack the last commits; the caller's catalogue, from which the index is derived, writes them
# again.
_LASTING = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",
    "PRAGMA journal_size_limit = 67108864",
)
# a file that is thrown away if its process dies needs no journal on disk
_FLEETING = ("PRAGMA journal_mode = MEMORY", "PRAGMA synchronous = OFF")
_CACHE = "PRAGMA cache_size = -32000"


class Connections:
    """Lends connections to one file: as many as are in use at one time, whichever threads come and go."""

    def __init__(self, path: Path, *, fleeting: bool = False) -> None:
        self.path = path
        self._setup = (*(_FLEETING if fleeting else _LASTING), _CACHE)
        self._pid = os.getpid()
        self._idle: list[sqlite3.Connection] = []
        self._inherited: list[sqlite3.Connection] = []
        self._closed = False

    @contextmanager
    def borrowed(self) -> Iterator[sqlite3.Connection]:
        """A connection in autocommit mode, for the caller alone."""
        self._leave_inherited()
        with translated_errors(self.path):
            connection = self._idle.pop() if self._idle else self._connect()
            try:
                yield connection
            finally:
                if self._closed:
                    connection.close()
                else:
                    self._idle.append(connection)

    def _leave_inherited(self) -> None:
        """After a fork, neither use nor close what belongs to the parent."""
        if self._pid != os.getpid():
            self._pid = os.getpid()
            self._inherited, self._idle = self._idle, []

    def _connect(self) -> sqlite3.Connection:
        # lent to one thread at a time, so that sqlite3's own check is not needed
        connection = sqlite3.connect(
            self.path, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
        )
        try:
            for statement in self._setup:
                connection.execute(statement)
        except BaseException:
            connection.close()
            raise
        return connection

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A transaction that sees one state of the file."""
        with self._transaction("BEGIN") as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that holds the file's one write lock from its start."""
        with self._transaction("BEGIN IMMEDIATE") as connection:
            yield connection

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        with self.borrowed() as connection:
            connection.execute(begin)
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Close all connections: idle ones now, others when they are given back."""
        self._leave_inherited()
        self._closed = True
        while self._idle:
            self._idle.pop().close()


@contextmanager
def translated_errors(path: Path) -> Iterator[None]:
    """Turn sqlite3's errors into ``IndexCorrupt`` or ``SearchIndexError``, naming the file."""
    try:
        yield
    except (sqlite3.OperationalError, sqlite3.DatabaseError) as error:
        if isinstance(error, sqlite3.ProgrammingError):
            raise  # a mistake of ours
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # without the extended part
        if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise IndexCorrupt(f"{path}: {error}; move the file away and rebuild the index") from error
        raise SearchIndexError(f"{path}: {error}") from error
