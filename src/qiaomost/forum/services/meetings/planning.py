"""Plans of meetings: ordered by an organiser, made by the worker, published in one go."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.common import audit, outbox
from qiaomost.common.errors import Conflict, Invalid, NotFound, TransitionRefused
from qiaomost.common.transitions import next_state
from qiaomost.forum.models import Edition, MeetingPlan, PlannedMeeting, Unplanned
from qiaomost.forum.scheduling.optimising import schedule
from qiaomost.forum.scheduling.problem import Meeting, Progress, Unplannable
from qiaomost.forum.scheduling.verifying import breaches
from qiaomost.forum.selectors.meeting_plans import published_plan
from qiaomost.forum.services.editions import lock_edition
from qiaomost.forum.services.meetings.mending import Calculated, mended, problem_now
from qiaomost.forum.services.meetings.publishing import require_current, require_not_begun
from qiaomost.forum.services.meetings.telling_plans import tell_of_plan
from qiaomost.forum.states.meetings import PLAN_TRANSITIONS, PlanState

DEAD = timedelta(seconds=45)
"""A run that has not given a sign of life for so long has lost its worker."""

LONGEST_S = 120
LOOK_S = 0.5
Clock = Callable[[], datetime]


class StillRunning(RuntimeError):
    """Another worker is at it; the job is tried again later, in case that one dies."""


@transaction.atomic
def order_plan(*, actor: User, edition_id: UUID, seconds: int, now: datetime) -> MeetingPlan:
    """Let the worker make a plan of at most ``seconds``, in which every meeting may lie anywhere.

    Raises:
        NotFound, NotAllowed: ``actor`` does not organise the edition.
        Conflict: a run is waiting or in progress, or meetings of the published plan have begun.
        Invalid: the time is out of range.
    """
    edition = lock_edition(actor, edition_id)
    require_not_begun(edition, now)
    return _order(actor, edition, seconds, None, now)


@transaction.atomic
def order_replan(*, actor: User, edition_id: UUID, seconds: int, now: datetime) -> MeetingPlan:
    """Let the worker mend the published plan from when it comes to it, and touch as little of it as can be.

    Raises:
        NotFound, NotAllowed: ``actor`` does not organise the edition.
        TransitionRefused: no plan is published.
        Conflict: a run is waiting or in progress.
        Invalid: the time is out of range.
    """
    edition = lock_edition(actor, edition_id)
    base = published_plan(edition)
    if base is None:
        raise TransitionRefused(_("No plan is published yet."))
    return _order(actor, edition, seconds, base, now)


def _order(
    actor: User, edition: Edition, seconds: int, based_on: MeetingPlan | None, now: datetime
) -> MeetingPlan:
    if not 1 <= seconds <= LONGEST_S:
        raise Invalid(fields={"seconds": _("Between 1 and 120 seconds.")})
    plans = MeetingPlan.objects.filter(edition=edition)
    if plans.filter(state__in=(PlanState.WAITING, PlanState.RUNNING)).exists():
        raise Conflict(_("A plan is being calculated already."))
    number = (plans.aggregate(most=Max("number"))["most"] or 0) + 1
    plan = MeetingPlan.objects.create(
        edition=edition, number=number, seconds=seconds, made_by=actor, made_at=now, based_on=based_on
    )
    audit.record(actor, "order_meeting_plan", plan, now=now)
    outbox.record("forum.meeting_plan_ordered", now=now, plan_id=plan.pk)
    return plan


@transaction.atomic
def cancel_plan(*, actor: User, edition_id: UUID, number: int, now: datetime) -> MeetingPlan:
    """Stop a run; nothing of it is kept.

    Raises:
        NotFound, NotAllowed: there is none, or ``actor`` does not organise the edition.
        TransitionRefused: it is over.
    """
    plan = _locked(lock_edition(actor, edition_id), number)
    plan.state = next_state(PLAN_TRANSITIONS, PlanState(plan.state), "cancel")
    plan.is_stopped = True
    plan.save(update_fields=["state", "is_stopped"])
    audit.record(actor, "cancel_meeting_plan", plan, now=now)
    return plan


@transaction.atomic
def publish_plan(*, actor: User, edition_id: UUID, number: int, now: datetime) -> MeetingPlan:
    """Make a ready plan the one that counts, and tell everybody whose meetings it changes.

    Raises:
        NotFound, NotAllowed: there is none, or ``actor`` does not organise the edition.
        TransitionRefused: it is not ready.
        Conflict: what it starts from is not true any more: another plan was published, or its time has come.
    """
    edition = lock_edition(actor, edition_id)
    plan = _locked(edition, number)
    state = next_state(PLAN_TRANSITIONS, PlanState(plan.state), "publish")
    before = published_plan(edition)
    require_current(plan, before, now)
    MeetingPlan.objects.filter(edition=edition, state=PlanState.PUBLISHED).update(state=PlanState.REPLACED)
    plan.state, plan.published_at = state, now
    plan.save(update_fields=["state", "published_at"])
    audit.record(actor, "publish_meeting_plan", plan, now=now)
    tell_of_plan(plan, before, now=now)
    return plan


def make_plan(*, plan_id: int, clock: Clock) -> bool:
    """Make an ordered plan; returns whether this call did. What is found is written in one transaction at the end.

    Raises:
        StillRunning: another worker is at it.
    """
    plan = _start(plan_id, clock())
    if plan is None:
        return False
    watch = _Watch(plan.pk, clock)
    try:
        found = _mend(plan, watch, clock()) if plan.based_on_id else _calculate(plan, watch)
    except Unplannable as error:
        _move(plan, "fail", failure=str(error)[:500])
        return True
    if breaches(found.problem, found.plan.meetings):
        raise RuntimeError(f"plan {plan.pk} breaks a rule")
    return _store(plan, found)


def _calculate(plan: MeetingPlan, watch: _Watch) -> Calculated:
    numbered = problem_now(plan.edition)
    found = schedule(numbered.problem, seconds=plan.seconds, progress=watch.note, cancelled=watch.is_stopped)
    return Calculated(numbered, numbered.problem, found)


def _mend(plan: MeetingPlan, watch: _Watch, now: datetime) -> Calculated:
    started = time.monotonic()
    found = mended(plan, now=now, seconds=plan.seconds, cancelled=watch.is_stopped)
    watch.note(Progress(time.monotonic() - started, found.plan.value, found.plan.bound))
    return found


class _Watch:
    """Writes how far a run is, and reads whether it is to stop."""

    def __init__(self, plan_id: int, clock: Clock) -> None:
        self.rows, self.clock = MeetingPlan.objects.filter(pk=plan_id), clock
        self.stopped, self.thread, self.looked = False, threading.get_ident(), 0.0

    def note(self, so_far: Progress) -> None:
        self.rows.update(
            beat_at=self.clock(), elapsed_s=so_far.elapsed_s, value=so_far.value, bound=so_far.bound
        )

    def is_stopped(self) -> bool:
        """Ask the database twice a second, from the worker's own thread alone: connections are not shared."""
        if threading.get_ident() == self.thread and time.monotonic() - self.looked > LOOK_S:
            self.looked = time.monotonic()
            self.rows.update(beat_at=self.clock())
            self.stopped = self.rows.filter(is_stopped=True).exists()
        return self.stopped


