"""A clash-free timetable by CP-SAT: pinned sessions stay, all others are placed that can be, then wishes are met.

A session has one start and a literal for each room; in a room it starts when it could be held there. Rooms and people
do one thing at a time; who goes from one site to another gets the time for it.
"""

from __future__ import annotations

import random
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from qiaomost.forum.scheduling.solving import Cancelled, solve

from .clashes import Clash, clashes_of
from .drafting import Spot, first_fit
from .openings import Openings, minutes, moment
from .programme import Placing, Programme, Session
from .wishes import Unmet, unmet

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import BoolVarT, IntervalVar, LinearExprT

KEYNOTE, PARALLEL, HOUR, ROOM = 50, 10, 5, 5
"""Weights: a keynote out of a plenary hall, two sessions for one audience at once, the wished part of the day, a room
of a track. A session that is placed weighs more than all of these together."""


class PinsClash(ValueError):
    """What the organiser pinned can't be held; ``clashes`` say why."""

    def __init__(self, clashes: tuple[Clash, ...]) -> None:
        super().__init__(f"{len(clashes)} clashes among pinned sessions")
        self.clashes = clashes


@dataclass(frozen=True, slots=True)
class Proposal:
    """``placings`` in order of time, without a clash; sessions that found no place are ``unplaced``."""

    placings: tuple[Placing, ...]
    unplaced: tuple[int, ...]
    unmet: Unmet
    is_optimal: bool


def propose(
    programme: Programme,
    *,
    pinned: Iterable[Placing] = (),
    step_minutes: int = 15,
    seconds: float = 30.0,
    cancelled: Cancelled = lambda: False,
) -> Proposal:
    """The best timetable found within ``seconds``; starts lie on steps from the beginning of a site's hours.

    Raises:
        PinsClash: the pinned sessions clash with each other, their rooms or hours.
    """
    pins = tuple(pinned)
    clashes = clashes_of(programme, pins)
    if clashes:
        raise PinsClash(clashes)
    until = time.monotonic() + seconds
    openings = Openings(programme, pins, step_minutes)
    spots = first_fit(openings)
    model = _Model(openings)
    model.hint(spots)
    found = model.solve(0.3 * seconds, cancelled)
    spots = spots if found is None else found
    if not model.is_optimal:
        spots = _improved(openings, spots, until, cancelled)
    zones = {day.site: day.hours.start.tzinfo for day in programme.days}
    placings = []
    for session, (room, start) in spots.items():
        zone = None if room is None else zones.get(openings.rooms[room].site)
        placings.append(
            openings.pinned.get(session) or Placing(session, room, moment(start).astimezone(zone))
        )
    placings.sort(key=lambda one: (one.start, one.session))
    missing = tuple(one.id for one in programme.sessions if one.id not in spots)
    return Proposal(tuple(placings), missing, unmet(programme, placings), model.is_optimal)


def _improved(
    openings: Openings, spots: dict[int, Spot], until: float, cancelled: Cancelled
) -> dict[int, Spot]:
    """Free one track and a few other sessions, keep the rest where it is, place the freed anew; again and again."""
    rng = random.Random(1)  # noqa: S311 - a search, no secret
    movable = [one for one in openings.programme.sessions if one.id not in openings.pinned]
    while movable and time.monotonic() < until and not cancelled():
        track = rng.choice(movable).track
        freed = [one.id for one in movable if one.track == track]
        freed = rng.sample(freed, min(12, len(freed))) + [
            one.id for one in rng.sample(movable, min(6, len(movable)))
        ]
        model = _Model(openings.keeping(spots, set(freed)))
        model.hint(spots)
        spots = model.solve(min(4.0, until - time.monotonic()), cancelled) or spots
    return spots


