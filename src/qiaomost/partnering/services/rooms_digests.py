"""Once a day at most, a mail says how many messages of which rooms somebody has not read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max, Q

from qiaomost.accounts.models import User
from qiaomost.compliance.models import Purpose
from qiaomost.compliance.selectors.consent import withdrawn_by
from qiaomost.network.selectors import standing_of
from qiaomost.partnering.models import RoomDigest, RoomMessage
from qiaomost.partnering.selectors.cases import cases_of
from qiaomost.partnering.selectors.rooms import Unread, unread_by
from qiaomost.partnering.services.steps import today

PATIENCE = timedelta(hours=1)
"""How long a message waits for its reader before a mail speaks of it."""

LOOKED_BACK = timedelta(days=14)
"""Whom nothing new has reached for so long is told nothing again."""


@dataclass(frozen=True, slots=True)
class Digest:
    """What somebody is mailed: the rooms in which messages wait, and the last of these."""

    user: User
    day: date
    last: int
    waiting: Sequence[Unread]


def digests_due(*, now: datetime) -> list[Digest]:
    """Return what to mail to those for whom there is something new since the last mail, and none was sent today."""
    return [digest for user in _concerned(now) if (digest := _due(user, now))]


def mark_digest(digest: Digest) -> None:
    """Note what a mail has told; done twice it changes nothing."""
    RoomDigest.objects.get_or_create(user=digest.user, day=digest.day, defaults={"last_message": digest.last})


def _concerned(now: datetime) -> list[User]:
    """Active accounts with a seat in a room in which somebody wrote lately, that had no mail today, and want some."""
    lately = RoomMessage.objects.filter(written_at__gte=now - LOOKED_BACK, written_at__lt=now - PATIENCE)
    cases = lately.order_by().values("thread__case").distinct()
    seats = Q(participations__case__in=cases)
    advisers = set(lately.values_list("thread__case__sender_adviser", flat=True))
    advisers |= set(lately.values_list("thread__case__owner_adviser", flat=True))
    mailed = RoomDigest.objects.filter(day=today(now)).values("user")
    people = User.objects.filter(seats | Q(pk__in=advisers - {None}), is_active=True).exclude(pk__in=mailed)
    concerned = list(people.distinct().order_by("pk"))
    unwilling = withdrawn_by([user.pk for user in concerned], Purpose.MAIL_DIGEST)
    return [user for user in concerned if user.pk not in unwilling]


def _due(user: User, now: datetime) -> Digest | None:
    waiting = unread_by(user, cases_of(standing_of(user)), before=now - PATIENCE)
    before = RoomDigest.objects.filter(user=user).aggregate(last=Max("last_message"))["last"] or 0
    last = max((one.last for one in waiting), default=0)
    return Digest(user, today(now), last, waiting) if last > before else None
