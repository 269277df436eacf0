"""The stand-alone verifier, run as a party runs it: by a bare Python."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest

from qiaomost.compliance.models.chains import canonical, sha256
from qiaomost.compliance.services import disclosure, verify_ledger
from tests.qiaomost.compliance.reading import CASE, message, read

pytestmark = pytest.mark.django_db

ROWS = 6
Lines = list[bytes]


@pytest.fixture
def lines() -> Lines:
    read(ROWS)
    return [row.line() for row in disclosure.chain_of(CASE)]


def bare(*arguments: str, language: str = "en") -> tuple[int, list[str]]:
    """Run the file with nothing but the standard library; returns status and lines."""
    command = [sys.executable, "-I", "-S", verify_ledger.__file__, *arguments, "--language", language]
    done = subprocess.run(command, check=False, capture_output=True, env={}, cwd="/")
    assert b"Traceback" not in done.stderr
    return done.returncode, done.stdout.decode().splitlines()


def verified(folder: Path, lines: Lines, *more: str) -> tuple[int, list[str]]:
    path = folder / "ledger.jsonl"
    path.write_bytes(b"".join(line + b"\n" for line in lines))
    return bare(str(path), *more)


def rewritten(line: bytes, **values: object) -> bytes:
    """The line with other values and the hash that fits them."""
    content = canonical(json.loads(line)["row"] | values)
    return b'{"hash":"%b","row":%b}' % (sha256(content).encode(), content)


def rechained(lines: Lines) -> Lines:
    """The lines numbered and chained anew: what a forger would do who has the whole ledger."""
    made: Lines = []
    previous = verify_ledger.GENESIS
    for number, line in enumerate(lines, 1):
        made.append(rewritten(line, sequence=number, previous=previous))
        previous = json.loads(made[-1])["hash"]
    return made


def head(lines: Lines) -> str:
    last = json.loads(lines[-1])
    return f"{last['row']['sequence']}:{last['hash']}"


def test_sound_file_is_told_with_its_head(lines: Lines, tmp_path: Path):
    status, told = verified(tmp_path, lines, "--expect-head", head(lines))
    assert status == 0
    assert told == [
        f"Sound: case/{CASE}, 6 rows, head {head(lines)}",
        "0 of 1 readers have a name; those of the others were erased or not given",
    ]


def test_file_that_has_grown_since_the_head_is_sound(lines: Lines, tmp_path: Path):
    assert verified(tmp_path, lines, "--expect-head", head(lines[:3]))[0] == 0


TAMPERINGS: dict[str, tuple[Callable[[Lines], Lines], list[str]]] = {
    "changed": (
        lambda rows: [*rows[:2], rows[2].replace(b"Message 3", b"Message 9"), *rows[3:]],
        ["row 3: was changed, its hash is another"],
    ),
    "hash changed": (
        lambda rows: [*rows[:2], rows[2][:9] + b"0" * 64 + rows[2][73:], *rows[3:]],
        [
            "row 3: was changed, its hash is another",
            "row 4: does not follow the row before it, which was replaced",
        ],
    ),
    "replaced with a fitting hash": (
        lambda rows: [*rows[:2], rewritten(rows[2], at="2026-09-02T08:00:00.000000Z"), *rows[3:]],
        ["row 4: does not follow the row before it, which was replaced"],
    ),
    "dropped": (lambda rows: [*rows[:2], *rows[3:]], ["row 3: is missing here"]),
    "first dropped": (lambda rows: rows[1:], ["row 1: is missing here"]),
    "dropped and renumbered": (
        lambda rows: [*rows[:2], *(rewritten(row, sequence=n) for n, row in enumerate(rows[3:], 3))],
        [f"row {number}: does not follow the row before it, which was replaced" for number in (3, 4, 5)],
    ),
    "two swapped": (
        lambda rows: [rows[0], rows[2], rows[1], *rows[3:]],
        ["row 2: is missing here", "row 2: stands in the wrong place, or twice"],
    ),
    "doubled": (
        lambda rows: [*rows[:2], rows[1], *rows[2:]],
        ["row 2: stands in the wrong place, or twice"],
    ),
    "one put in": (
        lambda rows: [*rows[:2], rewritten(rows[2], action="export"), *rows[2:]],
        [
            "row 3: stands in the wrong place, or twice",
            "row 4: does not follow the row before it, which was replaced",
        ],
    ),
    "of another case": (
        lambda rows: [*rows[:5], rewritten(rows[5], chain=f"case/{UUID(int=1)}")],
        ["row 6: belongs to another ledger"],
    ),
    "white space put in": (
        lambda rows: [rows[0].replace(b'"row":{', b'"row":{ '), *rows[1:]],
        ["line 1: is no row of a ledger"],
    ),
    "a key put in": (
        lambda rows: [*rows[:2], rewritten(rows[2], note="x"), *rows[3:]],
        ["line 3: is no row of a ledger"],
    ),
    "garbled": (
        lambda rows: [*rows[:2], b"\xff", *rows[3:]],
        ["line 3: is no row of a ledger"],
    ),
    "a word for a number": (
        lambda rows: [*rows[:2], rewritten(rows[2], sequence="3"), *rows[3:]],
        ["line 3: is no row of a ledger"],
    ),
    "cut within a line": (lambda rows: [*rows[:5], rows[5][:-9]], ["line 6: is no row of a ledger"]),
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_tampering_is_found(name: str, lines: Lines, tmp_path: Path):
    tamper, expected = TAMPERINGS[name]
    tampered = tamper(lines)
    assert tampered != lines
    status, told = verified(tmp_path, tampered)
    assert status == 1
    assert told[0] == f"NOT SOUND: case/{CASE}, {len(tampered)} rows read, {len(expected)} faults"
    assert [line.strip() for line in told if line.startswith("  ")] == expected


@pytest.mark.parametrize(
    ("tamper", "fault"),
    [
        (lambda rows: rows[:5], "row 6: was cut off, the head that was kept is of this row"),
        (lambda rows: [], "row 6: was cut off, the head that was kept is of this row"),
        (
            lambda rows: [*rows[:5], rewritten(rows[5], action="export")],
            "row 6: is not the one of the head that was kept",
        ),
        (
            lambda rows: rechained([rewritten(rows[0], action="export"), *rows[1:]]),
            "row 6: is not the one of the head that was kept",
        ),
        (lambda rows: rechained(rows[1:]), "row 6: was cut off, the head that was kept is of this row"),
    ],
    ids=["truncated", "emptied", "last replaced", "written anew", "written anew without the first"],
)
def test_what_the_chain_alone_can_not_tell_is_found_by_a_head(
    tamper: Callable[[Lines], Lines], fault: str, lines: Lines, tmp_path: Path
):
    kept = head(lines)
    status, told = verified(tmp_path, tamper(lines))
    assert status == 0
    assert told[-1].startswith("No head was given")
    status, told = verified(tmp_path, tamper(lines), "--expect-head", kept)
    assert status == 1
    assert [line.strip() for line in told if line.startswith("  ")] == [fault]


def test_head_of_an_empty_ledger_is_that_of_no_rows(lines: Lines, tmp_path: Path):
    assert verified(tmp_path, lines, "--expect-head", f"0:{'0' * 64}")[0] == 0
    assert verified(tmp_path, lines, "--expect-head", f"0:{'1' * 64}")[0] == 1


def test_many_faults_are_counted_and_the_first_are_told(tmp_path: Path):
    status, told = verified(tmp_path, [b"?"] * 25)
    assert status == 1
    assert len(told) == 1 + 20 + 1 + 1
    assert told[21] == "  … and 5 more"


@pytest.mark.parametrize(("language", "word"), [("zh", "账本完好"), ("ru", "Журнал цел"), ("en", "Sound")])
def test_verifier_speaks_three_languages(language: str, word: str, lines: Lines, tmp_path: Path):
    path = tmp_path / "ledger.jsonl"
    path.write_bytes(b"\n".join(lines))
    status, told = bare(str(path), language=language)
    assert (status, told[0].partition("：")[0].partition(":")[0]) == (0, word)


def test_every_fault_has_words_in_three_languages():
    assert {frozenset(words) for words in verify_ledger.WORDS.values()} == {
        frozenset(verify_ledger.WORDS["en"])
    }


@pytest.mark.parametrize("wrong", ["12", "1:abc", "x:" + "0" * 64])
def test_head_that_is_none_is_wrong_usage(wrong: str, lines: Lines, tmp_path: Path):
    assert verified(tmp_path, lines, "--expect-head", wrong)[0] == 2


def test_file_that_is_not_there_is_wrong_usage(tmp_path: Path):
    assert bare(str(tmp_path / "none.jsonl"))[0] == 2


def test_names_are_checked_against_the_seals(tmp_path: Path):
    rows = read(1) + read(1, readings=[message(action="download_file")])
    names = [{"seal": row.reader.seal, **row.reader.content()} for row in rows]
    path = tmp_path / "names.jsonl"

    def told_of(shown: list[dict[str, object]]) -> tuple[int, list[str]]:
        path.write_text("".join(f"{json.dumps(name)}\n" for name in shown), encoding="utf-8")
        return verified(tmp_path, [row.line() for row in rows], "--names", str(path))

    assert told_of(names) == (0, told_of(names)[1])
    assert told_of(names)[1][1].startswith("2 of 2 readers have a name")
    assert told_of(names[:1])[0] == 0
    assert told_of([names[0] | {"name": "Другой"}, names[1]])[0] == 1
    assert told_of([names[0] | {"account": names[1]["account"]}, names[1]])[0] == 1
    assert told_of([names[0], names[0]])[0] == 0
