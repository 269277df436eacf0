"""Fewer gaps between the meetings of a person, by moving one meeting or exchanging two; what is held stays held."""

from __future__ import annotations

import random
import time

from .case import Place, bits
from .draft import Draft
from .solving import Cancelled


def close_gaps(draft: Draft, *, until: float, cancelled: Cancelled, seed: int) -> None:
    """Move meetings while that makes gaps fewer, until nothing was found for a while or time is up."""
    rng = random.Random(seed)  # noqa: S311 - a search, no secret
    meetings = sorted(set(draft.places) - draft.pinned)
    fruitless = 0
    while meetings and fruitless < 3 and time.monotonic() < until and not cancelled():
        rng.shuffle(meetings)
        gained = 0
        for request in meetings:
            gained += _try_moves(draft, request, rng)
            if time.monotonic() >= until:
                break
        fruitless = 0 if gained else fruitless + 1


def gaps(draft: Draft, people: set[int]) -> int:
    """Free slots of these people between their first and last meeting of a day."""
    case, total = draft.case, 0
    for person in people:
        met = 0
        for request in draft.held[person]:
            met |= 1 << draft.places[request][0]
        free = 0
        for mask in case.free[person]:
            free |= mask
        for hours in case.days:
            today = met & hours
            if today:
                between = (1 << today.bit_length()) - (today & -today)
                total += (between & free & hours & ~met).bit_count()
    return total


def _try_moves(draft: Draft, request: int, rng: random.Random) -> int:
    """The first move or exchange of this meeting that saves gaps; how many it saved."""
    people = set(draft.case.sides[request])
    if not gaps(draft, people):
        return 0
    slot, site = draft.places[request]
    interpreting = dict(draft.interpreting)
    draft.remove(request)
    targets = list(bits(draft.options(request, site) & ~(1 << slot)))
    draft.revert({request: (slot, site)}, interpreting)
    rng.shuffle(targets)
    for target in targets:
        saved = _move(draft, (request,), ((target, site),))
        if saved:
            return saved
    return _try_exchange(draft, request, rng)


def _try_exchange(draft: Draft, request: int, rng: random.Random) -> int:
    case = draft.case
    slot, site = draft.places[request]
    one, other = case.sides[request]
    near = [
        r for side in (one, other) for r in draft.held[side] if r != request and draft.places[r][1] == site
    ]
    wanted = {draft.places[r][0] + step for r in near for step in (-1, 1)} - {slot}
    there = [
        r
        for r, place in draft.places.items()
        if place[0] in wanted and place[1] == site and r not in draft.pinned
    ]
    for partner in rng.sample(there, min(12, len(there))):
        target = draft.places[partner][0]
        if case.chances[request][site] >> target & case.chances[partner][site] >> slot & 1:
            saved = _move(draft, (request, partner), ((target, site), (slot, site)))
            if saved:
                return saved
    return 0


def _move(draft: Draft, requests: tuple[int, ...], places: tuple[Place, ...]) -> int:
    """Carry out if it saves gaps, else leave everything as it was; how many it saved."""
    people = {side for one in requests for side in draft.case.sides[one]}
    before, interpreting = gaps(draft, people), dict(draft.interpreting)
    were = {one: draft.remove(one) for one in requests}
    placed = []
    for one, (slot, site) in zip(requests, places, strict=True):
        if not (draft.options(one, site) >> slot & 1 and draft.place(one, (slot, site))):
            break
        placed.append(one)
    if len(placed) == len(requests) and (saved := before - gaps(draft, people)) > 0:
        return saved
    for one in placed:
        draft.remove(one)
    draft.revert(were, interpreting)
    return 0
