"""A proven upper bound on the weight of every plan, from linear programmes.

Let ``x[r, a, k]`` say that request ``r`` is held at site ``a`` in block ``k``: a day first, which is quick, then
a slot. Every plan gives such an ``x`` that keeps

- one place for a request, and only where it has a chance;
- for each person: no more meetings in a block than slots in which they are free, no more in all than their limit, and
  with blocks of one slot nothing that another place bars;
- for each site and block: no more meetings than tables;
- for each team of interpreters that are alike: no more meetings than they have working slots in the block.

So the best ``x``, fractions allowed, weighs at least as much as any plan. What the solver says is not taken at its
word: for any prices ``p ≥ 0`` of the rows, ``b·p + Σ u·max(0, c − Aᵀp)`` is an upper bound (weak duality), and it is
computed here from the prices that the solver found, whether or not it found the best ones.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence

import numpy as np

from .case import Case, Place
from .draft import Draft
from .modelling import team_of, team_travels

Spot = tuple[int, int]
"""A site and a block."""


class Programme:
    """Maximise ``worth · x`` subject to rows ``Σ coefficient · x ≤ room`` and ``0 ≤ x ≤ most``."""

    def __init__(self) -> None:
        self.worth: list[float] = []
        self.most: list[float] = []
        self.rows: list[tuple[list[int], list[int], float]] = []

    def variable(self, worth: float = 0.0, most: float = 1.0) -> int:
        self.worth.append(worth)
        self.most.append(most)
        return len(self.worth) - 1

    def at_most(self, plus: Sequence[int], room: float, minus: Sequence[int] = ()) -> None:
        """A row, unless it can't bind."""
        if sum(self.most[one] for one in plus) > room:
            self.rows.append(([*plus, *minus], [1] * len(plus) + [-1] * len(minus), room))

    def solve(self, seconds: float) -> tuple[list[float], float] | None:
        """The values found and a bound proven by weak duality; ``None`` if there was no time."""
        from ortools.linear_solver import pywraplp

        solver = pywraplp.Solver.CreateSolver("GLOP")
        solver.SetTimeLimit(max(1, int(1000 * seconds)))
        variables = [solver.NumVar(0.0, most, "") for most in self.most]
        objective = solver.Objective()
        objective.SetMaximization()
        for variable, worth in zip(variables, self.worth, strict=True):
            objective.SetCoefficient(variable, worth)
        constraints = []
        for columns, coefficients, room in self.rows:
            constraints.append(solver.RowConstraint(-solver.infinity(), room, ""))
            for column, coefficient in zip(columns, coefficients, strict=True):
                constraints[-1].SetCoefficient(variables[column], coefficient)
        if solver.Solve() != pywraplp.Solver.OPTIMAL:
            return None
        prices = [max(0.0, one.dual_value()) for one in constraints]
        return [one.solution_value() for one in variables], self.bound(prices)

    def bound(self, prices: Sequence[float]) -> float:
        """What no solution exceeds, whatever the prices are, as long as none is negative."""
        left = np.array(self.worth, dtype=np.float64)
        total = 0.0
        for (columns, coefficients, room), price in zip(self.rows, prices, strict=True):
            if price > 0.0:
                total += room * price
                np.subtract.at(left, columns, price * np.array(coefficients, dtype=np.float64))
        return total + float(np.maximum(left, 0.0) @ np.array(self.most, dtype=np.float64))


