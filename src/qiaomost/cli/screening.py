"""Commands for the lists that parties are screened by."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from django.utils import timezone

from qiaomost.common.errors import Invalid
from qiaomost.compliance.drafts.screening import BadLine
from qiaomost.compliance.models import Screening
from qiaomost.compliance.selectors.screening import editions_in_force, replays_to_the_same
from qiaomost.compliance.transfer.screening import import_list

SHOWN = 20
"""So many bad lines are printed, the others counted."""


@click.group("screening")
def screening_command() -> None:
    """Keep the lists that parties are screened by."""


@screening_command.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--list", "list_name", required=True, help="Name of the list: letters, digits and hyphens.")
@click.option("--edition", required=True, help="Name of the edition, such as 2026-08-31.")
@click.option("--source", required=True, help="Address at which the list was published.")
def import_command(*, file: Path, list_name: str, edition: str, source: str) -> None:
    """Import an edition of a list from FILE: JSON lines in FollowTheMoney's format.

    Persons, organisations and companies are read; other lines are passed over and counted. Bad lines are printed with
    their number and reason, the others are in. The same bytes of the same list change nothing. An import that was
    interrupted is simply started again.

    Exit status: 0 the edition is in force; 1 it is, but some lines were bad, or something is wrong with the edition
    and it is not; 2 wrong usage.
    """
    bad = 0

    def tell(line: BadLine) -> None:
        nonlocal bad
        bad += 1
        if bad <= SHOWN:
            click.echo(f"Line {line.number}: {line.reason}", err=True)

    try:
        done = import_list(
            file, list_name=list_name, edition=edition, source_address=source, now=timezone.now(), on_bad=tell
        )
    except Invalid as error:
        raise click.ClickException(str(error)) from error
    if not done.is_new:
        click.echo(f"{done.edition} is here already: nothing changed.")
        return
    click.echo(
        f"{done.edition} is in force. Parties: {done.parties}. Passed over: {done.passed_over}. Bad: {bad}."
    )
    if bad:
        sys.exit(1)


@screening_command.command("lists")
def lists_command() -> None:
    """Print the editions in force."""
    for edition in editions_in_force(now=timezone.now()):
        click.echo(f"{edition}: {edition.parties} parties, {edition.source_address}, sha256 {edition.sha256}")


@screening_command.command("replay")
def replay_command() -> None:
    """Compare every party anew as it was, with the editions of then; exit with 1 if any result is another."""
    rows = Screening.objects.filter(is_current=True).order_by("pk").iterator(chunk_size=200)
    wrong = total = 0
    for screening in rows:
        total += 1
        if not replays_to_the_same(screening):
            wrong += 1
            click.echo(
                f"Screening {screening.pk} of {screening.screened_at:%Y-%m-%d} has another result.", err=True
            )
    click.echo(f"{total} screenings replayed, {wrong} with another result.")
    if wrong:
        sys.exit(1)
