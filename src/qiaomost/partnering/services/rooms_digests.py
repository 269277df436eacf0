"""Once a day at most, a mail says how many messages of which rooms somebody has not read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, Q

from qiaomost.accounts.models import User
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
    """What somebody is mailed; ``row`` is the right to send it, which one worker alone has."""

    row: RoomDigest
    user: User
    waiting: Sequence[Unread]


def claim_digests(*, now: datetime) -> list[Digest]:
    """Take the right to mail those for whom there is something new since the last mail, and none was sent today."""
    return [digest for user in _concerned(now) if (digest := _claimed(user, now))]


def release_digest(digest: Digest) -> None:
    """Give the right back after a mail server's refusal."""
    digest.row.delete()


def _concerned(now: datetime) -> list[User]:
    """Active accounts with a seat in a room in which somebody wrote lately, that had no mail today."""
    lately = RoomMessage.objects.filter(written_at__gte=now - LOOKED_BACK, written_at__lt=now - PATIENCE)
    cases = lately.order_by().values("thread__case").distinct()
    seats = Q(participations__case__in=cases)
    advisers = set(lately.values_list("thread__case__sender_adviser", flat=True))
    advisers |= set(lately.values_list("thread__case__owner_adviser", flat=True))
    mailed = RoomDigest.objects.filter(day=today(now)).values("user")
    people = User.objects.filter(seats | Q(pk__in=advisers - {None}), is_active=True).exclude(pk__in=mailed)
    return list(people.distinct().order_by("pk"))


def _claimed(user: User, now: datetime) -> Digest | None:
    waiting = unread_by(user, cases_of(standing_of(user)), before=now - PATIENCE)
    before = RoomDigest.objects.filter(user=user).aggregate(last=Max("last_message"))["last"] or 0
    last = max((one.last for one in waiting), default=0)
    if last <= before:
        return None
    row, is_mine = RoomDigest.objects.get_or_create(
        user=user, day=today(now), defaults={"last_message": last}
    )
    return Digest(row, user, waiting) if is_mine else None
