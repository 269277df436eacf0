"""Commands on the disclosure ledgers: verify, export."""

from __future__ import annotations

import sys
from pathlib import Path
from uuid import UUID

import click
from django.utils import timezone

from qiaomost.cli.transfer import written_whole
from qiaomost.compliance.models import DisclosureHead
from qiaomost.compliance.services import disclosure
from qiaomost.compliance.services.ledger_export import export_ledger
from qiaomost.compliance.services.verify_ledger import tell


@click.group("ledger")
def ledger_command() -> None:
    """Verify the disclosure ledgers of this node, or export one."""


@ledger_command.command("verify")
@click.argument("cases", nargs=-1, type=click.UUID)
def verify_command(cases: tuple[UUID, ...]) -> None:
    """Verify the ledgers of CASES, of all cases if none is named, against their heads and all receipts of heads.

    Exit status: 0 all are sound, 1 one is not.
    """
    is_sound = True
    for case_id in cases or DisclosureHead.objects.order_by("pk").values_list("pk", flat=True).iterator():
        heads = disclosure.heads_kept(case_id)
        report = disclosure.verify_chain(disclosure.chain_of(case_id).iterator(chunk_size=2000), heads=heads)
        is_sound &= report.is_valid
        report.chain = report.chain or f"case/{case_id}"
        click.echo("\n".join(tell(report, "en", with_head=True)[: None if report.faults else 1]))
    sys.exit(0 if is_sound else 1)


@ledger_command.command("export")
@click.argument("case_id", metavar="CASE", type=click.UUID)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--for", "organisation", type=click.UUID, required=True, help="Id of the party's organisation.")
def export_ledger_command(case_id: UUID, file: Path, organisation: UUID) -> None:
    """Export the ledger of CASE into FILE, a ZIP with rows, names, heads and the verifier."""
    try:
        with written_whole(file) as stream:
            receipt = export_ledger(
                case_id=case_id, organisation_id=organisation, stream=stream, now=timezone.now()
            )
    except OSError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{receipt.length} rows exported, head {receipt}.", err=True)