class Relaxation:
    """``bound`` on the weight, at first that of all requests with a chance; ``likely`` places and how much of them."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.bound = sum(weight for weight, row in zip(case.weights, case.chances, strict=True) if any(row))
        self.likely: dict[tuple[int, Place], float] = {}

    def by_days(self, seconds: float) -> None:
        """Tighten by blocks of a day."""
        self._tighten(self.case.days, seconds, bars=False)

    def by_slots(self, seconds: float) -> None:
        """Tighten by blocks of a slot, and learn which places are likely."""
        blocks = [1 << slot for slot in range(len(self.case.slots))]
        found = self._tighten(blocks, seconds, bars=True)
        self.likely = {
            (request, (block, site)): value for (request, site, block), value in found.items() if value > 1e-6
        }

    def _tighten(
        self, blocks: Sequence[int], seconds: float, *, bars: bool
    ) -> dict[tuple[int, int, int], float]:
        rows = _Rows(self.case, blocks, bars)
        solved = rows.programme.solve(seconds)
        if solved is None:
            return {}
        values, bound = solved
        self.bound = min(self.bound, int(bound + 1e-6))
        return {key: values[column] for key, column in rows.x.items()}


class _Rows:
    def __init__(self, case: Case, blocks: Sequence[int], bars: bool) -> None:
        self.case, self.blocks, self.bars = case, blocks, bars
        self.programme = Programme()
        self.x: dict[tuple[int, int, int], int] = {}
        for request, chances in enumerate(case.chances):
            spots = [
                (a, k) for a, mask in enumerate(chances) for k, block in enumerate(blocks) if mask & block
            ]
            for site, block in spots:
                self.x[request, site, block] = self.programme.variable(case.weights[request])
            self.programme.at_most([self.x[request, site, block] for site, block in spots], 1)
        self._people()
        self._tables()
        self._interpreters()

    def _people(self) -> None:
        spots: dict[int, dict[Spot, list[int]]] = defaultdict(lambda: defaultdict(list))
        for (request, site, block), column in self.x.items():
            for person in self.case.sides[request]:
                spots[person][site, block].append(column)
        for person, theirs in spots.items():
            self._one_at_a_time(theirs, self.case.free[person])
            self.programme.at_most([one for row in theirs.values() for one in row], self.case.limits[person])

    def _one_at_a_time(self, spots: Mapping[Spot, list[int]], free: Sequence[int]) -> None:
        """No more in a block than free slots; with blocks of a slot, nothing in one place that another bars."""
        by_block: dict[int, list[int]] = defaultdict(list)
        for (_, block), row in spots.items():
            by_block[block].extend(row)
        for block, row in by_block.items():
            self.programme.at_most(row, self._room(free, block))
        sites = {site for site, _ in spots}
        if not self.bars or len(sites) == 1:
            return
        for (site, block), row in spots.items():
            for other in by_block.keys() - {block}:
                barred = [
                    one
                    for there in sites
                    if self._barred(block, site, other, there)
                    for one in spots.get((there, other), ())
                ]
                if barred:
                    self.programme.at_most([*row, *barred], 1)

    def _barred(self, slot: int, site: int, other: int, there: int) -> bool:
        return bool(self.case.bars[slot][site][there] >> other & 1)

    def _room(self, free: Iterable[int], block: int) -> int:
        anywhere = 0
        for mask in free:
            anywhere |= mask
        return (anywhere & self.blocks[block]).bit_count()

    def _tables(self) -> None:
        spots: dict[Spot, list[int]] = defaultdict(list)
        for (_, site, block), column in self.x.items():
            spots[site, block].append(column)
        for (site, block), row in spots.items():
            counts = enumerate(self.case.tables[site])
            self.programme.at_most(row, sum(many for slot, many in counts if self.blocks[block] >> slot & 1))

    def _interpreters(self) -> None:
        """A flow of meetings from kinds of need to teams, in each spot."""
        kinds: dict[tuple[frozenset[int], int, int], list[int]] = defaultdict(list)
        for (request, site, block), column in self.x.items():
            need = self.case.needs[request]
            if need is not None:
                kinds[need, site, block].append(column)
        teams = self._teams()
        work: dict[Hashable, dict[Spot, list[int]]] = defaultdict(lambda: defaultdict(list))
        for (need, site, block), row in kinds.items():
            flows = []
            for team, members in teams.items():
                room = sum(self._room([self.case.hours[one][site]], block) for one in members)
                if members[0] in need and room:
                    flows.append(self.programme.variable(most=min(room, len(row))))
                    work[team][site, block].append(flows[-1])
            self.programme.at_most(row, 0, minus=flows)
        for team, spots in work.items():
            self._team(team, teams[team], spots)

    def _teams(self) -> dict[Hashable, list[int]]:
        teams: dict[Hashable, list[int]] = defaultdict(list)
        for one, masks in enumerate(self.case.hours):
            if any(masks):
                teams[team_of(self.case, one)].append(one)
        return teams

    def _team(self, team: Hashable, members: Sequence[int], spots: Mapping[Spot, list[int]]) -> None:
        if team_travels(team):
            self._one_at_a_time(spots, self.case.hours[members[0]])
            return
        for (_, block), row in spots.items():
            self.programme.at_most(row, sum(self._room(self.case.hours[one], block) for one in members))


def core(case: Case, likely: Mapping[tuple[int, Place], float], draft: Draft) -> dict[int, list[Place]]:
    """Places worth a closer look: those the relaxation uses, and where the draft has its meetings."""
    places: dict[int, set[Place]] = defaultdict(set)
    for request, place in likely:
        places[request].add(place)
    for request, place in draft.places.items():
        places[request].add(place)
    return {request: sorted(found) for request, found in places.items() if request not in draft.pinned}
