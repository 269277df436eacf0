"""The demonstration: everything from nothing, in one command."""

from __future__ import annotations

import os
import subprocess
import sys

import click
from django.core.management import call_command
from django.utils import timezone

from qiaomost.catalogue.demo.loading import demonstration_size, load_demonstration
from qiaomost.catalogue.models import Record, RecordKind
from qiaomost.cli.finding import as_text, match_as_values
from qiaomost.cli.progress import progress_bar
from qiaomost.cli.serving import serve
from qiaomost.compliance.demo import load_sample_controls
from qiaomost.discovery import engine, services
from qiaomost.forum.demo.loading import load_forum, load_past
from qiaomost.network.permissions import NOBODY
from qiaomost.partnering.demo.calls import load_calls
from qiaomost.partnering.demo.cases import load_cases, stories
from qiaomost.partnering.demo.people import load_people
from qiaomost.translation.transfer.loading import load_starter_terms

SHOWN = "cha-ct-01"
"""The challenge whose answer is printed: written in Chinese."""


@click.command("demo")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on."
)
@click.option("--serve/--no-serve", "serving", default=True, help="Serve the site at the end.")
def demo_command(port: int, serving: bool) -> None:
    """Load the demonstration catalogue, answer one challenge in the terminal, and serve the site.

    The first run encodes all texts, which takes minutes; later ones start at once. It can be interrupted at any
    moment: the next run goes on. Organisations and persons of the demonstration are invented.
    """
    call_command("migrate", interactive=False, verbosity=0)
    with progress_bar(demonstration_size(), "Loading the demonstration catalogue") as advance:
        load_demonstration(now=timezone.now(), progress=advance)
    load_sample_controls(now=timezone.now())
    load_starter_terms(now=timezone.now())
    load_people(now=timezone.now())
    with progress_bar(len(stories()), "Telling the demonstration cases") as advance:
        load_cases(now=timezone.now(), progress=advance)
    load_calls(now=timezone.now())
    load_forum(now=timezone.now())
    load_past(now=timezone.now())
    with progress_bar(services.count_to_index(), "Indexing records") as advance:
        services.reconcile(progress=advance)
    if not serving:
        show_one_answer()
        return
    engine.close()
    os.environ["QIAOMOST_DEMONSTRATION"] = "true"  # the server's processes inherit it
    click.echo(f"The site is at http://127.0.0.1:{port}/ (Ctrl-C ends it). One answer, meanwhile:", err=True)
    subprocess.Popen([sys.executable, "-m", "qiaomost", "demo", "--no-serve"], stderr=subprocess.DEVNULL)
    serve(host="127.0.0.1", port=port)


def show_one_answer() -> None:
    """Print one Chinese challenge and who answers it."""
    challenge = Record.objects.get(source="demonstration", source_id=SHOWN)
    title = challenge.texts.get(language=challenge.source_language).title
    click.echo(f"\n{title}\n{'=' * 60}")
    for kind, limit in ((RecordKind.ACHIEVEMENT, 5), (RecordKind.EXPERT, 3)):
        values = match_as_values(NOBODY, challenge.pk, None, kind=kind, limit=limit, reader=None)
        click.echo(f"\n{kind.label}\n{as_text(values)}")
