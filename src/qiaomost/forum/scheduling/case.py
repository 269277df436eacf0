"""A problem in numbers: people, slots, sites and interpreters by position, sets of slots as bits of an integer.

Bit ``s`` of a mask stands for slot ``s`` in order of time. ``bars[s][a][b]`` are the slots at site ``b`` that nobody
reaches who meets in slot ``s`` at site ``a``, slot ``s`` itself and those that overlap it included.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .problem import Engagement, Interpreter, Participant, Problem, Slot, Unplannable

Place = tuple[int, int]
"""A slot and a site, by position."""


def bits(mask: int) -> Iterator[int]:
    """Positions of the bits that are set, lowest first."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


class Case:
    """What is true of a problem before anything is planned.

    Attributes:
        free: per participant and site, the slots in which they can be met there.
        hours: per interpreter and site, the slots in which they can work there.
        tables: per site and slot, how many tables stand.
        needs: per request, the interpreters that speak for it; ``None`` where none is needed.
        agreed: per request, the slots of the day that the two agreed on; all, if they did not.
        chances: per request and site, the slots in which it could be held if it were alone.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.slots = sorted(problem.slots, key=lambda one: (one.start, one.id))
        self.sites = sorted({table.site for table in problem.tables})
        self.people = list(problem.participants)
        self.interpreters = list(problem.interpreters)
        self.requests = list(problem.requests)
        self.slot_at = {one.id: n for n, one in enumerate(self.slots)}
        self.site_at = {one: n for n, one in enumerate(self.sites)}
        self.person_at = {one.id: n for n, one in enumerate(self.people)}
        self.request_at = {one.id: n for n, one in enumerate(self.requests)}
        self.interpreter_at = {one.id: n for n, one in enumerate(self.interpreters)}
        self.days = self._days()
        self.bars = [[self._bars(slot, here) for here in self.sites] for slot in self.slots]
        self.tables = self._tables()
        self.standing = [sum(1 << n for n, many in enumerate(counts) if many) for counts in self.tables]
        self.free = [self._free(one, self._all()) for one in self.people]
        self.hours = [self._free(one, self._mask(one.slots)) for one in self.interpreters]
        self.limits = [len(self.slots) + 1 if one.limit is None else one.limit for one in self.people]
        self.sides = [self._sides(one.sides) for one in self.requests]
        self.weights = [one.weight for one in self.requests]
        self.needs = [self._need(one, other) for one, other in self.sides]
        self.agreed = [self._mask(one.slots) for one in self.requests]
        self.chances = [self._chances(n) for n in range(len(self.requests))]

    def _all(self) -> int:
        return (1 << len(self.slots)) - 1

    def _mask(self, slots: Iterable[int] | None) -> int:
        if slots is None:
            return self._all()
        return sum(1 << self.slot_at[one] for one in set(slots) if one in self.slot_at)

    def _days(self) -> list[int]:
        masks: dict[int, int] = {}
        for n, slot in enumerate(self.slots):
            masks[slot.day] = masks.get(slot.day, 0) | 1 << n
        return list(masks.values())

    def _bars(self, slot: Slot, here: int) -> list[int]:
        return [
            sum(1 << n for n, other in enumerate(self.slots) if self._clash(slot, here, other, there))
            for there in self.sites
        ]

    def _clash(self, slot: Slot, here: int, other: Slot, there: int) -> bool:
        way = self._way(here, there)
        if way is None:
            return True
        return slot.start < other.end + way and other.start < slot.end + way

    def _way(self, here: int, there: int) -> int | None:
        ways = self.problem.travel
        return 0 if here == there else ways.get((here, there), ways.get((there, here)))

    def _tables(self) -> list[list[int]]:
        counts = [[0] * len(self.slots) for _ in self.sites]
        for table in self.problem.tables:
            for n in bits(self._mask(table.slots)):
                counts[self.site_at[table.site]][n] += 1
        for site, row in enumerate(counts):
            for n, many in enumerate(row):
                if many and any(row[m] for m in bits(self.bars[n][site][site] & ~(1 << n))):
                    raise Unplannable(f"Slots of site {self.sites[site]} overlap.")
        return counts

    def _free(self, one: Participant | Interpreter, mask: int) -> list[int]:
        return [
            mask & ~self._engaged(one.engagements, site) if site in one.sites else 0 for site in self.sites
        ]

    def _engaged(self, engagements: Iterable[Engagement], site: int) -> int:
        mask = 0
        for one in engagements:
            span = Slot(0, one.start, one.end)
            there = site if one.site is None else one.site
            mask |= sum(1 << n for n, slot in enumerate(self.slots) if self._clash(span, there, slot, site))
        return mask

    def _sides(self, sides: tuple[int, int]) -> tuple[int, int]:
        if sides[0] == sides[1] or any(side not in self.person_at for side in sides):
            raise Unplannable(f"A request needs two participants, not {sides}.")
        return self.person_at[sides[0]], self.person_at[sides[1]]

    def _need(self, one: int, other: int) -> frozenset[int] | None:
        mine, theirs = self.people[one].languages, self.people[other].languages
        if mine & theirs:
            return None
        asked = {frozenset({left, right}) for left in mine for right in theirs}
        return frozenset(n for n, who in enumerate(self.interpreters) if who.pairs & asked)

    def _chances(self, request: int) -> list[int]:
        one, other = self.sides[request]
        if not self.limits[one] or not self.limits[other]:
            return [0] * len(self.sites)
        return [
            self.free[one][site]
            & self.free[other][site]
            & self.standing[site]
            & self.interpreted(request, site)
            & self.agreed[request]
            for site in range(len(self.sites))
        ]

    def interpreted(self, request: int, site: int) -> int:
        """Slots in which somebody could interpret it there; all, if nobody has to."""
        need = self.needs[request]
        if need is None:
            return self._all()
        mask = 0
        for one in need:
            mask |= self.hours[one][site]
        return mask
