"""What the commands share: errors and interruption become exit statuses; options; progress."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from qiaosearch.encoders import ENCODERS
from qiaosearch.errors import QiaosearchError
from qiaosearch.searching import Progress
from qiaosearch.types import Mode

INTERRUPTED = 130
"""128 + SIGINT, as shells report it."""


class Command(click.Command):
    """A command that ends with a message and a status, never a traceback, whichever group it is added to."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; see the package for the exit statuses."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("Interrupted.", err=True)
            ctx.exit(INTERRUPTED)
        except BrokenPipeError:
            raise  # click ends quietly when the reader of a pipe has gone
        except (QiaosearchError, OSError) as error:
            raise click.ClickException(str(error)) from error


index_option = click.option(
    "--index", "index_url", required=True, metavar="PATH", help="The index: a file, or an engine's address."
)
encoder_option = click.option(
    "--encoder",
    default="default",
    show_default=True,
    metavar="SPEC",
    envvar="QIAOSEARCH_ENCODER",
    show_envvar=True,
    help=f"The encoder, with its place after a colon where it needs one; one of: {', '.join(ENCODERS)}.",
)
threads_option = click.option(
    "--threads",
    type=click.IntRange(min=1),
    help="Threads of the encoder; as many as there are cores where not given.",
)
mode_option = click.option(
    "--mode",
    type=click.Choice([mode.value for mode in Mode]),
    default=Mode.HYBRID.value,
    show_default=True,
    help="Which legs answer: meaning (dense), words (lexical), or both (hybrid).",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object, for machines.")


@contextmanager
def progress_bar(label: str, length: int) -> Iterator[Progress]:
    """Show a bar on stderr if that is a terminal; gives what to call with each advance."""
    with click.progressbar(
        length=length, label=label, file=sys.stderr, hidden=not sys.stderr.isatty(), show_pos=True
    ) as bar:
        yield bar.update
