"""A first plan: the weightiest requests first, each at the first place that suits, then room made by moving some."""

from __future__ import annotations

from collections.abc import Iterable

from .case import Case, Place, bits
from .draft import Draft, places_of


def greedy(case: Case) -> Draft:
    """Every request in order of weight, VIPs' and then those of people with few chances first."""
    draft = Draft(case)
    fill(draft, in_order(case, range(len(case.requests))))
    return draft


def in_order(case: Case, requests: Iterable[int]) -> list[int]:
    """Weight first; then VIPs; then who has little choice."""

    def key(request: int) -> tuple[int, bool, int, int]:
        vip = any(case.people[side].vip for side in case.sides[request])
        choice = sum(mask.bit_count() for mask in case.chances[request])
        return -case.weights[request], not vip, choice, request

    return sorted((one for one in requests if any(case.chances[one])), key=key)


def fill(draft: Draft, requests: Iterable[int]) -> list[int]:
    """Place what fits, in this order; tell what did not."""
    return [one for one in requests if one not in draft.places and not _put(draft, one)]


def _put(draft: Draft, request: int) -> bool:
    return any(draft.place(request, place) for place in _compact_first(draft, request))


def _compact_first(draft: Draft, request: int) -> list[Place]:
    """Slots beside other meetings of either side first, so that gaps are few from the start."""
    taken = 0
    for side in draft.case.sides[request]:
        for held in draft.held[side]:
            taken |= 1 << draft.places[held][0]
    beside = taken << 1 | taken >> 1
    return sorted(places_of(draft, request), key=lambda place: (not beside >> place[0] & 1, place))


def make_room(draft: Draft, request: int) -> bool:
    """Place a request by moving up to two meetings that are in its way to other slots; ``False`` changes nothing."""
    case = draft.case
    one, other = case.sides[request]
    if len(draft.held[one]) >= case.limits[one] or len(draft.held[other]) >= case.limits[other]:
        return False
    for site, chances in enumerate(case.chances[request]):
        for slot in bits(chances & draft.standing[site]):
            if _clear(draft, request, (slot, site)):
                return True
    return False


def _clear(draft: Draft, request: int, place: Place) -> bool:
    slot, site = place
    bars = draft.case.bars[slot][site]
    in_the_way = {
        held
        for side in draft.case.sides[request]
        for held in draft.held[side]
        if bars[draft.places[held][1]] >> draft.places[held][0] & 1
    }
    if (
        len(in_the_way) > 2
        or in_the_way & draft.pinned
        or not _interpretable(draft, request, place, in_the_way)
    ):
        return False
    interpreting = dict(draft.interpreting)
    were = {one: draft.remove(one) for one in sorted(in_the_way)}
    moved: list[int] = []
    if draft.options(request, site) >> slot & 1 and draft.place(request, place):
        moved = [one for one in were if _put(draft, one)]
        if len(moved) == len(were):
            return True
        moved.append(request)
    for one in moved:
        draft.remove(one)
    draft.revert(were, interpreting)
    return False


def _interpretable(draft: Draft, request: int, place: Place, in_the_way: set[int]) -> bool:
    """Whether an interpreter is idle there, or is set free with a meeting that is in the way."""
    need, (slot, site) = draft.case.needs[request], place
    if need is None or any(draft.hours[one][site] >> slot & 1 for one in need):
        return True
    return any(one in draft.interpreting for one in in_the_way)
