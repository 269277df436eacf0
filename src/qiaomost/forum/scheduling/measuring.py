"""What a plan is worth: weight first, then fairness, then comfort."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .problem import Meeting, Problem, Slot


@dataclass(frozen=True, slots=True)
class Measures:
    """Counts over a plan.

    Attributes:
        value: weight of the meetings held.
        people: participants with a meeting.
        idle: free slots between two meetings of a person on one day, over all persons.
        table_changes: consecutive meetings of a person on one day that are not at the same table, over all persons.
    """

    value: int
    people: int
    idle: int
    table_changes: int


def measure(problem: Problem, meetings: Iterable[Meeting]) -> Measures:
    """Count; the meetings are taken to be sound."""
    slots = {slot.id: slot for slot in problem.slots}
    requests = {request.id: request for request in problem.requests}
    engaged = {one.id: one.engagements for one in problem.participants}
    meetings = tuple(meetings)
    days: dict[tuple[int, int], list[Meeting]] = defaultdict(list)
    for meeting in meetings:
        for side in requests[meeting.request].sides:
            days[side, slots[meeting.slot].day].append(meeting)
    idle = changes = 0
    for (side, day), held in days.items():
        held.sort(key=lambda one: slots[one.slot].start)
        changes += sum(one.table != other.table for one, other in pairwise(held))
        taken = [(slots[one.slot].start, slots[one.slot].end) for one in held]
        taken += [(one.start, one.end) for one in engaged[side]]
        idle += _idle(
            [slot for slot in problem.slots if slot.day == day],
            taken,
            slots[held[0].slot],
            slots[held[-1].slot],
        )
    value = sum(requests[one.request].weight for one in meetings)
    return Measures(value, len({side for side, _ in days}), idle, changes)


def _idle(slots: Iterable[Slot], taken: Sequence[tuple[int, int]], first: Slot, last: Slot) -> int:
    between = [slot for slot in slots if slot.start >= first.end and slot.end <= last.start]
    return sum(not any(start < slot.end and slot.start < end for start, end in taken) for slot in between)
