"""A published plan after something went wrong: from now on, and with as few meetings touched as can be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from qiaomost.forum.models import Disturbance, Edition, MeetingPlan, PlannedMeeting
from qiaomost.forum.scheduling.problem import Engagement, Interpreter, Meeting, Participant, Plan, Problem
from qiaomost.forum.scheduling.replanning import EVER, Away, Lost, disturbed, replan
from qiaomost.forum.scheduling.sifting import sound_part
from qiaomost.forum.scheduling.solving import Cancelled
from qiaomost.forum.services.meetings.problem import Numbered, minute, problem_of
from qiaomost.forum.states.meetings import DisturbanceKind


@dataclass(frozen=True, slots=True)
class Losses:
    """Who is away, and which tables and interpreters can't be had; in the numbers of a problem."""

    away: tuple[Away, ...]
    tables: tuple[Lost, ...]
    interpreters: tuple[Lost, ...]


@dataclass(frozen=True, slots=True)
class Calculated:
    """A plan, the problem that it solves, and the meetings of the plan before that have begun and stay."""

    numbered: Numbered
    problem: Problem
    plan: Plan
    begun: tuple[PlannedMeeting, ...] = ()


def problem_now(edition: Edition) -> Numbered:
    """What is to be planned under what went wrong so far; fixed meetings that can't be kept under it are left out."""
    numbered = problem_of(edition)
    losses = losses_of(edition, numbered)
    problem = disturbed(numbered.problem, losses.away, losses.tables, losses.interpreters)
    return replace(numbered, problem=replace(problem, fixed=sound_part(problem, problem.fixed)))


def mended(plan: MeetingPlan, *, now: datetime, seconds: float, cancelled: Cancelled) -> Calculated:
    """Mend the plan that ``plan`` is based on. What has begun by ``now`` stays as it is, and takes its time and place.

    Raises:
        Unplannable: the problem contradicts itself.
    """
    places = (
        () if plan.based_on is None else tuple(plan.based_on.meetings.select_related("slot", "table__room"))
    )
    begun = tuple(one for one in places if one.slot.starts_at <= now)
    numbered = problem_of(plan.edition)
    problem = _from_now_on(numbered, begun, minute(now))
    losses = losses_of(plan.edition, numbered)
    now_so = disturbed(problem, losses.away, losses.tables, losses.interpreters)
    pinned = {one.request: one for one in problem.fixed}
    ahead = {
        numbered.requests[one.request_id]: _meeting(one, numbered)
        for one in places
        if one.slot.starts_at > now and one.request_id in numbered.requests
    }
    given = sound_part(now_so, (ahead | pinned).values(), pinned)
    fixed = tuple(one for one in given if one.request in pinned)
    found = replan(
        replace(problem, fixed=fixed),
        given,
        away=losses.away,
        tables=losses.tables,
        interpreters=losses.interpreters,
        now=minute(now),
        seconds=seconds,
        cancelled=cancelled,
    )
    return Calculated(numbered, found.problem, found.plan, begun)


def losses_of(edition: Edition, numbered: Numbered) -> Losses:
    """What was noted and not lifted; people without a request to plan are of no concern."""
    rows = list(Disturbance.objects.filter(edition=edition, lifted_at__isnull=True))
    return Losses(
        tuple(
            Away(numbered.profiles[one.profile_id], *_span(one))
            for one in rows
            if one.profile_id in numbered.profiles
        ),
        _lost(rows, DisturbanceKind.TABLE),
        _lost(rows, DisturbanceKind.INTERPRETER),
    )


def _lost(rows: Iterable[Disturbance], kind: DisturbanceKind) -> tuple[Lost, ...]:
    return tuple(
        Lost(one.table_id or one.interpreter_id or 0, *_span(one)) for one in rows if one.kind == kind
    )


def _span(one: Disturbance) -> tuple[int, int]:
    return minute(one.starts_at), minute(one.ends_at) if one.ends_at else EVER


def _meeting(one: PlannedMeeting, numbered: Numbered) -> Meeting:
    return Meeting(numbered.requests[one.request_id], one.slot_id, one.table_id, one.interpreter_id)


def _from_now_on(numbered: Numbered, begun: Iterable[PlannedMeeting], now: int) -> Problem:
    """Without slots and requests that are over; whoever sat at a table was there, and has one meeting less to give."""
    problem = numbered.problem
    over = {one.request_id for one in begun}
    at_tables: dict[int, list[Engagement]] = defaultdict(list)
    interpreting: dict[int, list[Engagement]] = defaultdict(list)
    sides = {one.id: one.sides for one in problem.requests}
    for place in begun:
        span = Engagement(minute(place.slot.starts_at), minute(place.slot.ends_at), place.table.room.site_id)
        for person in sides.get(numbered.requests.get(place.request_id, 0), ()):
            at_tables[person].append(span)
        if place.interpreter_id is not None:
            interpreting[place.interpreter_id].append(span)
    gone = {numbered.requests[one] for one in over if one in numbered.requests}
    slots = tuple(one for one in problem.slots if one.start > now)
    ahead = {one.id for one in slots}
    return replace(
        problem,
        slots=slots,
        requests=tuple(one for one in problem.requests if one.id not in gone),
        participants=tuple(_after(one, at_tables) for one in problem.participants),
        interpreters=tuple(_engaged(one, interpreting) for one in problem.interpreters),
        fixed=tuple(one for one in problem.fixed if one.slot in ahead and one.request not in gone),
    )


def _after(one: Participant, met: Mapping[int, list[Engagement]]) -> Participant:
    spans = tuple(met.get(one.id, ()))
    limit = None if one.limit is None else max(0, one.limit - len(spans))
    return replace(one, engagements=one.engagements + spans, limit=limit)


def _engaged(one: Interpreter, spans: Mapping[int, list[Engagement]]) -> Interpreter:
    return replace(one, engagements=one.engagements + tuple(spans.get(one.id, ())))
