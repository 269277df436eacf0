"""What time alone brings about: reminders before the last day of an agreement, then its expiry."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from qiaomost.partnering.events import Topic
from qiaomost.partnering.models import Agreement
from qiaomost.partnering.services.agreements.steps import lock_agreement, move, tell_of
from qiaomost.partnering.states.agreements import RUNNING

REMINDERS = (60, 14)
"""Days before the last day on which the people of the case are reminded of it."""


def remind_or_expire_agreements(*, now: datetime) -> int:
    """Remind of agreements that end soon, and let those expire whose last day is past; returns how many moved.

    Each agreement in a transaction of its own; done twice it changes nothing.
    """
    horizon = localdate(now) + timedelta(days=max(REMINDERS))
    due = Agreement.objects.filter(state__in=RUNNING, ends_on__lte=horizon).values_list("pk", flat=True)
    return sum(_remind_or_expire(agreement_id, now) for agreement_id in list(due))


@transaction.atomic
def _remind_or_expire(agreement_id: UUID, now: datetime) -> bool:
    agreement, today = lock_agreement(agreement_id), localdate(now)
    if agreement.state not in RUNNING or agreement.ends_on is None:
        return False  # somebody ended it since the list was read
    left = (agreement.ends_on - today).days
    if left < 0:
        agreement.ended_on = agreement.ends_on
        move(agreement, "expire", fields=("ended_on",))
        tell_of(agreement, Topic.AGREEMENT_EXPIRED, actor=None, now=now)
        return True
    passed = min((days for days in REMINDERS if left <= days), default=None)
    told = agreement.reminded_days
    if passed is None or (told is not None and told <= passed):
        return False
    agreement.reminded_days = passed
    agreement.save(update_fields=["reminded_days"])
    tell_of(agreement, Topic.AGREEMENT_EXPIRING, actor=None, now=now, ends_on=agreement.ends_on.isoformat())
    return True
