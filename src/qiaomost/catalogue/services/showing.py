"""What readers of each level see of a record, noted with every change, so that harvesters can follow."""

from __future__ import annotations

from django.utils import timezone

from qiaomost.catalogue.models import Disclosure, Record, Showing
from qiaomost.catalogue.states import RecordState

WIDTHS = list(Disclosure.values)
"""Widest first: who reads a level reads those before it."""


def note_showing(record: Record) -> None:
    """Note that what readers see of ``record`` has changed; the caller holds its lock.

    The clock is read here: an import gives all its rows one time, that of its start, and a harvester who came
    meanwhile would miss them.
    """
    now = timezone.now()
    is_published = record.state == RecordState.PUBLISHED
    shown = WIDTHS[WIDTHS.index(record.disclosure) :] if is_published else []
    Showing.objects.bulk_create(
        [Showing(record=record, level=level, is_shown=True, changed_at=now) for level in shown],
        update_conflicts=True,
        unique_fields=["record", "level"],
        update_fields=["is_shown", "changed_at"],
    )
    gone = Showing.objects.filter(record=record, is_shown=True).exclude(level__in=shown)
    gone.update(is_shown=False, changed_at=now)
