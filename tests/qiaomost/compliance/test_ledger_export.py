from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4
from zipfile import ZipFile

import pytest
from click.testing import CliRunner
from django.db import connection

from qiaomost.cli.ledgers import ledger_command
from qiaomost.compliance.models import HeadReceipt, ReaderName
from qiaomost.compliance.services import disclosure, verify_ledger
from qiaomost.compliance.services.ledger_export import export_ledger
from tests.emptying import without_protection
from tests.factories import NOW
from tests.qiaomost.compliance.reading import CASE, a_reader, read

pytestmark = pytest.mark.django_db

PARTY = UUID(int=7)


def exported() -> ZipFile:
    stream = io.BytesIO()
    export_ledger(case_id=CASE, organisation_id=PARTY, stream=stream, now=NOW)
    return ZipFile(stream)


def test_export_has_rows_names_heads_verifier_and_a_guide():
    read(3), read(2)
    archive = exported()
    assert archive.namelist() == [
        "ledger.jsonl",
        "names.jsonl",
        "heads.txt",
        "verify_ledger.py",
        "README.txt",
    ]
    lines = archive.read("ledger.jsonl").splitlines()
    assert lines == [row.line() for row in disclosure.chain_of(CASE)]
    names = [json.loads(line) for line in archive.read("names.jsonl").splitlines()]
    assert sorted(name["seal"] for name in names) == sorted(ReaderName.objects.values_list("pk", flat=True))
    head = disclosure.head_of(CASE)
    assert archive.read("heads.txt").decode() == f"{head} 2026-09-01T08:00:00Z\n"
    assert archive.read("verify_ledger.py") == Path(verify_ledger.__file__).read_bytes()
    guide = archive.read("README.txt").decode()
    assert guide.count(f"--expect-head {head}") == 3
    assert all(word in guide for word in ("披露账本", "Журнал раскрытия", "The disclosure ledger"))


def test_export_verifies_where_it_is_unpacked(tmp_path: Path):
    read(4)
    exported().extractall(tmp_path)
    head = str(disclosure.head_of(CASE))
    command = [sys.executable, "-I", "verify_ledger.py", "ledger.jsonl", "--names", "names.jsonl"]
    done = subprocess.run(
        [*command, "--expect-head", head], cwd=tmp_path, env={}, check=True, capture_output=True
    )
    assert done.stdout.decode().splitlines()[1].startswith("1 of 1 readers have a name")


def test_export_has_the_heads_of_the_party_alone():
    read(1)
    first = exported()
    disclosure.give_receipt(case_id=CASE, organisation_id=uuid4(), now=NOW)
    read(1)
    second = exported()
    assert len(first.read("heads.txt").splitlines()) == 1
    assert [line[:2] for line in second.read("heads.txt").splitlines()] == [b"1:", b"2:"]


def test_export_has_no_name_that_was_erased():
    read(1), read(1)
    kept = ReaderName.objects.order_by("pk").first()
    ReaderName.objects.exclude(pk=kept.pk).update(name="", salt="")
    assert [json.loads(line)["seal"] for line in exported().read("names.jsonl").splitlines()] == [kept.pk]


def test_export_of_one_case_has_no_row_of_another():
    read(1), read(2, case_id=uuid4())
    archive = exported()
    assert len(archive.read("ledger.jsonl").splitlines()) == 1
    assert len(archive.read("names.jsonl").splitlines()) == 1


def run(*arguments: Any) -> Any:
    return CliRunner().invoke(ledger_command, [str(argument) for argument in arguments])


def test_verify_command_tells_all_ledgers():
    other = UUID(int=1)
    read(2), read(3, case_id=other)
    result = run("verify")
    told = [line.partition(", head")[0] for line in result.output.splitlines()]
    assert (result.exit_code, told) == (0, [f"Sound: case/{other}, 3 rows", f"Sound: case/{CASE}, 2 rows"])


def test_verify_command_fails_where_rows_were_cut_off():
    read(3)
    exported()
    with without_protection("compliance_disclosurerow"):
        connection.cursor().execute("DELETE FROM compliance_disclosurerow WHERE sequence = 3")
    result = run("verify", CASE)
    assert result.exit_code == 1
    assert "row 3: was cut off" in result.output


def test_verify_command_fails_where_a_row_was_changed():
    read(3)
    with without_protection("compliance_disclosurerow"):
        connection.cursor().execute("UPDATE compliance_disclosurerow SET label = 'x' WHERE sequence = 2")
    result = run("verify")
    assert result.exit_code == 1
    assert "row 2: was changed" in result.output


def test_verify_command_takes_a_case_that_nobody_has_read():
    result = run("verify", CASE)
    assert (result.exit_code, result.output) == (0, f"Sound: case/{CASE}, 0 rows, head 0:{'0' * 64}\n")


def test_export_command_writes_the_file_and_gives_a_receipt(tmp_path: Path):
    _user, organisation = a_reader()
    read(2)
    file = tmp_path / "ledger.zip"
    result = run("export", CASE, file, "--for", organisation.pk)
    assert result.exit_code == 0
    assert len(ZipFile(file).read("ledger.jsonl").splitlines()) == 2
    assert HeadReceipt.objects.get().organisation_id == organisation.pk
