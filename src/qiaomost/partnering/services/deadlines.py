"""What time alone brings about: a reminder, then a lapse; never silence."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from qiaomost.common.working_days import add_working_days
from qiaomost.partnering.events import Topic
from qiaomost.partnering.models import Case
from qiaomost.partnering.services.steps import lock_case, move_interest, save, tell, today
from qiaomost.partnering.states import REMINDER_EXTENSION, WAITING, CooperationState
from qiaomost.partnering.states.outcomes import OPEN_MILESTONES


def remind_or_lapse_due(*, now: datetime) -> int:
    """Remind whoever let a day pass, and let an interest lapse that stays unanswered; returns how many cases moved.

    Each case in a transaction of its own. A cooperation never lapses: its people are reminded again and again.
    """
    due = Case.objects.filter(closed_at__isnull=True, due_on__lt=today(now)).values_list("pk", flat=True)
    return sum(_remind_or_lapse(case_id, now) for case_id in list(due))


@transaction.atomic
def _remind_or_lapse(case_id: UUID, now: datetime) -> bool:
    case, day = lock_case(case_id), today(now)
    if case.closed_at is not None or case.due_on is None or case.due_on >= day:
        return False  # somebody acted since the list was read
    if case.reminded_on is not None and case.interest.state in WAITING:
        move_interest(case, "lapse", actor=None, now=now)
        return True
    case.reminded_on = day
    case.due_on = add_working_days(day, REMINDER_EXTENSION)
    save(case, "reminded_on", "due_on")
    tell(case, _topic(case), actor=None, now=now, due=case.due_on.isoformat())
    return True


def _topic(case: Case) -> Topic:
    """A late milestone is told to both advisers, not only to whoever has to act."""
    cooperation = getattr(case, "cooperation", None)
    is_running = cooperation is not None and cooperation.state == CooperationState.RUNNING
    is_late = is_running and case.milestones.filter(state__in=OPEN_MILESTONES).exists()
    return Topic.MILESTONE_LATE if is_late else Topic.TURN_REMINDED
