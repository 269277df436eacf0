"""Which meetings of a plan can stay together, when what was true as it was made is not true any more."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from .problem import Meeting, Problem
from .verifying import Breach, breaches


def sound_part(
    problem: Problem, meetings: Iterable[Meeting], pinned: Collection[int] = ()
) -> tuple[Meeting, ...]:
    """Meetings that break no hard constraint together; of those that clash, ``pinned`` requests stay before others."""
    held = {one.request: one for one in meetings}
    free = replace(problem, fixed=())
    while found := breaches(free, held.values()):
        clashes = [one for one in found if one.requests]
        for one in clashes or found:  # limits last: a clash may have mended them
            victim = _victim(problem, held, one, pinned)
            if victim is not None:
                del held[victim]
    return tuple(held.values())


def _victim(
    problem: Problem, held: Mapping[int, Meeting], breach: Breach, pinned: Collection[int]
) -> int | None:
    """The request that goes; ``None`` where an earlier one has mended it already."""
    if not breach.requests:
        return _over_limit(problem, held, breach.subject, pinned)
    if any(one not in held for one in breach.requests):
        return None
    return min(breach.requests, key=lambda one: (one in pinned, -one))


def _over_limit(
    problem: Problem, held: Mapping[int, Meeting], person: int | None, pinned: Collection[int]
) -> int:
    starts = {one.id: one.start for one in problem.slots}
    theirs = [one for one in problem.requests if one.id in held and person in one.sides]
    lightest = min(theirs, key=lambda one: (one.id in pinned, one.weight, -starts[held[one.id].slot]))
    return lightest.id
