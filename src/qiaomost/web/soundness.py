"""Whether the parts of a running node do their work: one look for monitors, the proxy and ``qiaomost check``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.conf import settings
from django.db import DatabaseError, connection

from qiaomost.accounts import mail
from qiaomost.common import heartbeat, outbox
from qiaomost.discovery import engine, services

WORKER_LATE = timedelta(minutes=10)
"""Longer than any single job: a worker says that it is alive between two of them."""

JOBS_LATE = timedelta(minutes=30)
"""Longer than a job is tried again before it is set aside."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one part: whether it is so as it should be, in words, and what to do if it is not."""

    name: str
    level: Literal["ok", "advice", "wrong"]
    said: str
    remedy: str = ""


Probe = Callable[[datetime], Finding]


def database(_now: datetime) -> Finding:
    """Whether it answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return Finding("database", "ok", f"{connection.display_name} answers.")


def worker(now: datetime) -> Finding:
    """Whether one has given a sign of life lately."""
    last = heartbeat.last_beat(heartbeat.WORKER)
    if last is not None and now - last < WORKER_LATE:
        return Finding("worker", "ok", "A worker is running.")
    since = f"since {last:%Y-%m-%d %H:%M} UTC" if last else "yet"
    return Finding(
        "worker",
        "wrong",
        f"No worker has run {since}: nothing is indexed, mailed or expired.",
        "Start one: `systemctl start qiaomost-worker@1`, or `qiaomost serve` without --no-worker.",
    )


def jobs(now: datetime) -> Finding:
    """Whether the outbox is being emptied."""
    failed, since = outbox.failed(), outbox.waiting_since()
    if failed:
        return Finding(
            "jobs",
            "wrong",
            f"{failed} jobs were set aside after {outbox.MAX_ATTEMPTS} attempts.",
            "Read their last error at /admin/common/outboxentry/; once its cause is gone, run "
            "`qiaomost worker --once --retry-failed`.",
        )
    if since is not None and now - since > JOBS_LATE:
        return Finding(
            "jobs",
            "wrong",
            f"{outbox.waiting()} jobs wait, the oldest since {since:%Y-%m-%d %H:%M} UTC.",
            "If a worker is running, read its log; start a second one if it is only busy.",
        )
    return Finding("jobs", "ok", f"{outbox.waiting()} jobs wait, none too long.")


def mails(now: datetime) -> Finding:
    """Whether the mail server takes what it is given."""
    refused = mail.refused(now=now)
    if not refused:
        return Finding("mails", "ok", "No mail was refused.")
    return Finding(
        "mails",
        "wrong",
        f"{refused} mails were refused by the mail server.",
        "The worker's log and the last error of the jobs at /admin/common/outboxentry/ say why; they are tried again.",
    )


def index(_now: datetime) -> Finding:
    """Whether it can be searched and, when nothing waits to be indexed, has as many records as are published."""
    try:
        indexed = engine.collection().index.count()
    except engine.SearchUnavailable as error:
        return Finding("index", "wrong", f"Search is not available: {error}.", "Run `qiaomost reindex`.")
    published = services.count_to_index()
    said = f"{indexed} of {published} published records are indexed."
    if indexed == published:
        return Finding("index", "ok", said)
    if outbox.waiting():
        return Finding("index", "advice", said, "The worker is at it.")
    return Finding(
        "index", "wrong", said, "Restart a worker: at its start it brings the index up to the catalogue."
    )


PROBES: dict[str, Probe] = {
    "database": database,
    "worker": worker,
    "jobs": jobs,
    "mails": mails,
    "index": index,
}


def look(name: str, now: datetime) -> Finding:
    """Look at one part; a database that does not answer is a finding, too."""
    try:
        return PROBES[name](now)
    except DatabaseError as error:
        host = settings.DATABASES["default"].get("HOST") or settings.DATABASES["default"]["NAME"]
        return Finding(
            name, "wrong", f"The database at {host} does not answer: {error}", "Start it, or see its log."
        )
