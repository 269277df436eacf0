"""A node is carried into one file while people work on it, and back into an empty place: as an operator does it."""

from __future__ import annotations

import json
import signal
import sqlite3
import sys
import tarfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from qiaomost.cli.backups import databases
from qiaomost.cli.backups.verifying import models_with_files, name_of_file
from tests.qiaomost.running import RunningNode, running_node

pytestmark = pytest.mark.django_db  # so that nodes begin as copies of the migrated database

SEED = """
from io import BytesIO
from qiaomost.catalogue.services import attach_file
from qiaomost.compliance.services.consent import give_consent
from qiaomost.compliance.selectors.consent import wordings
from tests.factories import NOW, RecordFactory, UserFactory
from tests.qiaomost.compliance.reading import read
record = RecordFactory(state="draft")
for number in range(3):
    attach_file(actor=None, record_id=record.pk, name=f"{number}.txt", content=BytesIO(b"frost %d" % number), now=NOW)
read(5)
reader = UserFactory()
shown = next(one for one in wordings().values() if one.purpose == "mail_digest")
give_consent(actor=reader, purpose="mail_digest", sha256=shown.sha256, now=NOW)
print("null")
"""

WRITER = """
from io import BytesIO
from qiaomost.catalogue.models import Record
from qiaomost.catalogue.services import attach_file
from tests.factories import NOW
record = Record.objects.get()
for number in range(100, 10_000):
    attach_file(actor=None, record_id=record.pk, name=f"{number}.txt", content=BytesIO(b"ice %d" % number), now=NOW)
    print(number, flush=True)
"""
"""Attaches one file after the other, and prints each when it is committed."""

DIES = """
import os, signal
from qiaomost.cli.backups import databases
from qiaomost.cli import main
databases.{verb} = lambda file: os.kill(os.getpid(), signal.SIGKILL)
sys.argv = ["qiaomost", "{command}", "{file}"]
main()
"""

TABLES = {
    "": "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY 1",
    "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1",
}

BREAK = {
    "ledger": "compliance_disclosurerow",
    "consents": "compliance_consentrow",
}


@pytest.fixture
def node(db: None, tmp_path: Path) -> Iterator[RunningNode]:
    with running_node(tmp_path) as running:
        running.ask(SEED)
        yield running


@pytest.fixture
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningNode]:
    with running_node(tmp_path_factory.mktemp("elsewhere"), is_migrated=False) as running:
        yield running


def rows(node: RunningNode) -> dict[str, list[Any]]:
    """Table → all its rows, but for the signs of life, which a backup adds to."""
    names = [name for (name,) in node.rows(TABLES[node.database_url and "postgresql"])]
    return {
        name: sorted(node.rows(f'SELECT * FROM "{name}"'), key=str)
        for name in names
        if name != "common_heartbeat"
    }


def files(node: RunningNode) -> dict[str, bytes]:
    root = node.folder / "files"
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def is_untouched(node: RunningNode) -> bool:
    is_empty = (
        node.rows(TABLES["postgresql"]) == []
        if node.database_url
        else not (node.folder / "qiaomost.db").exists()
    )
    return is_empty and not (node.folder / "files").exists() and not (node.folder / "restoring").exists()


@pytest.mark.slow
def test_node_goes_into_a_file_and_comes_back(node: RunningNode, elsewhere: RunningNode, tmp_path: Path):
    file = tmp_path / "node.tar.gz"
    node.run("backup", str(file))
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir() if "backup" in path.name or ".part" in path.name] == []
    before = rows(node)
    assert len(before["compliance_disclosurerow"]) == 5
    assert elsewhere.run("restore", str(file)).startswith("0 records indexed.\nThe node of ")
    assert rows(elsewhere) == before
    assert files(elsewhere) == files(node)
    assert len(files(node)) == 3
    key = elsewhere.folder / "secret_key"
    assert (key.read_text(), key.stat().st_mode & 0o777) == ((node.folder / "secret_key").read_text(), 0o600)
    assert not (elsewhere.folder / "restoring").exists()
    # rows of the ledger are as final as they were
    with pytest.raises(Exception, match="rows are final"):
        _execute(elsewhere, "UPDATE compliance_disclosurerow SET label = 'x'")
    # and a second restore is refused
    said = elsewhere.refused("restore", str(file))
    assert "The database is not empty, and a restore never overwrites." in said
    assert (rows(elsewhere), files(elsewhere)) == (before, files(node))


@pytest.mark.slow
def test_backup_under_a_writer_has_every_file_that_its_rows_name(
    node: RunningNode, elsewhere: RunningNode, tmp_path: Path
):
    writer = node.start_script(WRITER)
    assert writer.stdout
    assert writer.stdout.readline() == "100\n"
    node.run("backup", str(tmp_path / "node.tar"))
    last = int(writer.stdout.readline())
    elsewhere.run("restore", str(tmp_path / "node.tar"))
    named = {name for (name,) in elsewhere.rows("SELECT file FROM catalogue_attachment")}
    assert len(named) > 3
    assert named <= files(elsewhere).keys()
    assert last > 100


@pytest.mark.slow
def test_killed_half_way_nothing_looks_whole_and_the_next_run_does_it(
    node: RunningNode, elsewhere: RunningNode, tmp_path: Path
):
    file = tmp_path / "node.tar"
    dying = node.start_script(DIES.format(verb="dump", command="backup", file=file))
    assert dying.wait() == -signal.SIGKILL
    assert not file.exists()
    node.run("backup", str(file))
    dying = elsewhere.start_script(DIES.format(verb="load", command="restore", file=file))
    assert dying.wait() == -signal.SIGKILL
    assert (elsewhere.folder / "restoring").exists()
    elsewhere.run("restore", str(file))
    assert (rows(elsewhere), files(elsewhere)) == (rows(node), files(node))