@transaction.atomic
def _start(plan_id: int, now: datetime) -> MeetingPlan | None:
    rows = MeetingPlan.objects.select_for_update(of=("self",)).select_related("edition", "based_on")
    plan = rows.get(pk=plan_id)
    if plan.state not in {PlanState.WAITING, PlanState.RUNNING}:
        return None
    if plan.state == PlanState.RUNNING and plan.beat_at and now - plan.beat_at < DEAD:
        raise StillRunning
    plan.state, plan.beat_at = PlanState.RUNNING, now
    plan.save(update_fields=["state", "beat_at"])
    return plan


@transaction.atomic
def _store(plan: MeetingPlan, calculated: Calculated) -> bool:
    numbered, found = calculated.numbered, calculated.plan
    stored = MeetingPlan.objects.select_for_update().get(pk=plan.pk)
    if stored.state != PlanState.RUNNING:
        return False  # cancelled meanwhile
    requests = {number: pk for pk, number in numbered.requests.items()}
    PlannedMeeting.objects.bulk_create(
        [*_kept(plan, calculated.begun), *_rows(plan, requests, found.meetings)]
    )
    Unplanned.objects.bulk_create(
        [
            Unplanned(plan=plan, request_id=requests[one.request], reason=one.reason.value, alone=one.alone)
            for one in found.unscheduled
        ]
    )
    _move(stored, "finish", value=found.value, bound=found.bound)
    return True


def _kept(plan: MeetingPlan, begun: Iterable[PlannedMeeting]) -> list[PlannedMeeting]:
    """What has begun is in the new plan as it was in the one before."""
    names = ("request_id", "slot_id", "table_id", "interpreter_id")
    return [PlannedMeeting(plan=plan, **{name: getattr(one, name) for name in names}) for one in begun]


def _rows(plan: MeetingPlan, requests: dict[int, UUID], meetings: Iterable[Meeting]) -> list[PlannedMeeting]:
    return [
        PlannedMeeting(
            plan=plan,
            request_id=requests[one.request],
            slot_id=one.slot,
            table_id=one.table,
            interpreter_id=one.interpreter,
        )
        for one in meetings
    ]


def _move(plan: MeetingPlan, verb: str, **values: object) -> None:
    plan.state = next_state(PLAN_TRANSITIONS, PlanState(plan.state), verb)
    for name, value in values.items():
        setattr(plan, name, value)
    plan.save(update_fields=["state", *values])


def _locked(edition: Edition, number: int) -> MeetingPlan:
    plan = MeetingPlan.objects.select_for_update().filter(edition=edition, number=number).first()
    if plan is None:
        raise NotFound
    return plan
