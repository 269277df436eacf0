"""After a no-show, a late arrival, a lost table or interpreter: as few meetings as possible are touched.

A meeting that the disturbance makes impossible has to be touched in every plan, so their number is the least that can
be. All others stay exactly as they are: slot, table and interpreter. Within that, CP-SAT regains as much value as can
be: places for those that were hit, and for requests that had none and now find room.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

from .case import Case
from .draft import Draft, places_of
from .modelling import Placement
from .optimising import finish
from .problem import Engagement, Meeting, Plan, Problem, Table
from .solving import Cancelled

EVER = 1 << 40
"""A minute after all others."""


@dataclass(frozen=True, slots=True)
class Away:
    """A participant who is not there: for good, until a late arrival (``end``), or from ``start`` on."""

    participant: int
    start: int = -EVER
    end: int = EVER


@dataclass(frozen=True, slots=True)
class Lost:
    """A table or an interpreter, by id, that can't be had any more from ``start`` until ``end``."""

    id: int
    start: int = -EVER
    end: int = EVER


_Limited = TypeVar("_Limited", Away, Lost)


@dataclass(frozen=True, slots=True)
class Replanned:
    """The problem as it is now, its plan, and the requests whose meeting was moved, given up or is new."""

    problem: Problem
    plan: Plan
    moved: tuple[int, ...]
    given_up: tuple[int, ...]
    new: tuple[int, ...]


def replan(
    problem: Problem,
    meetings: Iterable[Meeting],
    *,
    away: Iterable[Away] = (),
    tables: Iterable[Lost] = (),
    interpreters: Iterable[Lost] = (),
    now: int = -EVER,
    seconds: float = 2.0,
    cancelled: Cancelled = lambda: False,
) -> Replanned:
    """Mend a plan. Slots that begin before ``now`` are past: what was held there stays, and nothing is put there.

    Raises:
        Unplannable: ``meetings`` were not a sound plan of ``problem``.
    """
    given = tuple(meetings)
    past = {one.id for one in problem.slots if one.start < now}
    now_so = disturbed(problem, _later(away, now), _later(tables, now), _later(interpreters, now))
    kept = [one for one in given if one.slot in past]
    kept += _standing(Case(replace(now_so, fixed=())), [one for one in given if one.slot not in past])
    draft = Draft(Case(replace(now_so, fixed=tuple(kept))))
    bound = _regain(draft, given, past, seconds, cancelled)
    fixed = tuple(one for one in problem.fixed if one in kept)
    return _compared(replace(now_so, fixed=fixed), finish(draft, bound), given)


def _later(those: Iterable[_Limited], now: int) -> list[_Limited]:
    """What is past is not undone."""
    return [replace(one, start=max(one.start, now)) for one in those]


def disturbed(
    problem: Problem, away: Iterable[Away], tables: Iterable[Lost], interpreters: Iterable[Lost]
) -> Problem:
    """The problem with people who are away as engaged, and what is lost as not there."""
    gone_tables = list(tables)
    missing: dict[int, tuple[Engagement, ...]] = defaultdict(tuple)
    for gone in away:
        missing[gone.participant] += (Engagement(gone.start, gone.end),)
    silent: dict[int, tuple[Engagement, ...]] = defaultdict(tuple)
    for lost in interpreters:
        silent[lost.id] += (Engagement(lost.start, lost.end),)
    return replace(
        problem,
        participants=tuple(
            replace(one, engagements=one.engagements + missing[one.id]) if one.id in missing else one
            for one in problem.participants
        ),
        interpreters=tuple(
            replace(one, engagements=one.engagements + silent[one.id]) if one.id in silent else one
            for one in problem.interpreters
        ),
        tables=tuple(_without(problem, table, gone_tables) for table in problem.tables),
    )


def _without(problem: Problem, table: Table, lost: list[Lost]) -> Table:
    """The table in the slots in which it is still there."""
    spans = [one for one in lost if one.id == table.id]
    if not spans:
        return table
    slots = {one.id for one in problem.slots} if table.slots is None else table.slots
    hit = {one.id for one in problem.slots if any(s.start < one.end and one.start < s.end for s in spans)}
    return replace(table, slots=frozenset(slots - hit))


def _standing(case: Case, meetings: list[Meeting]) -> list[Meeting]:
    """Those that can be held as they are."""
    tables = {one.id: one for one in case.problem.tables}

    def stands(one: Meeting) -> bool:
        slot, table = case.slot_at[one.slot], tables[one.table]
        site = case.site_at[table.site]
        request = case.request_at[one.request]
        masks = [case.agreed[request], *(case.free[person][site] for person in case.sides[request])]
        if one.interpreter is not None:
            masks.append(case.hours[case.interpreter_at[one.interpreter]][site])
        open_table = table.slots is None or one.slot in table.slots
        return open_table and all(mask >> slot & 1 for mask in masks)

    return [one for one in meetings if stands(one)]


def _regain(
    draft: Draft, given: Iterable[Meeting], past: set[int], seconds: float, cancelled: Cancelled
) -> int:
    """Place what can be placed beside the meetings that stay; the most that all of them could be worth."""
    case = draft.case
    sites = {one.id: case.site_at[one.site] for one in case.problem.tables}
    were = {case.request_at[one.request]: (case.slot_at[one.slot], sites[one.table]) for one in given}
    gone = {case.slot_at[one] for one in past}
    places = {
        one: [place for place in places_of(draft, one) if place[0] not in gone]
        for one in range(len(case.requests))
        if one not in draft.places
    }
    kept = draft.value
    model = Placement(draft, places, places, liked=were)
    found = model.solve(seconds=seconds, cancelled=cancelled)
    for request, (place, interpreter) in (found or {}).items():
        draft.restore(request, place, interpreter)
    return kept + model.bound


def _compared(problem: Problem, plan: Plan, given: Iterable[Meeting]) -> Replanned:
    before = {one.request: one for one in given}
    after = {one.request: one for one in plan.meetings}
    return Replanned(
        problem,
        plan,
        moved=tuple(one for one in before if one in after and after[one] != before[one]),
        given_up=tuple(one for one in before if one not in after),
        new=tuple(one for one in after if one not in before),
    )
