"""A node of a benchmark's own, and how its command line and figures look."""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any


def command_line(description: str | None) -> argparse.ArgumentParser:
    """A command line with ``--json``; the module's docstring is its help."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


@contextmanager
def fresh_node(
    *, encoder: str, database: str = "", folder: Path | None = None, **more: str
) -> Iterator[Path]:
    """Set Django up on a migrated database; gives the node's data folder.

    Args:
        encoder: As in ``QIAOMOST_ENCODER``.
        database: ``postgresql://…``; SQLite in the data folder if empty.
        folder: A data folder to keep; a temporary one if absent.
        more: Other settings, by their names in the environment.
    """
    with ExitStack() as stack:
        data = folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "qiaomost.conf.django",
            "QIAOMOST_DATA_DIR": str(data),
            "QIAOMOST_DATABASE_URL": database,
            "QIAOMOST_INDEX_URL": "",
            "QIAOMOST_ENCODER": encoder,
            **more,
        }
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", interactive=False, verbosity=0)
        yield data


def show(figures: Mapping[str, Any], *, as_json: bool) -> None:
    """Print figures by their names, a line each."""
    width = max(map(len, figures))
    lines = (f"{name:{width}}  {value}" for name, value in figures.items())
    print(json.dumps(figures, indent=2, ensure_ascii=False, default=vars) if as_json else "\n".join(lines))
