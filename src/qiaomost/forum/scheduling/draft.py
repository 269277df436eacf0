"""A plan in the making: every request has a place or none, and no hard constraint is ever broken.

Tables are counted, not named: any table of a site does, so that one left in the slot is enough (`seating` names
them). Interpreters are named, since they differ: a chain of exchanges frees one where one can be freed.
"""

from __future__ import annotations

from collections.abc import Mapping

from .case import Case, Place, bits
from .problem import Meeting, Unplannable


class Draft:
    """``places`` and ``interpreting`` go by request, ``held`` by participant; ``pinned`` requests stay."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.places: dict[int, Place] = {}
        self.interpreting: dict[int, int] = {}
        self.pinned: set[int] = set()
        self.value = 0
        self.held: list[set[int]] = [set() for _ in case.people]
        self.open = [list(row) for row in case.free]
        self.left = [list(row) for row in case.tables]
        self.standing = list(case.standing)
        self.hours = [list(row) for row in case.hours]
        self.works: list[dict[int, int]] = [{} for _ in case.interpreters]  # slot → request
        self.vain: set[tuple[frozenset[int], Place]] = (
            set()
        )  # where no interpreter can be had, until one is freed
        self._keep_fixed()

    def options(self, request: int, site: int) -> int:
        """Slots in which both are free and a table is left; the interpreter is looked for when it is placed."""
        case = self.case
        one, other = case.sides[request]
        if len(self.held[one]) >= case.limits[one] or len(self.held[other]) >= case.limits[other]:
            return 0
        return (
            self.open[one][site] & self.open[other][site] & self.standing[site] & case.chances[request][site]
        )

    def place(self, request: int, place: Place) -> bool:
        """Put a request at a place out of its options; ``False`` if no interpreter can be had, and nothing changes."""
        need = self.case.needs[request]
        if need is not None and not self._engage(request, need, place):
            return False
        self._seat(request, place)
        return True

    def remove(self, request: int) -> Place:
        """Take a request off the plan and tell where it was."""
        slot, site = place = self.places.pop(request)
        self.value -= self.case.weights[request]
        self.left[site][slot] += 1
        self.standing[site] |= 1 << slot
        for person in self.case.sides[request]:
            self.held[person].remove(request)
            self._reopen(person)
        interpreter = self.interpreting.pop(request, None)
        if interpreter is not None:
            del self.works[interpreter][slot]
            self._rehour(interpreter)
        return place

    def restore(self, request: int, place: Place, interpreter: int | None) -> None:
        """Put a request where it is known to fit, with the interpreter that is known to be free."""
        if interpreter is not None:
            self._take(request, interpreter, place)
        self._seat(request, place)

    def revert(self, places: Mapping[int, Place], interpreting: Mapping[int, int]) -> None:
        """Put requests back to their places, and every interpreter to what they did before."""
        moved = [one for one, who in self.interpreting.items() if interpreting[one] != who]
        for one in moved:
            who = self.interpreting.pop(one)
            del self.works[who][self.places[one][0]]
            self._rehour(who)
        for one in moved:
            self._take(one, interpreting[one], self.places[one])
        for one, place in places.items():
            self.restore(one, place, interpreting.get(one))

    def _seat(self, request: int, place: Place) -> None:
        slot, site = place
        self.places[request] = place
        self.value += self.case.weights[request]
        self.left[site][slot] -= 1
        if self.left[site][slot] <= 0:
            self.standing[site] &= ~(1 << slot)
        for person in self.case.sides[request]:
            self.held[person].add(request)
            self.open[person] = _without(self.open[person], self.case.bars[slot][site])

    def _reopen(self, person: int) -> None:
        masks = self.case.free[person]
        for request in self.held[person]:
            slot, site = self.places[request]
            masks = _without(masks, self.case.bars[slot][site])
        self.open[person] = list(masks)

    def _rehour(self, interpreter: int) -> None:
        self.vain.clear()
        masks = self.case.hours[interpreter]
        for slot, request in self.works[interpreter].items():
            masks = _without(masks, self.case.bars[slot][self.places[request][1]])
        self.hours[interpreter] = list(masks)

    def _take(self, request: int, interpreter: int, place: Place) -> None:
        slot, site = place
        self.interpreting[request] = interpreter
        self.works[interpreter][slot] = request
        self.hours[interpreter] = _without(self.hours[interpreter], self.case.bars[slot][site])

    def _engage(self, request: int, need: frozenset[int], place: Place) -> bool:
        """Find the shortest chain of exchanges in this slot that frees an interpreter, and carry it out."""
        if (need, place) in self.vain:
            return False
        slot = place[0]
        came_from: dict[int, int] = {}  # interpreter → request that would take them over
        queue = [request]
        for wanting in queue:
            where = place if wanting == request else self.places[wanting]
            for one in sorted(self.case.needs[wanting] or need):
                if one in came_from:
                    continue
                came_from[one] = wanting
                if self.hours[one][where[1]] >> slot & 1:
                    self._exchange(one, came_from, request, place)
                    return True
                theirs = self.works[one].get(slot)
                if theirs is not None and theirs not in self.pinned and self._could_swap(one, theirs, where):
                    queue.append(theirs)
        self.vain.add((need, place))
        return False

    def _could_swap(self, interpreter: int, theirs: int, where: Place) -> bool:
        """Whether one who works in this slot could work at the other place instead."""
        if self.places[theirs][1] == where[1]:
            return True
        slot, site = where
        masks = self.case.hours[interpreter][site]
        for other, request in self.works[interpreter].items():
            if other != slot:
                masks &= ~self.case.bars[other][self.places[request][1]][site]
        return bool(masks >> slot & 1)

    def _exchange(self, free: int, came_from: dict[int, int], request: int, place: Place) -> None:
        interpreter = free
        while True:
            wanting = came_from[interpreter]
            if wanting == request:
                self._take(request, interpreter, place)
                return
            before = self.interpreting.pop(wanting)
            del self.works[before][place[0]]
            self._rehour(before)
            self._take(wanting, interpreter, self.places[wanting])
            interpreter = before

    def _keep_fixed(self) -> None:
        case = self.case
        sites = {table.id: table.site for table in case.problem.tables}
        taken: set[tuple[int, int]] = set()
        for one in case.problem.fixed:
            self._pin(one, sites)
            if (one.table, one.slot) in taken:
                raise Unplannable(f"Two fixed meetings at table {one.table} in slot {one.slot}.")
            taken.add((one.table, one.slot))

    def _pin(self, one: Meeting, sites: dict[int, int]) -> None:
        case = self.case
        try:
            request, slot = case.request_at[one.request], case.slot_at[one.slot]
            site = case.site_at[sites[one.table]]
            interpreter = None if one.interpreter is None else case.interpreter_at[one.interpreter]
        except KeyError as error:
            raise Unplannable(
                f"The fixed meeting of request {one.request} names what is not there."
            ) from error
        fits = request not in self.places and self.options(request, site) >> slot & 1
        if interpreter is None:
            fits = fits and case.needs[request] is None
        else:
            speaks = interpreter in (case.needs[request] or ())
            fits = fits and speaks and self.hours[interpreter][site] >> slot & 1
        if not fits:
            raise Unplannable(f"The fixed meeting of request {one.request} can't be held.")
        self.restore(request, (slot, site), interpreter)
        self.pinned.add(request)


def _without(masks: list[int], bars: list[int]) -> list[int]:
    return [mask & ~bar for mask, bar in zip(masks, bars, strict=True)]


def places_of(draft: Draft, request: int) -> list[Place]:
    """Every place that is open to a request, in order of time."""
    found = [
        (slot, site) for site in range(len(draft.case.sites)) for slot in bits(draft.options(request, site))
    ]
    return sorted(found)
