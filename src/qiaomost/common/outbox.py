"""The outbox: effects that must follow a committed change, done by the worker at least once.

A service calls ``record`` inside its transaction. The worker calls ``work`` in a loop: it leases one entry, runs the
topic's handlers and marks it done. A worker that dies leaves a lease that runs out; a handler that fails is tried
again with growing pauses and set aside as failed after ``MAX_ATTEMPTS``. So handlers have to be idempotent.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Min, Q

from qiaomost.common.models import OutboxEntry

Handler = Callable[[Mapping[str, Any]], None]
Handlers = Mapping[str, tuple[Handler, ...]]

LEASE = timedelta(seconds=60)
MAX_ATTEMPTS = 8
KEEP_DONE = timedelta(days=7)

logger = logging.getLogger(__name__)


def record(topic: str, *, now: datetime, **payload: object) -> OutboxEntry:
    """Write an entry into the outbox, inside the caller's transaction."""
    return OutboxEntry.objects.create(topic=topic, payload=payload, created_at=now, available_at=now)


def lease(*, now: datetime) -> OutboxEntry | None:
    """Take the oldest waiting entry for ``LEASE``, or one whose lease ran out; ``None`` if there is none."""
    with transaction.atomic():
        entry = (
            OutboxEntry.objects.select_for_update(skip_locked=True)
            .filter(Q(leased_until__isnull=True) | Q(leased_until__lt=now))
            .filter(done_at__isnull=True, failed_at__isnull=True, available_at__lte=now)
            .order_by("available_at", "id")
            .first()
        )
        if entry is None:
            return None
        entry.leased_until = now + LEASE
        entry.attempts += 1
        entry.save(update_fields=["leased_until", "attempts"])
    return entry


def work(handlers: Handlers, *, clock: Callable[[], datetime]) -> bool:
    """Do one entry; returns whether there was one."""
    if not _has_waiting(clock()):
        return False
    entry = lease(now=clock())
    if entry is None:
        return False
    try:
        for handler in handlers[entry.topic]:
            handler(entry.payload)
    except Exception as error:  # a handler's fault must not stop the others
        logger.exception("outbox: %s failed (attempt %d)", entry, entry.attempts)
        _put_back(entry, error, now=clock())
    else:
        OutboxEntry.objects.filter(pk=entry.pk).update(done_at=clock(), leased_until=None, last_error="")
    return True


def _has_waiting(now: datetime) -> bool:
    """Look without a write lock, so that an idle worker disturbs nobody."""
    return OutboxEntry.objects.filter(done_at=None, failed_at=None, available_at__lte=now).exists()


def _put_back(entry: OutboxEntry, error: Exception, *, now: datetime) -> None:
    pause = timedelta(seconds=min(2**entry.attempts, 600))
    failed = now if entry.attempts >= MAX_ATTEMPTS else None
    # only where nobody has taken the lease over meanwhile, or even done it
    OutboxEntry.objects.filter(pk=entry.pk, attempts=entry.attempts, done_at__isnull=True).update(
        leased_until=None,
        available_at=now + pause,
        failed_at=failed,
        last_error=f"{type(error).__name__}: {error}",
    )


def retry_failed(*, now: datetime) -> int:
    """Put every entry that was set aside back into the queue; returns how many."""
    return OutboxEntry.objects.filter(failed_at__isnull=False).update(
        failed_at=None, attempts=0, available_at=now, leased_until=None
    )


def sweep(*, now: datetime) -> int:
    """Delete entries done more than ``KEEP_DONE`` ago; returns how many."""
    return OutboxEntry.objects.filter(done_at__lt=now - KEEP_DONE).delete()[0]


def waiting() -> int:
    """How many entries wait or are being worked on."""
    return OutboxEntry.objects.filter(done_at=None, failed_at=None).count()


def waiting_since() -> datetime | None:
    """When the oldest entry that is not done was written; ``None`` if there is none."""
    oldest: datetime | None = OutboxEntry.objects.filter(done_at=None, failed_at=None).aggregate(
        oldest=Min("created_at")
    )["oldest"]
    return oldest


def failed() -> int:
    """How many entries were set aside after ``MAX_ATTEMPTS``."""
    return OutboxEntry.objects.filter(failed_at__isnull=False).count()
