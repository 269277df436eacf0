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
from qiaomost.common.errors import Conflict, Invalid, NotFound
from qiaomost.common.transitions import next_state
from qiaomost.forum.models import Edition, MeetingPlan, PlannedMeeting, Unplanned
from qiaomost.forum.scheduling.optimising import schedule
from qiaomost.forum.scheduling.problem import Meeting, Plan, Progress, Unplannable
from qiaomost.forum.scheduling.verifying import breaches
from qiaomost.forum.services.editions import lock_edition
from qiaomost.forum.services.meetings.problem import Numbered, problem_of
from qiaomost.forum.services.meetings.telling import tell_of_plan
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
    """Let the worker make a plan of at most ``seconds``.

    Raises:
        NotFound, NotAllowed: ``actor`` does not organise the edition.
        Conflict: a run is waiting or in progress.
        Invalid: the time is out of range.
    """
    edition = lock_edition(actor, edition_id)
    if not 1 <= seconds <= LONGEST_S:
        raise Invalid(fields={"seconds": _("Between 1 and 120 seconds.")})
    plans = MeetingPlan.objects.filter(edition=edition)
    if plans.filter(state__in=(PlanState.WAITING, PlanState.RUNNING)).exists():
        raise Conflict(_("A plan is being calculated already."))
    number = (plans.aggregate(most=Max("number"))["most"] or 0) + 1
    plan = MeetingPlan.objects.create(
        edition=edition, number=number, seconds=seconds, made_by=actor, made_at=now
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
    """
    edition = lock_edition(actor, edition_id)
    plan = _locked(edition, number)
    state = next_state(PLAN_TRANSITIONS, PlanState(plan.state), "publish")
    before = MeetingPlan.objects.filter(edition=edition, state=PlanState.PUBLISHED).first()
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
    numbered = problem_of(plan.edition)
    watch = _Watch(plan.pk, clock)
    try:
        found = schedule(
            numbered.problem, seconds=plan.seconds, progress=watch.note, cancelled=watch.is_stopped
        )
    except Unplannable as error:
        _move(plan, "fail", failure=str(error)[:500])
        return True
    if breaches(numbered.problem, found.meetings):
        raise RuntimeError(f"plan {plan.pk} breaks a rule")
    return _store(plan, numbered, found)


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
    plan = MeetingPlan.objects.select_for_update().select_related("edition").get(pk=plan_id)
    if plan.state not in {PlanState.WAITING, PlanState.RUNNING}:
        return None
    if plan.state == PlanState.RUNNING and plan.beat_at and now - plan.beat_at < DEAD:
        raise StillRunning
    plan.state, plan.beat_at = PlanState.RUNNING, now
    plan.save(update_fields=["state", "beat_at"])
    return plan


@transaction.atomic
def _store(plan: MeetingPlan, numbered: Numbered, found: Plan) -> bool:
    stored = MeetingPlan.objects.select_for_update().get(pk=plan.pk)
    if stored.state != PlanState.RUNNING:
        return False  # cancelled meanwhile
    requests = {number: pk for pk, number in numbered.requests.items()}
    PlannedMeeting.objects.bulk_create(_rows(plan, requests, found.meetings))
    Unplanned.objects.bulk_create(
        [
            Unplanned(plan=plan, request_id=requests[one.request], reason=one.reason.value, alone=one.alone)
            for one in found.unscheduled
        ]
    )
    _move(stored, "finish", value=found.value, bound=found.bound)
    return True


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
