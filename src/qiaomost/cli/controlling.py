"""Commands for control lists."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click
from django.utils import timezone

from qiaomost.catalogue.transfer.readers import ENCODINGS, UnreadableFile
from qiaomost.common.errors import Invalid
from qiaomost.compliance.drafts.controls import EditionDraft
from qiaomost.compliance.models import ControlList
from qiaomost.compliance.services.importing import import_edition
from qiaomost.compliance.transfer.controls import digest_of, read_controls

DAY = click.DateTime(["%Y-%m-%d"])


@click.group("controls")
def controls_command() -> None:
    """Keep the control lists of export control."""


@controls_command.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--list", "control_list", type=click.Choice(ControlList.values), required=True, help="Which list."
)
@click.option("--edition", required=True, help="Name of the edition, such as 2025-07.")
@click.option("--valid-from", type=DAY, required=True, help="Day on which the edition begins.")
@click.option("--valid-to", type=DAY, help="Last day of the edition, where it is known.")
@click.option("--source", required=True, help="Address at which the list was published.")
@click.option("--encoding", type=click.Choice(ENCODINGS), help="Encoding of a text file; UTF-8 if not given.")
@click.option("--sample", is_flag=True, help="Mark the edition as an invented sample.")
def import_command(
    *,
    file: Path,
    control_list: str,
    edition: str,
    valid_from: datetime,
    valid_to: datetime | None,
    source: str,
    encoding: str | None,
    sample: bool,
) -> None:
    """Import an edition of a control list from FILE: CSV, XLSX, JSONL or JSON.

    An edition is imported as a whole. If any row is bad, each bad one is printed with its number and reason, and
    nothing is imported. The same edition from the same file changes nothing.

    Exit status: 0 the edition is in; 1 something is wrong with it, and nothing was imported; 2 the file can't be
    read, or the usage is wrong.
    """
    draft = EditionDraft(
        control_list=control_list,
        name=edition,
        valid_from=valid_from.date(),
        valid_to=valid_to.date() if valid_to else None,
        source_address=source,
        sha256=digest_of(file),
        is_sample=sample,
    )
    try:
        rows = read_controls(file, encoding=encoding)
        done = import_edition(actor=None, draft=draft, rows=rows, now=timezone.now())
    except UnreadableFile as error:
        raise click.UsageError(str(error)) from error
    except Invalid as error:
        _tell_refusal(error)
        sys.exit(1)
    if not done.is_new:
        click.echo(f"{done.edition} is here already: nothing changed.")
        return
    click.echo(f"{done.edition} is in. Entries: {done.entries}. Records to check again: {done.to_recheck}.")


def _tell_refusal(error: Invalid) -> None:
    click.echo(f"qiaomost: {error.message}", err=True)
    for name, words in error.fields.items():
        click.echo(f"{f'Row {name}' if name.isdecimal() else name}: {words}", err=True)