class _Model:
    def __init__(self, openings: Openings) -> None:
        from ortools.sat.python import cp_model

        self.cp = cp_model
        self.openings, self.programme = openings, openings.programme
        self.model = cp_model.CpModel()
        self.is_optimal = False
        self.start: dict[int, LinearExprT] = {}
        self.room: dict[int, dict[int, BoolVarT]] = {}
        self.intervals: dict[int, IntervalVar] = {}
        self.in_room: dict[int, list[IntervalVar]] = defaultdict(list)
        self.order: dict[tuple[int, int], BoolVarT] = {}
        self.placed: list[BoolVarT] = []
        self.wishes: list[tuple[int, BoolVarT]] = []
        for session in self.programme.sessions:
            self._session(session)
        for held in self.in_room.values():
            self.model.add_no_overlap(held)
        self._people()
        self._tracks()
        self._audiences()
        most = 1 + sum(abs(weight) for weight, _ in self.wishes)
        self.model.maximize(
            most * sum(self.placed) + sum(weight * literal for weight, literal in self.wishes)
        )

    def _session(self, session: Session) -> None:
        starts = self.openings.starts[session.id]
        pin = self.openings.pinned.get(session.id)
        if pin is not None and pin.room is None:
            self.start[session.id] = minutes(pin.start)
            self.intervals[session.id] = self.model.new_fixed_size_interval_var(
                minutes(pin.start), session.minutes, ""
            )
            self.room[session.id] = {}
            return
        if not starts:
            return
        everywhere = self.cp.Domain.from_values(sorted({one for row in starts.values() for one in row}))
        start = self.start[session.id] = self.model.new_int_var_from_domain(everywhere, "")
        literals = self.room[session.id] = {room: self.model.new_bool_var("") for room in starts}
        self.model.add_at_most_one(literals.values())
        placed = self.model.new_bool_var("")
        self.model.add(sum(literals.values()) == placed)
        self.placed.append(placed)
        if pin is not None:
            self.model.add(placed == 1)
        length = session.minutes
        self.intervals[session.id] = self.model.new_optional_fixed_size_interval_var(
            start, length, placed, ""
        )
        for room, literal in literals.items():
            domain = self.cp.Domain.from_values(starts[room])
            self.model.add_linear_expression_in_domain(start, domain).only_enforce_if(literal)
            self.in_room[room].append(
                self.model.new_optional_fixed_size_interval_var(start, length, literal, "")
            )
        self._wishes(session, literals)

    def _wishes(self, session: Session, literals: dict[int, BoolVarT]) -> None:
        starts = self.openings.starts[session.id]
        for room, literal in literals.items():
            if session.keynote and not self.openings.rooms[room].plenary:
                self.wishes.append((-KEYNOTE, literal))
            if session.prefers is not None:
                liked = [one for one in starts[room] if self.openings.suits(session, room, one)]
                met = self.model.new_bool_var("")
                self.model.add_implication(met, literal)
                domain = self.cp.Domain.from_values(liked)
                self.model.add_linear_expression_in_domain(self.start[session.id], domain).only_enforce_if(
                    met
                )
                self.wishes.append((HOUR, met))

    def _people(self) -> None:
        theirs: dict[int, list[int]] = defaultdict(list)
        for session in self.programme.sessions:
            if session.id in self.intervals:
                for person in {part.person for part in session.parts}:
                    theirs[person].append(session.id)
        pairs: set[tuple[int, int]] = set()
        for sessions in theirs.values():
            self.model.add_no_overlap([self.intervals[one] for one in sessions])
            pairs.update(combinations(sessions, 2))
        for one, other in sorted(pairs):
            self._walk(one, other)

    def _walk(self, one: int, other: int) -> None:
        """Time to go from one site to the other, whichever comes first."""
        for here, at_one in self._by_site(one).items():
            for there, at_other in self._by_site(other).items():
                way = self.programme.way(here, there)
                if way is None:
                    self.model.add(sum(at_one) + sum(at_other) <= 1)
                elif way:
                    self._apart(one, other, at_one, at_other, int(way.total_seconds()) // 60)

    def _apart(
        self, one: int, other: int, at_one: list[BoolVarT], at_other: list[BoolVarT], walk: int
    ) -> None:
        lengths = self.openings.sessions
        before = self._before(one, other)
        first = self.start[one] + lengths[one].minutes + walk <= self.start[other]
        second = self.start[other] + lengths[other].minutes + walk <= self.start[one]
        for here in at_one:
            for there in at_other:
                self.model.add(first).only_enforce_if(here, there, before)
                self.model.add(second).only_enforce_if(here, there, ~before)

    def _by_site(self, session: int) -> dict[int, list[BoolVarT]]:
        found: dict[int, list[BoolVarT]] = defaultdict(list)
        for room, literal in self.room[session].items():
            found[self.openings.rooms[room].site].append(literal)
        return found

    def _before(self, one: int, other: int) -> BoolVarT:
        if (one, other) not in self.order:
            self.order[one, other] = self.model.new_bool_var("")
        return self.order[one, other]

    def _tracks(self) -> None:
        """A track pays for each room in which it has a session."""
        used: dict[tuple[int, int], list[BoolVarT]] = defaultdict(list)
        for session in self.programme.sessions:
            if session.track is not None and session.id in self.room:
                for room, literal in self.room[session.id].items():
                    used[session.track, room].append(literal)
        for literals in used.values():
            opened = self.model.new_bool_var("")
            self.model.add_max_equality(opened, literals)
            self.wishes.append((-ROOM, opened))

    def _audiences(self) -> None:
        sessions = [one for one in self.programme.sessions if one.id in self.start and one.audiences]
        for one, other in combinations(sessions, 2):
            if not one.audiences & other.audiences:
                continue
            first, apart = self._before(one.id, other.id), self.model.new_bool_var("")
            ends = self.start[one.id] + one.minutes <= self.start[other.id]
            begins = self.start[other.id] + other.minutes <= self.start[one.id]
            self.model.add(ends).only_enforce_if(first, apart)
            self.model.add(begins).only_enforce_if(~first, apart)
            self.wishes.append((PARALLEL, apart))

    def hint(self, spots: dict[int, Spot]) -> None:
        """Start from a timetable that is known to fit."""
        for session, literals in self.room.items():
            room, start = spots.get(session, (None, None))
            for one, literal in literals.items():
                self.model.add_hint(literal, one == room)
            if literals and start is not None:
                self.model.add_hint(self.start[session], start)

    def solve(self, seconds: float, cancelled: Cancelled) -> dict[int, Spot] | None:
        """Session → room and start; ``None`` if nothing was found in time."""
        solver, found = solve(self.model, seconds=seconds, cancelled=cancelled)
        if not found:
            return None
        self.is_optimal = solver.objective_value >= solver.best_objective_bound - 1e-6
        spots: dict[int, Spot] = {}
        for session, literals in self.room.items():
            rooms = [room for room, literal in literals.items() if solver.boolean_value(literal)]
            pin = self.openings.pinned.get(session)
            if rooms:
                spots[session] = rooms[0], solver.value(self.start[session])
            elif pin is not None:
                spots[session] = None, minutes(pin.start)
        return spots
