"""A node of a test's own: real processes on a fresh database, which can be killed."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from psycopg import sql

PATIENCE_S = 60.0
"""How long something may take that takes a second: only a test that fails waits so long."""

MIGRATED = "migrated.db"
"""The SQLite database of this run as migrations leave it, in the folder that holds those of the tests."""

SET_UP = "import json, sys, django; django.setup(); "


@dataclass
class RunningNode:
    """A data folder and a database of its own; ``database_url`` is empty for SQLite.

    ``settings`` are further ones, by their names in the environment.
    """

    folder: Path
    database_url: str = ""
    processes: list[subprocess.Popen[str]] = field(default_factory=list)
    settings: dict[str, str] = field(default_factory=dict)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start a command of ``qiaomost``."""
        return self._started("-m", "qiaomost", *arguments)

    def start_script(self, script: str, *arguments: str) -> subprocess.Popen[str]:
        """Start Python lines that use the node's Django."""
        return self._started("-c", SET_UP + script, *arguments)

    def run(self, *arguments: str) -> str:
        """Run a command to its end; returns what it printed."""
        return self._finished(self.start(*arguments))

    def refused(self, *arguments: str, **environment: str) -> str:
        """Run a command that ends with 1; returns what it said on stderr."""
        before = len(self.errors())
        process = self._started("-m", "qiaomost", *arguments, **environment)
        process.communicate(timeout=PATIENCE_S)
        said = self.errors()[before:]
        assert process.returncode == 1, said
        return said

    def ask(self, script: str) -> Any:
        """Run Python lines to their end; returns the value that they printed as JSON."""
        return json.loads(self._finished(self.start_script(script)))

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Rows of the database, read by a connection of this process."""
        if self.database_url:
            with psycopg.connect(self.database_url) as connection:
                return connection.execute(query.encode()).fetchall()
        with closing(sqlite3.connect(self.folder / "qiaomost.db", timeout=PATIENCE_S)) as database:
            return database.execute(query).fetchall()

    def errors(self) -> str:
        """What all processes wrote on stderr."""
        file = self.folder / "stderr"
        return file.read_text(encoding="utf-8") if file.exists() else ""

    def _started(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        with (self.folder / "stderr").open("a", encoding="utf-8") as errors:
            process = subprocess.Popen(
                [sys.executable, *arguments],
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                env=self._environment() | environment,
            )
        self.processes.append(process)
        return process

    def _finished(self, process: subprocess.Popen[str]) -> str:
        printed, _ = process.communicate(timeout=PATIENCE_S)
        assert process.returncode == 0, self.errors()[-3000:]
        return printed

    def _environment(self) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if not key.startswith("QIAOMOST_")}
        return kept | {
            "DJANGO_SETTINGS_MODULE": "qiaomost.conf.django",
            "QIAOMOST_DATA_DIR": str(self.folder),
            "QIAOMOST_DATABASE_URL": self.database_url,
            "QIAOMOST_ENCODER": "hashing",
            **self.settings,
        }


@contextmanager
def running_node(folder: Path, *, is_migrated: bool = True) -> Iterator[RunningNode]:
    """A node on the kind of database that the tests run on; what still runs at the end is killed."""
    with _fresh_database(is_migrated=is_migrated) as database_url:
        node = RunningNode(folder, database_url)
        try:
            if is_migrated:
                _migrate(node)
            yield node
        finally:
            for process in node.processes:
                kill(process)


def _migrate(node: RunningNode) -> None:
    """Migrate, which takes a quarter of a minute, where this run has no migrated database to copy."""
    if not (_copies if node.database_url else copy_migrated(node.folder)):
        node.run("django", "migrate", "--verbosity", "0")


def copy_migrated(folder: Path) -> bool:
    """Put a copy of the run's migrated SQLite database into a data folder of a test; whether there is one."""
    migrated = folder.parent / MIGRATED
    if migrated.exists():
        shutil.copy(migrated, folder / "qiaomost.db")
    return migrated.exists()


_copies: list[str] = []
"""Names of PostgreSQL's copy of the migrated database: one, or none before the first test with a database."""


@contextmanager
def migrated_copy(name: str) -> Iterator[None]:
    """Keep a copy of the PostgreSQL database ``name``, for nodes to begin as."""
    server, copy = os.environ["QIAOMOST_DATABASE_URL"], f"{name}_migrated"
    identifiers = sql.Identifier(copy), sql.Identifier(name)
    _administer(server, sql.SQL("DROP DATABASE IF EXISTS {}").format(identifiers[0]))
    _administer(server, sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*identifiers))
    _copies.append(copy)
    try:
        yield
    finally:
        _copies.remove(copy)
        _administer(server, sql.SQL("DROP DATABASE {}").format(identifiers[0]))


@contextmanager
def _fresh_database(*, is_migrated: bool) -> Iterator[str]:
    server = os.environ.get("QIAOMOST_DATABASE_URL", "")
    if not server.startswith("postgres"):
        yield ""
        return
    name = f"running_{uuid4().hex}"
    template = sql.Identifier(_copies[0] if is_migrated and _copies else "template1")
    _administer(server, sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), template))
    try:
        yield f"{server.rpartition('/')[0]}/{name}"
    finally:
        _administer(server, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _administer(server: str, statement: sql.Composed) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement)


def kill(process: subprocess.Popen[str]) -> list[str]:
    """Kill -9; returns the lines that it had printed whole."""
    process.send_signal(signal.SIGKILL)
    process.wait()
    stdout = process.stdout
    if stdout is None or stdout.closed:
        return []
    with stdout:
        return [line.strip() for line in stdout if line.endswith("\n")]


def children(pid: int) -> list[int]:
    """The processes whose parent is ``pid``."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = stat.read_text().rpartition(")")[2].split()[:2]
        except OSError:
            continue  # ended meanwhile
        if int(parent) == pid and state != "Z":
            found.append(int(stat.parent.name))
    return found


def are_gone(pids: Sequence[int]) -> bool:
    """Whether none of the processes is there, but for entries that nobody has waited for."""
    return not any(_state(pid) not in {"", "Z"} for pid in pids)


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(happened: Callable[[], bool]) -> None:
    """Wait until something has happened; fail if it does not."""
    deadline = time.monotonic() + PATIENCE_S
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.05)
