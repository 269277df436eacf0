"""Several processes on one file, and processes that die."""

from __future__ import annotations

import json
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from qiaosearch.index import open_index, rebuild_index
from qiaosearch.index.sqlite.terms import encode_terms
from qiaosearch.types import PUBLIC, Filter, Index, IndexQuery
from tests.qiaosearch.index.contract import FINGERPRINT
from tests.qiaosearch.index.made import found, made, unit

REPOSITORY = Path(__file__).parents[3]

WRITER = """
import itertools, sys
from qiaosearch.index import open_index
from tests.qiaosearch.index.made import made, random_units
path, prefix = sys.argv[1:]
index = open_index(path, fingerprint="test encoder 1", create=True)
vectors = random_units(50)
for number in itertools.count():
    # every third write replaces what an earlier one wrote, every seventh deletes it
    name = f"{prefix}-{number // 3}"
    if number % 7 == 6:
        index.delete([name])
        print("-", name, flush=True)
    else:
        index.upsert([made(name, f"common word{number}", vectors[number % 50])])
        print("+", name, f"word{number}", flush=True)
"""


def start_writer(path: Path, prefix: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), prefix],
        stdout=subprocess.PIPE,
        text=True,
        cwd=REPOSITORY,
    )


def killed_after(process: subprocess.Popen[str], delay_s: float) -> list[str]:
    """Kill -9 after a first line and a delay; returns the lines that were complete."""
    assert process.stdout is not None
    first = process.stdout.readline()
    time.sleep(delay_s)
    process.send_signal(signal.SIGKILL)
    rest = process.stdout.read()
    process.stdout.close()
    process.wait()
    return [line for line in (first + rest).splitlines(keepends=True) if line.endswith("\n")]


def acknowledged(lines: list[str]) -> tuple[dict[str, str], str]:
    """Document → its word, as acknowledged; and the document that the next write would have been of."""
    state: dict[str, str] = {}
    for line in lines:
        sign, name, *word = line.split()
        if sign == "+":
            state[name] = word[0]
        else:
            state.pop(name, None)
    prefix = lines[-1].split()[1].rpartition("-")[0]
    return state, f"{prefix}-{len(lines) // 3}"


def check_sound(path: Path) -> None:
    """SQLite finds no fault, and every table tells of the same passages."""
    db = sqlite3.connect(path)
    try:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        db.execute("INSERT INTO lexicon (lexicon) VALUES ('integrity-check')")
        keys = db.execute("SELECT key FROM passages ORDER BY key").fetchall()
        assert db.execute("SELECT passage FROM vectors ORDER BY passage").fetchall() == keys
        assert db.execute("SELECT id FROM lexicon_docsize ORDER BY id").fetchall() == keys
        documents = {row[0] for row in db.execute("SELECT key FROM documents")}
        assert {row[0] for row in db.execute("SELECT DISTINCT document FROM passages")} == documents
        counted: dict[str, int] = {}
        for (terms,) in db.execute("SELECT terms FROM passages"):
            for token in set(encode_terms(terms)):
                counted[token] = counted.get(token, 0) + 1
        assert dict(db.execute("SELECT term, passages FROM frequencies")) == counted
    finally:
        db.close()


def word_of(index: Index, name: str) -> str | None:
    """The word that a stored document has."""
    stored = index.document_passages([name], frozenset({PUBLIC}))
    return stored[name][0].terms.split()[1] if name in stored else None


def test_killed_writers_lose_nothing_acknowledged(tmp_path: Path) -> None:
    path = tmp_path / "index.db"
    chance = random.Random(7)
    expected: dict[str, str] = {}
    open_index(path, fingerprint=FINGERPRINT, create=True).close()
    for wave in range(5):  # three at a time: they also wait for each other
        writers = {f"{wave}.{number}": start_writer(path, f"{wave}.{number}") for number in range(3)}
        for writer in writers.values():
            state, unsure = acknowledged(killed_after(writer, chance.uniform(0, 0.25)))
            index = open_index(path, fingerprint=FINGERPRINT)
            state.pop(unsure, None)  # it may have been committed without its line
            index.delete([unsure])
            for name, word in state.items():
                assert word_of(index, name) == word
                assert name in found(index.search(IndexQuery((word,), None, Filter())).lexical)
            index.close()
            expected |= state
    index = open_index(path, fingerprint=FINGERPRINT)
    assert sorted(index.ids(Filter())) == sorted(expected)
    index.close()
    check_sound(path)


