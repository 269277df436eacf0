from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from qiaomost.catalogue.models import Record
from qiaomost.cli.transfer import export_command, import_command
from tests.factories import OrganisationFactory, RecordFactory
from tests.qiaomost.catalogue.transfer.rows import achievement_row
from tests.qiaomost.conftest import People

pytestmark = pytest.mark.django_db


def rows_file(folder: Path, *rows: dict[str, Any], name: str = "rows.jsonl", more: str = "") -> str:
    path = folder / name
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows) + more)
    return str(path)


def run(command: Any, *arguments: str) -> Result:
    return CliRunner().invoke(command, list(arguments))


def test_import_tells_its_counts_and_ends_with_0(tmp_path: Path):
    result = run(import_command, rows_file(tmp_path, achievement_row()), "--json")
    assert (result.exit_code, json.loads(result.stdout)) == (
        0,
        {"created": 1, "updated": 0, "unchanged": 0, "bad": 0},
    )
    assert "the catalogue's own shape, as source “rows”" in result.stderr


def test_import_with_bad_rows_tells_each_and_ends_with_1(tmp_path: Path):
    file, report = rows_file(tmp_path, achievement_row(), more="{\n" * 25), tmp_path / "bad.jsonl"
    result = run(import_command, file, "--report", str(report))
    assert (result.exit_code, result.stdout) == (1, "1 created, 0 updated, 0 unchanged, 25 bad.\n")
    assert [f"Line {line}: The line is not JSON" in result.stderr for line in (2, 21, 22)] == [
        True,
        True,
        False,
    ]
    bad = [json.loads(line) for line in report.read_text().splitlines()]
    assert [row["line"] for row in bad] == list(range(2, 27))


def test_import_by_flags(tmp_path: Path):
    owner = OrganisationFactory()
    file = tmp_path / "a.csv"
    file.write_bytes("name;note\nМост;x\n".encode("cp1251"))
    flags = ["--map", "title=name", "--set", "kind=challenge", "--language", "ru", "--source", "s"]
    result = run(import_command, str(file), *flags, "--encoding", "cp1251", "--organisation", str(owner.pk))
    assert (result.exit_code, result.stdout) == (0, "1 created, 0 updated, 0 unchanged, 0 bad.\n")
    record = Record.objects.get()
    assert (record.kind, record.source, record.organisation) == ("challenge", "s", owner)


def test_import_by_a_mapping_file(tmp_path: Path):
    (tmp_path / "m.toml").write_text('source = "m"\n[columns]\ntitle = "n"\n[set]\nkind = "challenge"\n')
    file = rows_file(tmp_path, {"n": "桥"})
    assert run(import_command, file, "--mapping", str(tmp_path / "m.toml")).exit_code == 0
    assert Record.objects.get().source == "m"


def test_dry_run_writes_nothing(tmp_path: Path):
    result = run(import_command, rows_file(tmp_path, achievement_row()), "--dry-run")
    assert result.stdout == "Nothing written; it would be: 1 created, 0 updated, 0 unchanged, 0 bad.\n"
    assert Record.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "content", "flags", "reason"),
    [
        ("a.jsonl", "", [], "It is empty."),
        ("a.jsonl", "{\n", [], "no row that can be read"),
        ("a.xls", "", [], "none of the kinds"),
        ("a.csv", "name\nx\n", [], "--map title=COLUMN"),
        ("a.csv", "name\nx\n", ["--map", "title"], "FIELD=VALUE"),
        ("a.csv", "name\nx\n", ["--map", "title=name", "--organisation", "o9"], "o9"),
        ("a.csv", "name\nx\n", ["--kind", "expert"], "'expert' is not one of"),
    ],
)
def test_import_that_can_not_begin_ends_with_2(
    tmp_path: Path, name: str, content: str, flags: list[str], reason: str
):
    (tmp_path / name).write_text(content)
    result = run(import_command, str(tmp_path / name), *flags)
    assert (result.exit_code, result.stdout) == (2, "")
    assert reason in result.stderr
    assert Record.objects.count() == 0


def test_export_is_what_the_account_may_read(tmp_path: Path, people: People):
    for level in ("public", "room"):
        RecordFactory(state="published", organisation=people.organisation, disclosure=level)
    seen = {}
    for email in ("", people.author.email.upper()):
        file = tmp_path / "out.jsonl"
        result = run(export_command, str(file), *(["--as", email] if email else []))
        assert result.exit_code == 0
        seen[bool(email)] = [json.loads(line)["disclosure"] for line in file.read_text().splitlines()]
    assert {name: sorted(levels) for name, levels in seen.items()} == {
        False: ["public"],
        True: ["public", "room"],
    }
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]


def test_export_to_standard_output_is_jsonl():
    RecordFactory(state="published")
    result = run(export_command, "-")
    assert (result.exit_code, len(result.stdout.splitlines())) == (0, 1)
    assert json.loads(result.stdout)["kind"] == "achievement"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [([], "Name a FILE"), (["out.pdf"], "“.pdf” is none of"), (["-", "--as", "x@y"], "no account x@y")],
)
def test_export_with_wrong_usage_ends_with_2(arguments: list[str], reason: str):
    result = run(export_command, *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert reason in result.stderr


def test_export_into_a_missing_folder_ends_with_1_and_no_traceback(tmp_path: Path):
    result = run(export_command, str(tmp_path / "no" / "out.csv"))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "No such file" in result.stderr


def test_collection_is_written_without_any_record(tmp_path: Path):
    result = run(export_command, "--collection", str(tmp_path))
    assert result.exit_code == 0
    files = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file())
    assert files == ["corpus.jsonl", "qrels/dev.tsv", "qrels/test.tsv", "queries.jsonl"]
