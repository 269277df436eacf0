"""The command that says what is wrong with a node."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

import click
from django.db import DatabaseError, connection
from django.utils import timezone

from qiaomost.cli.installation import LOOKS
from qiaomost.cli.keeping import has_pending_migrations
from qiaomost.common import outbox
from qiaomost.discovery import engine, services
from qiaomost.web.soundness import PROBES, Finding, look


@click.command("check")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def check_command(as_json: bool) -> None:
    """Say of every part of the node whether it is as it should be and, if not, what to do.

    It looks at settings, database, worker, jobs, mails, index, disk, backup, mail server and certificate, and changes
    nothing.

    Exit status: 0 nothing is wrong (there may be advice), 1 something is.
    """
    findings = list(found(timezone.now()))
    if as_json:
        click.echo(json.dumps(_facts() | {"findings": [asdict(one) for one in findings]}))
    else:
        click.echo("\n".join(map(_in_words, findings)))
    sys.exit(any(one.level == "wrong" for one in findings))


def found(now: datetime) -> Iterator[Finding]:
    """Look at everything; a database that does not answer or is not migrated leaves nothing more to look at."""
    state = _database(now)
    yield state
    if state.level == "wrong":
        return
    yield from (look(name, now) for name in PROBES if name != "database")
    for look_at in LOOKS:
        yield from look_at(now)


def _database(now: datetime) -> Finding:
    state = look("database", now)
    if state.level == "ok" and has_pending_migrations():
        return Finding(
            "database",
            "wrong",
            "It is not migrated.",
            "Run `qiaomost django migrate`, or let `qiaomost serve` do it.",
        )
    return state


def _facts() -> dict[str, Any]:
    """The numbers that programs watch; ``None`` where they can't be had."""
    facts: dict[str, Any] = {"database": connection.vendor}
    numbers = {
        "records_published": services.count_to_index,
        "records_indexed": _indexed,
        "outbox_waiting": outbox.waiting,
        "outbox_failed": outbox.failed,
    }
    for name, count in numbers.items():
        try:
            facts[name] = count()
        except (DatabaseError, engine.SearchUnavailable):
            facts[name] = None
    return facts


def _indexed() -> int:
    return engine.collection().index.count()


def _in_words(finding: Finding) -> str:
    mark = {"ok": "ok     ", "advice": "advice ", "wrong": "WRONG  "}[finding.level]
    remedy = f"\n       → {finding.remedy}" if finding.remedy else ""
    return f"{mark}{finding.name}: {finding.said}{remedy}"