def test_killed_creation_is_finished_by_the_next(tmp_path: Path) -> None:
    path = tmp_path / "index.db"
    sqlite3.connect(path).execute("PRAGMA journal_mode = WAL").connection.close()
    index = open_index(path, fingerprint=FINGERPRINT, create=True)
    assert index.count() == 0
    index.close()


READER = """
import json, sys
from qiaosearch.index import open_index
from qiaosearch.types import Filter, IndexQuery
from tests.qiaosearch.index.made import found, made, unit
index = open_index(sys.argv[1], fingerprint="test encoder 1")
for line in sys.stdin:
    term, name = line.split()
    if name != "-":
        index.upsert([made(name, term, unit(1))])
    result = index.search(IndexQuery((term,), unit(1), Filter()))
    print(json.dumps([found(result.lexical), found(result.dense)]), flush=True)
"""


class Other:
    """Another process that searches, and writes where asked."""

    def __init__(self, path: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", READER, str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=REPOSITORY,
        )

    def search(self, term: str, write: str = "-") -> list[list[str]]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(term, write, file=self._process.stdin, flush=True)
        result: list[list[str]] = json.loads(self._process.stdout.readline())
        return result

    def close(self) -> None:
        self._process.communicate()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "index.db"


def both(index: Index, term: str) -> list[list[str]]:
    result = index.search(IndexQuery((term,), unit(1), Filter()))
    return [found(result.lexical), found(result.dense)]


def test_processes_see_each_others_writes(path: Path) -> None:
    index = open_index(path, fingerprint=FINGERPRINT, create=True)
    other = Other(path)
    assert other.search("сварка") == [[], []]
    index.upsert([made("ours", "сварка", unit(1))])
    assert other.search("сварка") == [["ours"], ["ours"]]
    assert other.search("сварка", write="theirs") == [["ours", "theirs"], ["ours", "theirs"]]
    assert both(index, "сварка") == [["ours", "theirs"], ["ours", "theirs"]]
    index.delete(["ours"])
    index.upsert([made("theirs", "шов", unit(0, 1))])
    assert other.search("сварка") == [[], ["theirs"]]
    assert other.search("шов") == [["theirs"], ["theirs"]]
    other.close()
    index.close()


def test_rebuild_is_seen_by_open_readers_and_writers(path: Path) -> None:
    index = open_index(path, fingerprint=FINGERPRINT, create=True)
    index.upsert([made("old", "сварка", unit(1)), made("kept", "сварка", unit(1))])
    other = Other(path)
    assert other.search("сварка") == [["kept", "old"], ["kept", "old"]]
    with rebuild_index(path, fingerprint=FINGERPRINT) as rebuild:
        rebuild.index.upsert([made("kept", "сварка", unit(1)), made("new", "сварка", unit(1))])
        assert other.search("сварка", write="late") == [["kept", "late", "old"], ["kept", "late", "old"]]
        index.delete(["old"])
        assert both(index, "сварка") == [["kept", "late"], ["kept", "late"]]
    assert rebuild.missed == ("late", "old")
    expected = [["kept", "new"], ["kept", "new"]]
    assert (both(index, "сварка"), other.search("сварка")) == (expected, expected)
    index.upsert([made("after", "шов", unit(1))])
    assert other.search("шов")[0] == ["after"]
    other.close()
    index.close()
    assert sorted(file.name for file in path.parent.iterdir()) == ["index.db"]
    check_sound(path)


KILLED_REBUILD = """
import os, signal, sys
from qiaosearch.index import rebuild_index
from tests.qiaosearch.index.made import made
with rebuild_index(sys.argv[1], fingerprint="test encoder 1") as rebuild:
    rebuild.index.upsert([made(f"new {number}", "новое") for number in range(500)])
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_killed_rebuild_changes_nothing_and_is_cleaned_up_by_the_next(path: Path) -> None:
    index = open_index(path, fingerprint=FINGERPRINT, create=True)
    index.upsert([made("old", "сварка", unit(1))])
    killed = subprocess.run([sys.executable, "-c", KILLED_REBUILD, str(path)], cwd=REPOSITORY, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert len(list(path.parent.glob("index.db.new-*"))) == 1
    assert both(index, "сварка") == [["old"], ["old"]]
    with rebuild_index(path, fingerprint=FINGERPRINT) as rebuild:
        assert len(list(path.parent.glob("index.db.new-*"))) == 1
        rebuild.index.upsert([made("new", "сварка", unit(1))])
    assert both(index, "сварка") == [["new"], ["new"]]
    index.close()
    assert list(path.parent.glob("index.db.new-*")) == []
