"""Commands that move records in and out of files: import, export."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import chain, count
from pathlib import Path
from typing import Any, BinaryIO, TextIO
from uuid import UUID

import click
from django.conf import settings
from django.db import Error as DatabaseError
from django.utils import timezone

from qiaomost.catalogue.demo.collection import write_collection
from qiaomost.catalogue.models import RecordKind
from qiaomost.catalogue.transfer.exporting import export_rows, records_to_export
from qiaomost.catalogue.transfer.mapping import WrongMapping, choose, load_mapping
from qiaomost.catalogue.transfer.readers import (
    ENCODINGS,
    Row,
    UnreadableFile,
    count_lines,
    is_table,
    read_rows,
)
from qiaomost.catalogue.transfer.references import find_organisation
from qiaomost.catalogue.transfer.running import BadRow, Plan, Report, import_rows
from qiaomost.catalogue.transfer.writing import WRITERS
from qiaomost.cli.progress import progress_bar
from qiaomost.cli.readers import standing_as
from qiaomost.common.languages import LanguageCode

SHOWN = 20
"""So many bad rows are printed; the report file has all of them."""

Pairs = tuple[tuple[str, str], ...]


class CannotRead(click.ClickException):
    """The file or the mapping is wrong: nothing can be imported."""

    exit_code = 2


def _pair(_context: click.Context, _option: click.Parameter, values: Sequence[str]) -> Pairs:
    split = [value.partition("=") for value in values]
    if not all(name and mark and value for name, mark, value in split):
        raise click.BadParameter("write it as FIELD=VALUE.")
    return tuple((name, value) for name, _mark, value in split)


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--source", default="", help="Name of the source; by default the mapping's, else the file's name."
)
@click.option("--kind", type=click.Choice(["achievement", "challenge"]), help="Kind of all rows.")
@click.option("--language", type=click.Choice(LanguageCode.values), help="Language of all rows.")
@click.option("--map", "flags", multiple=True, callback=_pair, help="FIELD=COLUMN; may be given many times.")
@click.option("--set", "values", multiple=True, callback=_pair, help="FIELD=VALUE for all rows; many times.")
@click.option(
    "--mapping", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A mapping file."
)
@click.option(
    "--organisation", default="", help="Owner of rows that name none: its id, here or in its source."
)
@click.option("--encoding", type=click.Choice(ENCODINGS), help="Encoding of a text file; UTF-8 if not given.")
@click.option(
    "--report", type=click.Path(dir_okay=False, path_type=Path), help="Write bad rows here, as JSONL."
)
@click.option("--dry-run", is_flag=True, help="Check every row and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as one JSON object.")
def import_command(
    *,
    file: Path,
    source: str,
    kind: str | None,
    language: str | None,
    flags: Pairs,
    values: Pairs,
    mapping: Path | None,
    organisation: str,
    encoding: str | None,
    report: Path | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Import records from FILE: JSONL, CSV or XLSX.

    Rows are told apart by their id within the source. A row that was imported already is passed over, one that has
    changed is brought up to date; so an import that was interrupted is simply started again. A row is imported as a
    whole or not at all.

    Which column is which field is told by a mapping file (TOML or JSON, with the tables "columns" and "set"), by
    --map and --set, by the columns' names, or is known for shapes that the catalogue knows; what was chosen is
    printed.

    Exit status: 0 if all rows are fine; 1 if some rows are bad (each is printed with its line and reason, the others
    are in); 2 if the file can't be read, the mapping is wrong, or the usage is.
    """
    constants = dict(values) | {
        name: value for name, value in (("kind", kind), ("language", language)) if value
    }
    with _reasons(), ExitStack() as stack:
        on_bad = _tell_bad_rows(stack.enter_context(report.open("w", encoding="utf-8")) if report else None)
        rows, columns = _peeked(read_rows(file, encoding=encoding))
        chosen, name = choose(
            columns,
            given=load_mapping(mapping) if mapping else None,
            flags=dict(flags),
            constants=constants,
            is_table=is_table(file),
        )
        plan = Plan(source or (chosen.source if chosen else "") or file.stem, chosen, _owner(organisation))
        click.echo(f"Reading {file.name} by {name}, as source “{plan.source}”.", err=True)
        advance = stack.enter_context(progress_bar(count_lines(file), "Importing rows"))
        result = import_rows(rows, plan, now=timezone.now(), on_bad=on_bad, progress=advance, dry_run=dry_run)
    _tell(result, as_json=as_json, dry_run=dry_run)
    sys.exit(1 if result.bad else 0)


