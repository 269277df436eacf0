"""The command line ``qiaosearch``: index, search, match, evaluate, bench.

Exit status: 0 all is well; 1 the data, the index or the encoder is at fault, and stderr says how; 2 wrong
usage; 130 interrupted.
"""

from __future__ import annotations

import click

from qiaosearch import __version__
from qiaosearch.cli.evaluating import bench, evaluate
from qiaosearch.cli.indexing import index
from qiaosearch.cli.searching import match, search

__all__ = ["bench", "cli", "evaluate", "index", "main", "match", "search"]


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, package_name="qiaomost", prog_name="qiaosearch")
def cli() -> None:
    """Search and match technical records across Chinese, Russian and English.

    The exit status is 0 when all is well, 1 when the data, the index or the encoder is at fault (a message on
    stderr says how), 2 on wrong usage and 130 after an interruption.
    """


for _command in (index, search, match, evaluate, bench):
    cli.add_command(_command)


def main() -> None:
    """Run the command line; the entry point of the script ``qiaosearch``."""
    cli(prog_name="qiaosearch")
