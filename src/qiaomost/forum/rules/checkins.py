"""What each scan is worth: a pure function of all scans of one person at one check, in the order of their time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from qiaomost.forum.states.checkins import CheckRule, Direction, ScanResult


@dataclass(frozen=True, slots=True)
class Mark:
    """A scan that was not refused, as the rules see it."""

    id: UUID
    at: datetime
    received_at: datetime
    direction: str
    is_undone: bool = False


Judgement = tuple[ScanResult, UUID | None]
"""What a scan is worth, and the scan that it repeats or comes after."""


def judged(rule: str, zone: ZoneInfo, marks: Iterable[Mark]) -> Mapping[UUID, Judgement]:
    """Judge all marks of one person at one check, whatever order they came in.

    Args:
        rule: of ``CheckRule``.
        zone: whose midnight parts two days.
        marks: of two scans of the same moment, the one that was received first comes first.
    """
    ordered = sorted(marks, key=lambda mark: (mark.at, mark.received_at, mark.id))
    undone: dict[UUID, Judgement] = {one.id: (ScanResult.UNDONE, None) for one in ordered if one.is_undone}
    standing = [one for one in ordered if not one.is_undone]
    if rule == CheckRule.IN_OUT:
        return undone | _in_and_out(standing)
    by: Callable[[Mark], object] = (
        (lambda mark: mark.at.astimezone(zone).date()) if rule == CheckRule.DAILY else (lambda _mark: None)
    )
    return undone | _once_each(standing, by)


def _once_each(marks: Iterable[Mark], by: Callable[[Mark], object]) -> dict[UUID, Judgement]:
    first: dict[object, UUID] = {}
    found: dict[UUID, Judgement] = {}
    for mark in marks:
        before = first.setdefault(by(mark), mark.id)
        found[mark.id] = (ScanResult.DONE, None) if before == mark.id else (ScanResult.ALREADY, before)
    return found


def _in_and_out(marks: Iterable[Mark]) -> dict[UUID, Judgement]:
    last: Mark | None = None
    found: dict[UUID, Judgement] = {}
    for mark in marks:
        is_in = last is not None and last.direction == Direction.IN
        if is_in == (mark.direction == Direction.OUT):
            found[mark.id], last = (ScanResult.DONE, None), mark
        else:
            refused = ScanResult.ALREADY if is_in else ScanResult.NOT_IN
            found[mark.id] = (refused, last.id if last else None)
    return found