@contextmanager
def _reasons() -> Iterator[None]:
    """Turn what stops an import into one line on stderr."""
    try:
        yield
    except (UnreadableFile, WrongMapping) as error:
        raise CannotRead(str(error)) from error
    except (OSError, DatabaseError) as error:
        raise click.ClickException(f"{error}. Rows before are in; start again to go on.") from error


def _peeked(rows: Iterator[Row]) -> tuple[Iterator[Row], list[str]]:
    """Return all rows again, and the columns of the first one that can be read."""
    seen: list[Row] = []
    for row in rows:
        seen.append(row)
        if not row.fault:
            return chain(seen, rows), list(row.values)
    raise UnreadableFile(f"The file has no row that can be read. {seen[0].fault if seen else 'It is empty.'}")


def _owner(organisation: str) -> UUID | None:
    found = find_organisation(organisation) if organisation else None
    if organisation and found is None:
        raise click.BadParameter(
            f"there is no (single) organisation “{organisation}”.", param_hint="--organisation"
        )
    return found


def _tell_bad_rows(report: TextIO | None) -> Callable[[BadRow], None]:
    """Return what takes a bad row: the first ones are printed, all of them go into the report."""
    told = count()

    def on_bad(row: BadRow) -> None:
        if report:
            report.write(json.dumps({"line": row.line, "reason": row.reason}, ensure_ascii=False) + "\n")
        number = next(told)
        if number < SHOWN:
            click.echo(f"Line {row.line}: {row.reason}", err=True)
        elif number == SHOWN:
            click.echo("… and more; --report FILE takes them all.", err=True)

    return on_bad


def _tell(report: Report, *, as_json: bool, dry_run: bool) -> None:
    counts = report.as_dict()
    if as_json:
        click.echo(json.dumps(counts))
        return
    told = ", ".join(f"{number} {name}" for name, number in counts.items())
    click.echo(f"{'Nothing written; it would be: ' if dry_run else ''}{told}.")


@click.command("export")
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path), required=False)
@click.option(
    "--format", "form", type=click.Choice(list(WRITERS)), help="By default what FILE's suffix says."
)
@click.option("--kind", type=click.Choice(RecordKind.values), default=None, help="Only records of this kind.")
@click.option("--as", "email", help="Export what this account may read; by default what anyone may.")
@click.option(
    "--collection",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write the demonstration catalogue as a test collection into this folder, and nothing else.",
)
def export_command(
    *, file: Path | None, form: str | None, kind: str | None, email: str | None, collection: Path | None
) -> None:
    """Export published records to FILE, or to standard output if FILE is "-".

    JSONL keeps everything that the reader may see, so that an import of it gives the same records; CSV and XLSX have
    one row for a record. What the reader may not see is left out, sections included. Attachments are not exported.

    Exit status: 0 done, 1 failed, 2 wrong usage.
    """
    if collection:
        click.echo(f"{write_collection(collection)} files written to {collection}.", err=True)
        return
    if file is None:
        raise click.UsageError("Name a FILE, “-” for standard output, or --collection.")
    form = form or (file.suffix[1:].lower() if str(file) != "-" else "jsonl")
    if form not in WRITERS:
        raise click.BadParameter(
            f"the suffix “{file.suffix}” is none of {', '.join(WRITERS)}.", param_hint="--format"
        )
    reader, kind = standing_as(email), kind or ""
    try:
        total = records_to_export(reader, kind=kind).count()
        with written_whole(file) as stream, progress_bar(total, "Exporting records") as advance:
            rows = export_rows(reader, kind=kind, node=settings.QIAOMOST.node_code)
            written = WRITERS[form](_counted(rows, advance), stream)
    except (OSError, DatabaseError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{written} records exported.", err=True)


@contextmanager
def written_whole(file: Path, *, mode: int = 0o666) -> Iterator[BinaryIO]:
    """Give a stream to write; a file appears under its name only when it is whole, with the permissions ``mode``."""
    if str(file) == "-":
        yield sys.stdout.buffer
        sys.stdout.flush()
        return
    part = file.with_name(f"{file.name}.{os.getpid()}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


def _counted(rows: Iterator[dict[str, Any]], advance: Callable[[int], None]) -> Iterator[dict[str, Any]]:
    for row in rows:
        yield row
        advance(1)
