"""Commands of the translation memory and the term base."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any

import click
from django.utils import timezone

from qiaomost.cli.transfer import written_whole
from qiaomost.common.languages import LanguageCode
from qiaomost.translation.selectors import concepts, segments_to_export
from qiaomost.translation.services import import_segments
from qiaomost.translation.states import Level
from qiaomost.translation.transfer.loading import load_concepts, load_starter_terms
from qiaomost.translation.transfer.tables import read_memory, read_terms, write_memory, write_terms
from qiaomost.translation.transfer.tmx import UnreadableFile, read_tmx, write_tmx

CHUNK = 1000
LEVELS = [Level.PUBLIC.value, Level.MEMBERS.value]

existing = click.Path(exists=True, dir_okay=False, path_type=Path)
written = click.Path(dir_okay=False, allow_dash=True, path_type=Path)


@click.group("translation")
def translation_command() -> None:
    """Move the translation memory and the term base in and out of files."""


@translation_command.group("tmx")
def tmx() -> None:
    """Move the translation memory as TMX 1.4b."""


@translation_command.group("csv")
def table() -> None:
    """Move the translation memory as CSV."""


@translation_command.group("terms")
def terms() -> None:
    """Move the term base as CSV."""


@contextmanager
def _read(file: Path) -> Iterator[IO[bytes]]:
    try:
        with file.open("rb") as stream:
            yield stream
    except (UnreadableFile, OSError) as error:
        raise click.ClickException(str(error)) from error


def _level(command: Callable[..., Any]) -> Callable[..., Any]:
    words = "Level of the segments: public (taken if not given) or members."
    return click.option("--level", type=click.Choice(LEVELS), default=LEVELS[0], help=words)(command)


def _choice(command: Callable[..., Any]) -> Callable[..., Any]:
    """Which segments a file gets; those of rooms never leave."""
    for name in ("target", "source"):
        words = f"Only segments with this {name} language."
        command = click.option(f"--{name}", type=click.Choice(LanguageCode.values), help=words)(command)
    words = "Only segments of this level; may be repeated; public alone if not given."
    return click.option(
        "--level", "levels", type=click.Choice(LEVELS), multiple=True, default=LEVELS[:1], help=words
    )(command)


def _import(file: Path, level: str, read: Callable[[IO[bytes]], Any]) -> None:
    with _read(file) as stream:
        new, others = import_segments(actor=None, drafts=read(stream), level=level, now=timezone.now())
    click.echo(f"{new} segments added, {others} passed over: known already, empty or too long.")


@tmx.command("import")
@click.argument("file", type=existing)
@_level
def import_tmx(*, file: Path, level: str) -> None:
    """Add the segments of FILE to the memory, approved but for a machine's; all or none."""
    _import(file, level, read_tmx)


@table.command("import")
@click.argument("file", type=existing)
@_level
def import_table(*, file: Path, level: str) -> None:
    """Add the segments of FILE to the memory, approved but for a machine's; all or none."""
    _import(file, level, read_memory)


@tmx.command("export")
@click.argument("file", type=written)
@_choice
def export_tmx(*, file: Path, levels: tuple[str, ...], source: str | None, target: str | None) -> None:
    """Write the approved segments of the memory to FILE, or to standard output if FILE is "-"."""
    rows = segments_to_export(levels=levels, source=source or "", target=target or "").iterator(CHUNK)
    with written_whole(file) as stream:
        count = write_tmx(rows, stream, version=version("qiaomost"))
    click.echo(f"{count} segments exported.", err=True)


@table.command("export")
@click.argument("file", type=written)
@_choice
def export_table(*, file: Path, levels: tuple[str, ...], source: str | None, target: str | None) -> None:
    """Write the approved segments of the memory to FILE, or to standard output if FILE is "-"."""
    rows = segments_to_export(levels=levels, source=source or "", target=target or "").iterator(CHUNK)
    with written_whole(file) as stream:
        count = write_memory(rows, stream)
    click.echo(f"{count} segments exported.", err=True)


@terms.command("import")
@click.argument("file", type=existing, required=False)
@click.option(
    "--starter", is_flag=True, help="Add the concepts that ship with the product, instead of a FILE."
)
def import_terms(*, file: Path | None, starter: bool) -> None:
    """Bring the concepts of FILE into the term base, known by their codes; all or none."""
    if starter == bool(file):
        raise click.UsageError("Name a FILE, or --starter.")
    if file is None:
        told = load_starter_terms(now=timezone.now())
    else:
        with _read(file) as stream:
            told = load_concepts(actor=None, rows=read_terms(stream), now=timezone.now())
    click.echo(f"{told.created} concepts added, {told.updated} changed, {told.unchanged} as they were.")


@terms.command("export")
@click.argument("file", type=written)
def export_terms(*, file: Path) -> None:
    """Write the concepts in use to FILE, or to standard output if FILE is "-"."""
    with written_whole(file) as stream:
        count = write_terms(concepts().iterator(CHUNK), stream)
    click.echo(f"{count} concepts exported.", err=True)
