"""Tables for the meetings of a draft, slot by slot, so that people stay where they sat before if they can."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import numpy as np

from .case import Case, Place
from .draft import Draft
from .problem import Meeting


def seat(draft: Draft, kept: Mapping[int, int] | None = None) -> tuple[Meeting, ...]:
    """The plan with tables: fixed and ``kept`` (request → table) meetings at theirs, the others by assignment."""
    case = draft.case
    taken = {case.request_at[one.request]: one.table for one in case.problem.fixed}
    taken.update(kept or {})
    at: dict[Place, list[int]] = defaultdict(list)
    for request, place in draft.places.items():
        at[place].append(request)
    sitting: dict[int, tuple[int, int]] = {}  # person → day, table
    found: dict[int, int] = {}
    for place in sorted(at):
        day = case.slots[place[0]].day
        tables = _assign(
            case, place, sorted(at[place]), taken, {p: t for p, (d, t) in sitting.items() if d == day}
        )
        found.update(tables)
        for request, table in tables.items():
            for person in case.sides[request]:
                sitting[person] = day, table
    return tuple(_meeting(draft, request, found[request]) for request in sorted(draft.places))


def _meeting(draft: Draft, request: int, table: int) -> Meeting:
    case = draft.case
    interpreter = draft.interpreting.get(request)
    return Meeting(
        case.requests[request].id,
        case.slots[draft.places[request][0]].id,
        table,
        None if interpreter is None else case.interpreters[interpreter].id,
    )


def _assign(
    case: Case, place: Place, requests: list[int], taken: Mapping[int, int], sitting: Mapping[int, int]
) -> dict[int, int]:
    from ortools.graph.python import linear_sum_assignment

    slot, site = case.slots[place[0]].id, case.sites[place[1]]
    tables = {one: taken[one] for one in requests if one in taken}
    used = set(tables.values())
    free = [
        one.id
        for one in case.problem.tables
        if one.site == site and (one.slots is None or slot in one.slots) and one.id not in used
    ]
    waiting = [one for one in requests if one not in tables]
    if not waiting:
        return tables
    # a square: those without a meeting are filled up with nobody, who sits anywhere
    cost = np.zeros((len(free), len(free)), dtype=np.int64)
    column = {table: n for n, table in enumerate(free)}
    for row, request in enumerate(waiting):
        for person in case.sides[request]:
            before = column.get(sitting.get(person, -1))
            if before is not None:
                cost[row, before] -= 1
    solver = linear_sum_assignment.SimpleLinearSumAssignment()
    left, right = np.indices(cost.shape)
    solver.add_arcs_with_cost(left.ravel().astype(np.int32), right.ravel().astype(np.int32), cost.ravel() + 2)
    solver.solve()
    tables.update({request: free[solver.right_mate(row)] for row, request in enumerate(waiting)})
    return tables
