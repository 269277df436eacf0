"""A database into one file and back, with the means of its own engine.

SQLite is copied by its online backup, PostgreSQL by ``pg_dump`` in the custom format: both see one moment of a
database that is being written, and bring back triggers and sequences, which rows alone would not.

DatabaseToolFailed (Exception)  a tool of PostgreSQL is missing or refused; the message is its own
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from django.db import connection

MEMBERS = {"sqlite": "database.sqlite3", "postgresql": "database.pgdump"}
"""Engine → name in the archive."""


class DatabaseToolFailed(Exception):
    """A tool of PostgreSQL is missing, or refused."""


def dump(file: Path) -> None:
    """Write the database, as it is at one moment, into ``file``.

    Raises:
        DatabaseToolFailed: ``pg_dump`` is missing or failed.
    """
    if connection.vendor == "postgresql":
        arguments, environment = _connected()
        tool = ["pg_dump", *arguments, "--format=custom", "--no-owner", "--no-privileges"]
        _run([*tool, f"--file={file}"], environment)
        return
    with closing(sqlite3.connect(_sqlite_path())) as live, closing(sqlite3.connect(file)) as copy:
        live.backup(copy)


def is_empty() -> bool:
    """Whether the database has no table, or is not there yet."""
    if connection.vendor == "sqlite" and not _sqlite_path().exists():
        return True  # a look through Django would make it
    names = connection.introspection.table_names()
    connection.close()
    return not names


def load(file: Path) -> None:
    """Fill the empty database from ``file``: wholly, or not at all.

    Raises:
        DatabaseToolFailed: ``pg_restore`` is missing or failed.
    """
    connection.close()
    if connection.vendor == "postgresql":
        arguments, environment = _connected()
        tool = ["pg_restore", *arguments[:-1], f"--dbname={arguments[-1]}", "--single-transaction"]
        _run([*tool, "--exit-on-error", "--no-owner", "--no-privileges", str(file)], environment)
        return
    place = _sqlite_path()
    part = place.with_name(f"{place.name}.{os.getpid()}.part")
    shutil.copyfile(file, part)
    for end in ("-wal", "-shm"):  # of an empty database that was here
        place.with_name(f"{place.name}{end}").unlink(missing_ok=True)
    part.replace(place)


def faults() -> list[str]:
    """What SQLite finds wrong with its own file; PostgreSQL has checked everything as it loaded."""
    if connection.vendor == "postgresql":
        return []
    with connection.cursor() as cursor:
        told = [row[0] for row in cursor.execute("PRAGMA integrity_check").fetchall() if row[0] != "ok"]
        torn = cursor.execute("PRAGMA foreign_key_check").fetchall()
    return [*told, *(f"a row of {row[0]} points at a row of {row[2]} that is not there" for row in torn)]


def _sqlite_path() -> Path:
    return Path(connection.settings_dict["NAME"])


def _connected() -> tuple[list[str], dict[str, str]]:
    """Arguments for a tool of PostgreSQL, the database's name last, and its environment, the password in it."""
    (_psql, *arguments), more = connection.client.settings_to_cmd_args_env(connection.settings_dict, [])
    return arguments, os.environ | (more or {})


def _run(command: list[str], environment: dict[str, str]) -> None:
    tool = command[0]
    if shutil.which(tool) is None:
        raise DatabaseToolFailed(
            f"{tool} is not installed. It comes with PostgreSQL's client programs: apt install postgresql-client."
        )
    done = subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise DatabaseToolFailed(f"{tool} failed: {done.stderr.strip()}")
