"""Commands that keep a node: reindex, createadmin, django."""

from __future__ import annotations

import click
from django.core.management import execute_from_command_line
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from qiaomost.cli.progress import progress_bar
from qiaomost.discovery import services


@click.command("reindex")
def reindex_command() -> None:
    """Build the index anew from the catalogue, beside the live one, and swap.

    Readers and writers go on meanwhile. Texts that the present index has encoded with the same encoder are not
    encoded again.
    """
    rebuild_index()


def rebuild_index() -> None:
    """Build the index anew, and say how many records are in it."""
    with progress_bar(services.count_to_index(), "Indexing records") as advance:
        total = services.reindex(progress=advance)
    click.echo(f"{total} records indexed.")


def has_pending_migrations() -> bool:
    """Whether the database lacks a migration that this version has."""
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
