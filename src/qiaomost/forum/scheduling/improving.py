"""Large-neighbourhood search: free a part of the plan, let CP-SAT place it best, keep what is no worse."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable

from .draft import Draft
from .modelling import Placement
from .solving import Cancelled

PATIENCE = 60
"""Neighbourhoods without a gain after which the search gives up."""

Report = Callable[[Draft], None]


def worth(draft: Draft) -> tuple[int, int]:
    """Weight, then people with a meeting."""
    return draft.value, sum(bool(one) for one in draft.held)


def improve(
    draft: Draft, *, bound: int, until: float, cancelled: Cancelled, report: Report, seed: int
) -> None:
    """Improve a draft in place until the bound is met with nobody alone, or time is up (``time.monotonic``)."""
    search = _Search(draft, random.Random(seed), cancelled)  # noqa: S311 - a search, no secret
    while not cancelled() and time.monotonic() < until and not search.is_settled(bound):
        before = worth(draft)
        search.step(until)
        if worth(draft) > before:
            report(draft)


class _Search:
    def __init__(self, draft: Draft, rng: random.Random, cancelled: Cancelled) -> None:
        self.draft, self.rng, self.cancelled = draft, rng, cancelled
        self.case = draft.case
        self.asked = [one for one, chances in enumerate(self.case.chances) if any(chances)]
        self.of_person: list[list[int]] = [[] for _ in self.case.people]
        for request in self.asked:
            for person in self.case.sides[request]:
                self.of_person[person].append(request)
        self.size = 400
        self.fruitless = 0

    def is_settled(self, bound: int) -> bool:
        """The bound is met, and nobody who could meet is alone; or nothing more was found for long."""
        if self.fruitless >= PATIENCE:
            return True
        alone = any(asked and not held for asked, held in zip(self.of_person, self.draft.held, strict=True))
        return self.draft.value >= bound and not alone

    def step(self, until: float) -> None:
        draft = self.draft
        started = time.monotonic()
        freed = self._by_slots() if self.rng.random() < 0.5 else self._by_people()
        held = len(draft.places)
        before, were = worth(draft), dict(draft.interpreting)
        places = {one: draft.remove(one) for one in sorted(freed) if one in draft.places}
        waiting = [one for one in self.asked if one not in draft.places]
        model = Placement(draft, waiting)
        model.hint(places)
        seconds = min(5.0, until - time.monotonic())
        found = model.solve(seconds=seconds, cancelled=self.cancelled, seed=self.rng.randrange(1 << 30))
        for one, (place, interpreter) in (found or {}).items():
            draft.restore(one, place, interpreter)
        if worth(draft) < before:
            for one in found or {}:
                draft.remove(one)
            draft.revert(places, were)
        whole = model.is_optimal and len(places) + len(draft.pinned) == held
        self.fruitless = 0 if worth(draft) > before else PATIENCE if whole else self.fruitless + 1
        self._tune(time.monotonic() - started)

    def _tune(self, took: float) -> None:
        """Neighbourhoods that take about a second."""
        self.size = min(2000, int(self.size * 1.15)) if took < 1.0 else max(60, int(self.size * 0.8))

    def _by_slots(self) -> set[int]:
        """Every meeting of a few slots: what is placed there is coloured anew."""
        slots = list(range(len(self.case.slots)))
        self.rng.shuffle(slots)
        freed: set[int] = set()
        for slot in slots:
            freed.update(one for one, place in self.draft.places.items() if place[0] == slot)
            if len(freed) >= self.size:
                break
        return self._movable(freed)

    def _by_people(self) -> set[int]:
        """Those who wait for a meeting, whom they would meet, and whom those meet."""
        waiting = [one for one in self.asked if one not in self.draft.places]
        if not waiting:
            return self._by_slots()
        freed: set[int] = set()
        people = list(self.case.sides[self.rng.choice(waiting)])
        seen = set(people)
        while people and len(freed) < self.size // 2:
            person = people.pop(self.rng.randrange(len(people)))
            freed |= self.draft.held[person]
            near = {side for one in self.draft.held[person] for side in self.case.sides[one]} - seen
            seen |= near
            people.extend(sorted(near))
        return self._movable(freed)

    def _movable(self, freed: Iterable[int]) -> set[int]:
        return set(freed) - self.draft.pinned
