"""Commands that keep a node sound: reindex, check, createadmin, django."""

from __future__ import annotations

import json

import click
from django.core.checks import run_checks
from django.core.management import execute_from_command_line
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from qiaomost.cli.progress import progress_bar
from qiaomost.common import outbox
from qiaomost.discovery import engine, services


@click.command("reindex")
def reindex_command() -> None:
    """Build the index anew from the catalogue, beside the live one, and swap.

    Readers and writers go on meanwhile. Texts that the present index has encoded with the same encoder are not
    encoded again.
    """
    with progress_bar(services.count_to_index(), "Indexing records") as advance:
        total = services.reindex(progress=advance)
    click.echo(f"{total} records indexed.")


@click.command("check")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def check_command(as_json: bool) -> None:
    """Check settings, database, migrations, index and outbox; exit with 1 if something is wrong."""
    for problem in run_checks():
        if problem.is_serious():
            raise click.ClickException(str(problem))
    if _has_pending_migrations():
        raise click.ClickException(
            "The database is not migrated: run `qiaomost serve` or `qiaomost django migrate`."
        )
    facts = {
        "database": connection.vendor,
        "records_published": services.count_to_index(),
        "records_indexed": engine.collection().index.count(),
        "outbox_waiting": outbox.waiting(),
        "outbox_failed": outbox.failed(),
    }
    lines = [f"{name}: {value}" for name, value in facts.items()]
    click.echo(json.dumps(facts) if as_json else "\n".join(lines))
    if facts["records_indexed"] != facts["records_published"] or facts["outbox_failed"]:
        raise click.ClickException(
            "Index and catalogue differ, or jobs have failed: run `qiaomost worker --once --retry-failed`."
        )


def _has_pending_migrations() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


@click.command("createadmin")
@click.argument("email")
@click.password_option(help="The password; asked for if it is not given.")
def createadmin_command(email: str, password: str) -> None:
    """Create an administrator of this node, or give EMAIL's account the rights and a new password."""
    from qiaomost.accounts.services import create_administrator

    user = create_administrator(email=email, password=password, now=timezone.now())
    click.echo(f"{user.email} administers this node, as soon as the account has a second factor.")


@click.command("django", context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def django_command(arguments: tuple[str, ...]) -> None:
    """Run a command of Django's own, such as `migrate` or `shell`."""
    execute_from_command_line(["qiaomost django", *arguments])
