"""Requests → places as a model of CP-SAT, beside a draft whose other meetings stay where they are.

``x[r, place]`` says that request ``r`` is held there. Tables are a capacity of the place. Interpreters with the same
languages who work at one site only are a capacity too, shared by a flow from the kinds of requests; those who travel
are named, since where they are in one slot bars others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from .case import Case, Place
from .draft import Draft, places_of
from .solving import Cancelled, solve

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import BoolVarT, CpModel, CpSolver, IntVar

    Choices = dict[tuple[int, Place], IntVar]

Flow = Mapping[frozenset[int], list["BoolVarT"]]
Found = tuple[Place, int | None]
"""Where a request is held, and who interprets."""


class Placement:
    """The best places for ``free`` requests, none of which is in ``draft``."""

    def __init__(
        self,
        draft: Draft,
        free: Iterable[int],
        allowed: Mapping[int, Sequence[Place]] | None = None,
        liked: Mapping[int, Place] | None = None,
    ) -> None:
        """``allowed`` places instead of all that are open; of equal plans, the one with most ``liked`` places."""
        from ortools.sat.python import cp_model

        self.draft, self.case = draft, draft.case
        self.model: CpModel = cp_model.CpModel()
        self.x: Choices = {}
        self.liked = liked or {}
        self.bound = 0
        self.is_optimal = False
        self.flows: dict[tuple[Place, frozenset[int]], list[tuple[list[int], IntVar]]] = {}
        self.by_request: dict[int, list[IntVar]] = {}
        for request in free:
            places = places_of(draft, request) if allowed is None else allowed[request]
            row = [self.model.new_bool_var("") for _ in places]
            if row:
                self.by_request[request] = row
                self.x.update({(request, place): var for place, var in zip(places, row, strict=True)})
        for row in self.by_request.values():
            self.model.add_at_most_one(row)
        self._people()
        self._places()
        self._weigh()

    def _people(self) -> None:
        sides = self.case.sides
        at: dict[int, dict[Place, list[IntVar]]] = defaultdict(lambda: defaultdict(list))
        for (request, place), var in self.x.items():
            for person in sides[request]:
                at[person][place].append(var)
        for person, places in at.items():
            self._one_at_a_time(places)
            room = self.case.limits[person] - len(self.draft.held[person])
            asked = (
                {request for request in self.by_request if person in sides[request]}
                if room < len(places)
                else ()
            )
            if len(asked) > room:
                self.model.add(sum(var for row in places.values() for var in row) <= room)

    def _one_at_a_time(self, places: Mapping[Place, list[IntVar]]) -> None:
        """At most one meeting in a place, and in two places that bar each other."""
        bars, several = self.case.bars, defaultdict(list)
        for (slot, _), row in places.items():
            several[slot].extend(row)
        for row in several.values():
            if len(row) > 1:
                self.model.add_at_most_one(row)
        if len({site for _, site in places}) > 1:
            for (slot, site), (other, there) in combinations(sorted(places), 2):
                if slot != other and bars[slot][site][there] >> other & 1:
                    self.model.add_at_most_one([*places[slot, site], *places[other, there]])

    def _places(self) -> None:
        at: dict[Place, list[int]] = defaultdict(list)
        for request, place in self.x:
            at[place].append(request)
        travelling: dict[int, dict[Place, list[IntVar]]] = defaultdict(lambda: defaultdict(list))
        for place, requests in at.items():
            slot, site = place
            left = self.draft.left[site][slot]
            if len(requests) > left:
                self.model.add(sum(self.x[one, place] for one in requests) <= left)
            kinds: dict[frozenset[int], list[BoolVarT]] = defaultdict(list)
            for one in requests:
                need = self.case.needs[one]
                if need is not None:
                    kinds[need].append(self.x[one, place])
            if kinds:
                self._interpreters(place, kinds, travelling)
        for places in travelling.values():
            self._one_at_a_time(places)

    def _interpreters(
        self, place: Place, kinds: Flow, travelling: dict[int, dict[Place, list[IntVar]]]
    ) -> None:
        slot, site = place
        teams: dict[Hashable, list[int]] = defaultdict(list)
        for one, hours in enumerate(self.draft.hours):
            if hours[site] >> slot & 1:
                teams[team_of(self.case, one)].append(one)
        out: dict[Hashable, list[IntVar]] = defaultdict(list)
        for need, row in kinds.items():
            serving = [team for team, members in teams.items() if members[0] in need]
            flows = [self.model.new_int_var(0, min(len(teams[team]), len(row)), "") for team in serving]
            self.model.add(sum(row) <= sum(flows))
            self.flows[place, need] = [(teams[team], flow) for team, flow in zip(serving, flows, strict=True)]
            for team, flow in zip(serving, flows, strict=True):
                out[team].append(flow)
                if team_travels(team):
                    travelling[teams[team][0]][place].append(flow)
        for team, flows in out.items():
            if len(flows) > 1:
                self.model.add(sum(flows) <= len(teams[team]))

    def _weigh(self) -> None:
        """Weight first, then people who would have no meeting."""
        alone: dict[int, list[IntVar]] = defaultdict(list)
        for request, row in self.by_request.items():
            for person in self.case.sides[request]:
                if not self.draft.held[person]:
                    alone[person].extend(row)
        met = []
        for row in alone.values():
            met.append(self.model.new_bool_var(""))
            self.model.add(met[-1] <= sum(row))
        liked = [var for (request, place), var in self.x.items() if self.liked.get(request) == place]
        person = len(liked) + 1
        self.scale = person * (len(alone) + 1)
        weights = self.case.weights
        terms = [self.scale * weights[request] * var for (request, _), var in self.x.items()]
        self.model.maximize(sum(terms) + person * sum(met) + sum(liked))

    def hint(self, places: Mapping[int, Place]) -> None:
        """Start from places that are known to fit together."""
        for (request, place), var in self.x.items():
            self.model.add_hint(var, places.get(request) == place)

    def solve(self, *, seconds: float, cancelled: Cancelled, seed: int = 1) -> dict[int, Found] | None:
        """Place and interpreter of those that are held; ``None`` if nothing was found in time."""
        if not self.x:
            self.is_optimal = True
            return {}
        solver, found = solve(self.model, seconds=seconds, cancelled=cancelled, seed=seed)
        self.bound = int(solver.best_objective_bound + 1e-6) // self.scale
        if not found:
            return None
        self.is_optimal = solver.objective_value >= solver.best_objective_bound - 1e-6
        held: dict[Place, list[int]] = defaultdict(list)
        for (request, place), var in self.x.items():
            if solver.boolean_value(var):
                held[place].append(request)
        free = self._shared_out(solver)
        return {
            one: (place, who) for place, row in held.items() for one, who in self._named(place, row, free)
        }

    def _shared_out(self, solver: CpSolver) -> dict[tuple[Place, frozenset[int]], list[int]]:
        """Members of the teams for each place and kind of need, nobody twice in a place."""
        used: dict[tuple[Place, int], int] = defaultdict(int)  # by the first member of a team
        free: dict[tuple[Place, frozenset[int]], list[int]] = {}
        for (place, need), flows in self.flows.items():
            free[place, need] = []
            for team, flow in flows:
                start = used[place, team[0]]
                used[place, team[0]] += solver.value(flow)
                free[place, need] += team[start : used[place, team[0]]]
        return free

    def _named(
        self, place: Place, requests: Iterable[int], free: Mapping[tuple[Place, frozenset[int]], list[int]]
    ) -> Iterator[tuple[int, int | None]]:
        for one in requests:
            need = self.case.needs[one]
            yield one, None if need is None else free[place, need].pop()


def team_of(case: Case, interpreter: int) -> Hashable:
    """Interpreters of one team are interchangeable in a slot: same languages, one site. Who travels is a team alone."""
    places = [site for site, hours in enumerate(case.hours[interpreter]) if hours]
    if len(places) > 1:
        return interpreter
    return case.interpreters[interpreter].pairs, places[0]


def team_travels(team: Hashable) -> bool:
    """Whether it is one interpreter who works at several sites."""
    return isinstance(team, int)
