"""Why a request has no meeting, told so that a program can act on it and a page can say it."""

from __future__ import annotations

from .case import Case
from .draft import Draft
from .problem import Reason, Unscheduled


def reasons(draft: Draft) -> tuple[Unscheduled, ...]:
    """One for each request without a meeting, in the order of the problem."""
    return tuple(_of(draft, one) for one in range(len(draft.case.requests)) if one not in draft.places)


def _of(draft: Draft, request: int) -> Unscheduled:
    alone = _alone(draft.case, request)
    return Unscheduled(
        draft.case.requests[request].id, alone or _beside_others(draft, request), alone is not None
    )


def _alone(case: Case, request: int) -> Reason | None:
    """Why it could not be held even if it were the only one."""
    one, other = case.sides[request]
    if not case.limits[one] or not case.limits[other]:
        return Reason.LIMIT_REACHED
    if not case.people[one].sites & case.people[other].sites:
        return Reason.NO_COMMON_SITE
    common = [mine & theirs for mine, theirs in zip(case.free[one], case.free[other], strict=True)]
    if not any(common):
        return Reason.NO_COMMON_SLOT
    if not any(mask & standing for mask, standing in zip(common, case.standing, strict=True)):
        return Reason.NO_TABLE
    if any(case.chances[request]):
        return None
    on_any_day = [
        mask & case.interpreted(request, site) & case.standing[site] for site, mask in enumerate(common)
    ]
    return Reason.NOT_ON_THAT_DAY if any(on_any_day) else Reason.NO_INTERPRETER


def _beside_others(draft: Draft, request: int) -> Reason:
    """Which one thing the others took; not chosen, if it is now this and now that."""
    case = draft.case
    one, other = case.sides[request]
    if any(len(draft.held[side]) >= case.limits[side] for side in (one, other)):
        return Reason.LIMIT_REACHED
    chances = case.chances[request]
    sites = range(len(case.sites))
    both = [chances[site] & draft.open[one][site] & draft.open[other][site] for site in sites]
    bound = case.requests[request].slots is not None
    if not any(both):
        return Reason.NOT_ON_THAT_DAY if bound else Reason.NO_COMMON_SLOT
    seated = [both[site] & draft.standing[site] for site in sites]
    if not any(seated):
        return Reason.NOT_ON_THAT_DAY if bound else Reason.NO_TABLE
    return Reason.NO_INTERPRETER if seated == both else Reason.NOT_CHOSEN
