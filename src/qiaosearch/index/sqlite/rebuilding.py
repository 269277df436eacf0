"""A rebuild beside the live index, and the swap.

The new file is filled next to the live one and then copied over it page by page inside one write transaction
of the live file (SQLite's backup), not renamed onto it: other processes have the live file open, and SQLite
finds a WAL by its file's name, so that after a rename the last of them to close would delete the log of the
new file. Readers go on with the old content until the transaction commits and see the new one with their next
call; a crash before that leaves the live index as it was.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from qiaosearch.index.sqlite import schema
from qiaosearch.index.sqlite.connection import Connections
from qiaosearch.index.sqlite.engine import SqliteIndex

_PAGES_A_STEP = 10_000


class Rebuild:
    """A rebuild in progress.

    Attributes:
        index: the new index; fill it inside the context.
        missed: set when the context is left: sorted ids of documents that were written to or deleted from the
            live index during the rebuild. The new content may not have them as they are now: the caller
            upserts or deletes them once more. No write to the live index falls between list and swap.
    """

    def __init__(self, index: SqliteIndex) -> None:
        self.index = index
        self.missed: tuple[str, ...] = ()


@contextmanager
def rebuild(path: Path, fingerprint: str) -> Iterator[Rebuild]:
    """Give an empty index to fill; leaving the context puts it in the place of the live one at ``path``.

    If the block raises, the live index stays as it is. Its vectors may be read by ``Index.vectors``
    meanwhile, so that only what is new is encoded. One rebuild at a time in a process.

    Raises:
        IndexCorrupt: what stands at ``path`` is no index of ours, and is left alone.
    """
    _remove_leftovers(path)
    beside = path.with_name(f"{path.name}.new-{os.getpid()}")
    live = Connections(path)
    try:
        start = _mark(live, fingerprint)
        fresh = SqliteIndex.build(beside, fingerprint=fingerprint)
        try:
            rebuilt = Rebuild(fresh)
            yield rebuilt
            rebuilt.missed = _swap(fresh.connections, live, start)
        finally:
            fresh.close()
    finally:
        live.close()
        _remove(beside)


def _mark(live: Connections, fingerprint: str) -> tuple[int, int] | None:
    """The last document key and removal of the live index, which is created if there is none.

    ``None`` if it has another schema: nothing of this version writes to it.
    """
    with live.borrowed() as db:
        if schema.is_blank(db):
            schema.create(db, fingerprint)
        schema.check_application(db)
        if schema.version(db) != schema.SCHEMA_VERSION:
            return None
        return _last(db, "documents", "key"), _last(db, "removals", "seq")


def _swap(fresh: Connections, live: Connections, start: tuple[int, int] | None) -> tuple[str, ...]:
    """Copy the new file over the live one; returns the ids that were written since ``start``."""
    missed: tuple[str, ...] | None = None if start else ()

    def between_steps(status: int, remaining: int, total: int) -> None:
        # the copy holds the live file's write lock from its first step on: what others see of it is final
        nonlocal missed
        if start and missed is None and status == sqlite3.SQLITE_OK:
            missed = _written_since(live, start)

    with fresh.borrowed() as new, live.borrowed() as target:
        new.execute("INSERT INTO lexicon (lexicon) VALUES ('optimize')")
        (pages,) = new.execute("PRAGMA page_count").fetchone()
        new.backup(target, pages=min(_PAGES_A_STEP, pages // 2), progress=between_steps)
        target.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return missed or ()


def _written_since(live: Connections, start: tuple[int, int]) -> tuple[str, ...]:
    with live.borrowed() as db:
        rows = db.execute(
            "SELECT id FROM documents WHERE key > ? UNION SELECT id FROM removals WHERE seq > ? ORDER BY id",
            start,
        )
        return tuple(row[0] for row in rows)


def _last(db: sqlite3.Connection, table: str, key: str) -> int:
    (last,) = db.execute(f"SELECT coalesce(max({key}), 0) FROM {table}").fetchone()  # noqa: S608 (our own names)
    return int(last)


def _remove_leftovers(path: Path) -> None:
    """Remove what rebuilds left whose process was killed."""
    for leftover in path.parent.glob(f"{path.name}.new-*"):
        pid = leftover.name.removeprefix(f"{path.name}.new-").partition("-")[0]
        if pid.isdecimal() and not _is_running(int(pid)):
            leftover.unlink(missing_ok=True)


def _is_running(pid: int) -> bool:
    if pid == os.getpid():
        return False  # of an earlier process with our number
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _remove(path: Path) -> None:
    for suffix in ("", "-journal", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
