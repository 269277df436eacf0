"""Commands that carry a whole node into one file and back: backup, restore."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import click
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from pydantic import ValidationError

from qiaomost.cli.backups import databases, verifying
from qiaomost.cli.backups.archive import ArchiveBroken, Writer, extract, written_archive
from qiaomost.cli.backups.manifest import (
    BackupNotForHere,
    Manifest,
    check_fits,
    manifest_of_this_node,
    what_differs,
)
from qiaomost.cli.keeping import has_pending_migrations, rebuild_index
from qiaomost.cli.transfer import written_whole
from qiaomost.common import heartbeat
from qiaomost.discovery.engine import SearchUnavailable

STAGING = "restoring"
"""Folder in the data folder in which a restore unpacks; where it is left, one was interrupted."""


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
def backup_command(file: Path) -> None:
    """Write the whole node into FILE while it runs: database, uploaded files, secret key.

    FILE is a tar archive, compressed if its name ends with gz; “-” is standard output. It appears under its name when
    it is whole, readable by this account only. The index is not in it: a restore builds it anew.
    """
    if has_pending_migrations():
        raise click.ClickException("The database is not migrated: there is nothing to back up yet.")
    now = timezone.now()
    try:
        with written_whole(file, mode=0o600) as stream:
            sums = _write(stream, is_compressed=file.name.endswith("gz"), beside=file)
    except (OSError, databases.DatabaseToolFailed) as error:
        raise click.ClickException(f"{error} Nothing was written to {file}.") from error
    heartbeat.beat(heartbeat.BACKUP, now=now)
    files = sum(name.startswith("files/") for name in sums)
    click.echo(f"The node is in {file}: its database and {files} files.", err=True)
    damaged = verifying.misnamed(sums)
    if damaged:
        raise click.ClickException(
            f"The backup is whole, but these files were damaged where they lay, before it: {', '.join(damaged)}. "
            "Take them from an earlier backup."
        )


def _write(stream: BinaryIO, *, is_compressed: bool, beside: Path) -> dict[str, str]:
    """Write the archive; returns name → SHA-256.

    Files are put in before the database is dumped and once more after it. A file is written before the row that names
    it, and one that nothing names is deleted only after a day: so the files that were there before and those that came
    since are together all that the rows of that one moment name.
    """
    manifest = manifest_of_this_node(now=timezone.now())
    with written_archive(stream, is_compressed=is_compressed) as archive, _place_to_dump(beside) as dump:
        _add_new_files(archive)
        databases.dump(dump)
        _add_new_files(archive)
        archive.add_file(databases.MEMBERS[manifest.database], dump)
        key = settings.QIAOMOST.data_dir / "secret_key"
        if not settings.QIAOMOST.secret_key:
            archive.add_file(key.name, key)
        archive.add_text("manifest.json", manifest.model_dump_json(indent=2))
    return archive.sums


def _add_new_files(archive: Writer) -> None:
    root = Path(settings.MEDIA_ROOT)
    for path in sorted(path for path in root.rglob("*") if path.is_file() and path.suffix != ".part"):
        name = f"files/{path.relative_to(root).as_posix()}"
        if name not in archive.sums:
            try:
                archive.add_file(name, path)
            except FileNotFoundError:
                continue  # nothing named it, and it was swept


@contextmanager
def _place_to_dump(beside: Path) -> Iterator[Path]:
    """A file for the dump where there is room for the backup, too."""
    folder = settings.QIAOMOST.data_dir if str(beside) == "-" else beside.absolute().parent
    with tempfile.TemporaryDirectory(prefix=".qiaomost-backup-", dir=folder) as made:
        yield Path(made) / "database"


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore_command(file: Path) -> None:
    """Bring the node in FILE back into an empty database and an empty data folder; it never overwrites.

    Every checksum is compared before anything is put in place. Then the database is migrated, its ledgers are verified,
    missing files are named, and the index is built. An interrupted restore is simply started again.

    Exit status: 0 the node is back and sound; 1 it was refused, or something in it is not sound, and stderr says what.
    """
    staging = settings.QIAOMOST.data_dir / STAGING
    _refuse_to_overwrite(staging)
    try:
        manifest, sums = _unpacked(file, staging)
        _put_in_place(staging, manifest)
    except (OSError, ArchiveBroken, BackupNotForHere, databases.DatabaseToolFailed) as error:
        raise click.ClickException(f"{file} was not restored: {error}") from error
    call_command("migrate", interactive=False, verbosity=0)
    faults = [*_faults(sums), *_index_faults()]
    click.echo(f"The node of {manifest.made_at:%Y-%m-%d %H:%M} UTC is back, {len(sums)} parts of it.")
    for line in what_differs(manifest):
        click.echo(f"Setting: {line}", err=True)
    if faults:
        raise click.ClickException("It is back, but not all of it is sound:\n" + "\n".join(faults))


def _refuse_to_overwrite(staging: Path) -> None:
    if not databases.is_empty():
        raise click.ClickException(
            "The database is not empty, and a restore never overwrites. Name an empty database or another data folder."
        )
    files = Path(settings.MEDIA_ROOT)
    if not staging.exists() and files.exists() and any(files.iterdir()):
        raise click.ClickException(
            f"{files} is not empty, and a restore never overwrites. Move it away first."
        )


def _unpacked(file: Path, staging: Path) -> tuple[Manifest, dict[str, str]]:
    """Unpack and check everything beside its place; what is not taken is removed again."""
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(mode=0o700, parents=True)
    try:
        sums = extract(file, staging)
        manifest = _manifest(staging)
        check_fits(manifest)
        if databases.MEMBERS[manifest.database] not in sums:
            raise ArchiveBroken("it holds no database")
    except Exception:
        shutil.rmtree(staging, ignore_errors=True)
        raise
    return manifest, sums


def _manifest(staging: Path) -> Manifest:
    try:
        return Manifest.model_validate_json((staging / "manifest.json").read_bytes())
    except (FileNotFoundError, ValidationError) as error:
        raise ArchiveBroken("its manifest is missing or of another format") from error


def _put_in_place(staging: Path, manifest: Manifest) -> None:
    """Files and key first, the database last: without it nothing looks like a node, and the restore can be repeated."""
    files, key = Path(settings.MEDIA_ROOT), settings.QIAOMOST.data_dir / "secret_key"
    shutil.rmtree(files, ignore_errors=True)  # empty, or of a restore that was interrupted here
    (staging / "files").mkdir(exist_ok=True)
    (staging / "files").replace(files)
    if (staging / "secret_key").exists():
        (staging / "secret_key").chmod(0o600)
        (staging / "secret_key").replace(key)
    databases.load(staging / databases.MEMBERS[manifest.database])
    shutil.rmtree(staging)


def _faults(sums: dict[str, str]) -> list[str]:
    return [
        *(f"The database: {told}." for told in databases.faults()),
        *(
            f"The file {name} is named by the database and was not in the backup."
            for name in verifying.missing_files()
        ),
        *(f"The file {name} was damaged before the backup." for name in verifying.misnamed(sums)),
        *verifying.broken_ledgers(),
        *verifying.broken_consents(),
    ]


def _index_faults() -> list[str]:
    try:
        rebuild_index()
    except SearchUnavailable as error:
        return [f"The index was not built: {error}. Run `qiaomost reindex`."]
    return []
