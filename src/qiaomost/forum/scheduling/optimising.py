"""From a problem to a plan: greedy start, proven bound, CP-SAT on the core, neighbourhoods, comfort, tables."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from .bounding import Relaxation, core
from .case import Case, Place
from .comfort import close_gaps
from .draft import Draft
from .greedy import fill, greedy, in_order, make_room
from .improving import improve, worth
from .modelling import Placement
from .problem import Plan, Problem, Progress
from .reasons import reasons
from .seating import seat
from .solving import Cancelled

Listener = Callable[[Progress], None]


def schedule(
    problem: Problem,
    *,
    seconds: float = 60.0,
    progress: Listener = lambda _: None,
    cancelled: Cancelled = lambda: False,
    seed: int = 1,
) -> Plan:
    """The best plan within ``seconds`` on two threads; a cancelled search gives the best so far.

    Raises:
        Unplannable: the problem contradicts itself.
    """
    started = time.monotonic()
    case = Case(problem)
    draft = greedy(case)
    relaxation = Relaxation(case)

    def report(now: Draft) -> None:
        progress(Progress(time.monotonic() - started, now.value, max(relaxation.bound, now.value)))

    report(draft)
    relaxation.by_days(0.1 * seconds)
    relaxation.by_slots(0.35 * seconds)
    draft = max(draft, _dive(case, relaxation.likely, started + 0.5 * seconds), key=worth)
    report(draft)
    until = started + 0.85 * seconds
    if not cancelled():
        draft = max(
            draft, _from_core(draft, relaxation, 0.6 * (until - time.monotonic()), cancelled), key=worth
        )
        report(draft)
    improve(draft, bound=relaxation.bound, until=until, cancelled=cancelled, report=report, seed=seed)
    close_gaps(draft, until=started + 0.95 * seconds, cancelled=cancelled, seed=seed)
    report(draft)
    return finish(draft, relaxation.bound)


def schedule_greedily(problem: Problem) -> Plan:
    """The greedy start alone, under the bound that needs no proof: the weight of all that could be held."""
    case = Case(problem)
    return finish(greedy(case), Relaxation(case).bound)


def finish(draft: Draft, bound: int) -> Plan:
    """Name the tables and say why the others have no meeting."""
    return Plan(seat(draft), reasons(draft), draft.value, max(bound, draft.value))


def _dive(case: Case, likely: Mapping[tuple[int, Place], float], until: float) -> Draft:
    """The places that the relaxation uses, whole ones first; then whatever else fits, with room made for it."""
    draft = Draft(case)
    for (request, place), _ in sorted(likely.items(), key=lambda one: (-one[1], one[0])):
        if request not in draft.places and draft.options(request, place[1]) >> place[0] & 1:
            draft.place(request, place)
    _fill_up(draft, until)
    return draft


def _from_core(draft: Draft, relaxation: Relaxation, seconds: float, cancelled: Cancelled) -> Draft:
    """The best plan that uses only the places of the relaxation and of the draft; then whatever else fits."""
    until = time.monotonic() + seconds
    best = Draft(draft.case)
    places = core(draft.case, relaxation.likely, draft)
    model = Placement(best, places, places)
    model.hint(draft.places)
    found = model.solve(seconds=0.9 * (until - time.monotonic()), cancelled=cancelled)
    for request, (place, interpreter) in (found or {}).items():
        best.restore(request, place, interpreter)
    _fill_up(best, until)
    return best


def _fill_up(draft: Draft, until: float) -> None:
    """Place whatever else fits; while there is time, make room for the weightiest of the others."""
    for request in fill(draft, in_order(draft.case, range(len(draft.case.requests)))):
        if time.monotonic() >= until:
            return
        make_room(draft, request)
