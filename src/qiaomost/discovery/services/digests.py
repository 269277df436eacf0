"""What is new, told by mail: all that is due to somebody in one mail, once a day at most, each piece once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from qiaomost.accounts.models import User
from qiaomost.catalogue.selectors import records_visible_to
from qiaomost.catalogue.states import RecordState
from qiaomost.common import audit
from qiaomost.compliance.models import Purpose
from qiaomost.compliance.selectors.consent import withdrawn_by
from qiaomost.discovery.models import Frequency, News, Watch
from qiaomost.discovery.watched import can_watch
from qiaomost.network.models import Membership
from qiaomost.network.permissions import Standing
from qiaomost.network.selectors import standing_of

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Digest:
    """What goes into one mail; ``number`` stays the same however often it has to be sent."""

    number: UUID
    user: User
    standing: Standing
    news: Sequence[News]


def next_digest(*, now: datetime, without: Collection[UUID] = ()) -> Digest | None:
    """Put together what is due to somebody, but for the accounts ``without``; what was begun comes again as it was.

    Nobody gets it who left, who belongs to no member organisation any more, or who wants no such mails.
    """
    waiting = News.objects.filter(_begun() | _due(localdate(now)), watch__user__is_active=True)
    people = list(waiting.order_by("watch__user").values_list("watch__user", flat=True).distinct())
    unwilling = withdrawn_by(people, Purpose.MAIL_DIGEST)
    for user_id in people:
        if user_id not in unwilling and user_id not in without:
            digest = _put_together(user_id, now)
            if digest is not None:
                return digest
    return None


def mark_digest(digest: Digest, *, now: datetime) -> None:
    """Note that the mail server took it; done twice it changes nothing."""
    with transaction.atomic():
        News.objects.filter(batch=digest.number, mailed_at__isnull=True).update(mailed_at=now)
        told = {one.watch_id for one in digest.news}
        Watch.objects.filter(pk__in=told).update(told_on=localdate(now))


@transaction.atomic
def stop_mails(*, user_id: UUID, now: datetime) -> None:
    """Send an account no mails about what is new; what it keeps stays. Done twice, it changes nothing."""
    loud = Watch.objects.filter(user_id=user_id).exclude(frequency=Frequency.NONE)
    if loud.update(frequency=Frequency.NONE):
        user = User.objects.get(pk=user_id)
        audit.record(user, "stop_mails", user, now=now)


@transaction.atomic
def _put_together(user_id: UUID, now: datetime) -> Digest | None:
    user = User.objects.select_for_update().get(pk=user_id)
    standing = standing_of(user)
    if not can_watch(standing):
        return None
    own = News.objects.filter(watch__user=user)
    _forget_what_left(own, standing)
    begun = own.filter(_begun()).order_by("pk").first()
    if begun is not None and begun.batch is not None:
        number, rows = begun.batch, own.filter(_begun(), batch=begun.batch)
    else:
        number, rows = uuid4(), own.filter(_due(localdate(now)))
    news = list(rows.select_related("watch__record").order_by("watch__name", "watch", "-found_at", "-pk"))
    News.objects.filter(pk__in=[one.pk for one in news]).update(batch=number)
    return Digest(number, user, standing, news) if news else None


def _forget_what_left(own: QuerySet[News], standing: Standing) -> None:
    """What was withdrawn before it was told is new again when it comes back."""
    shown = records_visible_to(standing).filter(state=RecordState.PUBLISHED)
    own.filter(mailed_at__isnull=True, seen_at__isnull=True).exclude(record__in=shown).delete()


def _begun() -> Q:
    """Put into a mail of which nobody knows whether it went."""
    return Q(batch__isnull=False, mailed_at__isnull=True) & ~Q(watch__frequency=Frequency.NONE)


def _due(today: date) -> Q:
    """Not yet seen nor mailed, of a search whose time has come, and of an account that had no mail today."""
    daily = Q(watch__frequency=Frequency.DAILY)
    weekly = Q(watch__frequency=Frequency.WEEKLY) & (
        Q(watch__told_on__isnull=True) | Q(watch__told_on__lte=today - WEEK)
    )
    told_today = Watch.objects.filter(user=OuterRef("watch__user"), told_on=today)
    member = Membership.objects.filter(
        user=OuterRef("watch__user"), is_active=True, organisation__is_member=True
    )
    fresh = Q(batch__isnull=True, mailed_at__isnull=True, seen_at__isnull=True)
    may_have = Q(Exists(member)) | Q(watch__user__is_superuser=True)
    return fresh & (daily | weekly) & may_have & ~Q(Exists(told_today))