@pytest.mark.slow
def test_restore_refuses_what_is_not_whole_and_leaves_the_place_empty(
    node: RunningNode, elsewhere: RunningNode, tmp_path: Path
):
    file, broken = tmp_path / "node.tar", tmp_path / "broken.tar"
    node.run("backup", str(file))
    broken.write_bytes(file.read_bytes().replace(b"frost 1", b"frost 7", 1))
    assert "is not what its checksum says" in elsewhere.refused("restore", str(broken))
    newer = _with_manifest(file, tmp_path / "newer.tar", migrations=["common.9999_later"], version="9.0")
    said = elsewhere.refused("restore", str(newer))
    assert "it was made by a newer version, 9.0 (common.9999_later is not known here)" in said
    other = _with_manifest(
        file, tmp_path / "other.tar", database=["postgresql", "sqlite"][bool(node.database_url)]
    )
    assert "Set QIAOMOST_DATABASE_URL to an empty database of that kind." in elsewhere.refused(
        "restore", str(other)
    )
    assert is_untouched(elsewhere)
    (elsewhere.folder / "files").mkdir()
    (elsewhere.folder / "files" / "mine").write_text("kept")
    assert "files is not empty, and a restore never overwrites" in elsewhere.refused("restore", str(file))
    assert files(elsewhere) == {"mine": b"kept"}


@pytest.mark.slow
def test_restore_tells_what_was_damaged_before_and_which_settings_differ(
    node: RunningNode, elsewhere: RunningNode, tmp_path: Path
):
    for table in BREAK.values():
        _break(node, table)
    lost, damaged = sorted((node.folder / "files").rglob("*/*/*"))[:2]
    lost.unlink()
    damaged.write_text("rotten")
    file = str(tmp_path / "node.tar")
    backed_up = node.refused(
        "backup", file, QIAOMOST_NODE_CODE="heilongjiang", QIAOMOST_EMAIL_URL="smtp://u:p@mail"
    )
    assert (
        f"damaged where they lay, before it: files/{damaged.relative_to(node.folder / 'files')}" in backed_up
    )
    assert b"smtp" not in Path(file).read_bytes()
    said = elsewhere.refused("restore", file, QIAOMOST_SECRET_KEY="another")
    assert f"The file {lost.relative_to(node.folder / 'files')} is named by the database" in said
    assert (
        f"The file files/{damaged.relative_to(node.folder / 'files')} was damaged before the backup." in said
    )
    assert "row 1: was changed" in said
    assert "do not hold together at row 1" in said
    assert "Setting: QIAOMOST_NODE_CODE was 'heilongjiang' and is 'local' here." in said
    assert "Setting: QIAOMOST_EMAIL_URL was set; it is secret and in no backup." in said
    assert "Setting: The secret key is another one" in said
    assert rows(elsewhere) == rows(node)


def test_tool_of_postgresql_that_is_missing_is_named_with_what_to_install(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(databases.DatabaseToolFailed, match=r"pg_dump is not installed.*postgresql-client"):
        databases._run(["pg_dump"], {})


def test_every_folder_of_files_belongs_to_a_model_that_restores_look_at():
    folders = {
        value
        for model in models_with_files()
        for base in model.__mro__
        for name, value in vars(sys.modules[base.__module__]).items()
        if name.endswith("_FOLDER")
    }
    assert folders == {
        "answers",
        "attachments",
        "case-evidence",
        "export-documents",
        "forum-exports",
        "materials",
        "rooms",
        "signed-agreements",
    }


@pytest.mark.parametrize("model", models_with_files())
def test_every_model_with_files_says_where_its_file_lies(model: Any):
    digest = "ab" * 32
    row = model(sha256=digest)
    if not isinstance(getattr(model, "path", None), property):
        row.file.name = row.file.field.upload_to(row, "report.pdf")
    assert name_of_file(row).endswith(f"/ab/{digest}")


def _with_manifest(file: Path, into: Path, **changes: Any) -> Path:
    """A sound backup that says other things of itself."""
    from qiaomost.cli.backups.archive import written_archive

    with (
        tarfile.open(file) as tar,
        into.open("wb") as stream,
        written_archive(stream, is_compressed=False) as made,
    ):
        for member in tar:
            content = tar.extractfile(member)
            assert content
            if member.name == "manifest.json":
                made.add_text(member.name, json.dumps(json.load(content) | changes))
            elif member.name != "SHA256SUMS":
                part = into.with_suffix(".member")
                part.write_bytes(content.read())
                made.add_file(member.name, part)
    return into


def _execute(node: RunningNode, *statements: str) -> None:
    if node.database_url:
        import psycopg

        with psycopg.connect(node.database_url) as server:
            for statement in statements:
                server.execute(statement.encode())
        return
    with closing(sqlite3.connect(node.folder / "qiaomost.db")) as database, database:
        for statement in statements:
            database.execute(statement)


def _break(node: RunningNode, table: str) -> None:
    """Change the first row, as whoever holds the database can."""
    change = f"UPDATE {table} SET at = '2020-01-01 00:00:00' WHERE sequence = 1"
    if node.database_url:
        disable, enable = (f"ALTER TABLE {table} {verb} TRIGGER USER" for verb in ("DISABLE", "ENABLE"))
        _execute(node, disable, change, enable)
        return
    ((sql,),) = node.rows(f"SELECT sql FROM sqlite_master WHERE name = '{table}_no_update'")
    _execute(node, f"DROP TRIGGER {table}_no_update", change, sql)
