"""The command line of a node. Exit status: 0 done, 1 refused or failed (the reason is on stderr), 2 wrong usage."""

from __future__ import annotations

import os
import sys
from importlib import import_module

import click

COMMANDS: dict[str, tuple[str, str, str]] = {
    "demo": ("qiaomost.cli.demonstrating", "demo_command", "Load the demonstration and serve it."),
    "serve": ("qiaomost.cli.serving", "serve_command", "Serve the site, with its worker."),
    "worker": ("qiaomost.cli.serving", "worker_command", "Work through the outbox."),
    "import": ("qiaomost.cli.transfer", "import_command", "Import records from a file."),
    "export": ("qiaomost.cli.transfer", "export_command", "Export records into a file."),
    "controls": ("qiaomost.cli.controlling", "controls_command", "Keep the control lists of export control."),
    "screening": (
        "qiaomost.cli.screening",
        "screening_command",
        "Keep the lists that parties are screened by.",
    ),
    "search": ("qiaomost.cli.finding", "search_command", "Search the catalogue."),
    "match": ("qiaomost.cli.finding", "match_command", "Match a record with its counterparts."),
    "feedback": ("qiaomost.cli.judging", "feedback_command", "Export what people said of matches."),
    "evaluate": ("qiaosearch.cli", "evaluate", "Measure retrieval on a test collection."),
    "translation": (
        "qiaomost.cli.translating",
        "translation_command",
        "Move translation memory and term base in and out of files.",
    ),
    "ledger": ("qiaomost.cli.ledgers", "ledger_command", "Verify and export the disclosure ledgers."),
    "backup": ("qiaomost.cli.backing_up", "backup_command", "Write the whole node into one file."),
    "restore": ("qiaomost.cli.backing_up", "restore_command", "Bring a node back from its backup."),
    "reindex": ("qiaomost.cli.keeping", "reindex_command", "Build the index anew."),
    "createadmin": ("qiaomost.cli.keeping", "createadmin_command", "Create an administrator."),
    "check": ("qiaomost.cli.checking", "check_command", "Say what is wrong with the node, and what to do."),
    "django": ("qiaomost.cli.keeping", "django_command", "Run a command of Django's."),
}
"""Command → module, object, one line of help. Modules are imported when their command runs."""

OWNED_BY_BOOTSTRAP = {
    "test": "Run the test suite (only from a clone: ./qiaomost test).",
    "lint": "Run linters, type checks and contracts (only from a clone: ./qiaomost lint).",
}


class LazyGroup(click.Group):
    """A group that imports a command only when it is asked for, so that start-up stays quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*COMMANDS, *OWNED_BY_BOOTSTRAP])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in OWNED_BY_BOOTSTRAP:
            return click.Command(cmd_name, help=OWNED_BY_BOOTSTRAP[cmd_name], callback=_only_from_a_clone)
        if cmd_name not in COMMANDS:
            return None
        module, name, _help = COMMANDS[cmd_name]
        if not module.startswith("qiaosearch."):
            _set_up_django()
        command: click.Command = getattr(import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = {name: entry[2] for name, entry in COMMANDS.items()} | OWNED_BY_BOOTSTRAP
        with formatter.section("Commands"):
            formatter.write_dl(sorted(rows.items()))


def _only_from_a_clone() -> None:
    raise click.ClickException("Run this from a clone of the repository, with ./qiaomost.")


def _set_up_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qiaomost.conf.django")
    import django

    django.setup()


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="qiaomost")
def group() -> None:
    """Qiaomost: a cooperation network of China and Russia for science and technology.

    Settings are environment variables (QIAOMOST_…); the manual lists them.
    """


def main() -> None:
    """Run the command line; refusals go to stderr as one line, never as a traceback."""
    try:
        group(prog_name="qiaomost")
    except Exception as error:
        if not _is_refusal(error):
            raise
        click.echo(f"qiaomost: {error}", err=True)
        sys.exit(1)


def _is_refusal(error: Exception) -> bool:
    from qiaomost.common.errors import DomainError
    from qiaosearch.errors import QiaosearchError

    return isinstance(error, (DomainError, QiaosearchError))
