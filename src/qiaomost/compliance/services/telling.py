"""Officers are told of what waits for them: each thing once, all that is new in one mail."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.timezone import localdate

from qiaomost.accounts.models import User
from qiaomost.compliance.models import OfficerNotice
from qiaomost.compliance.selectors.officer_news import news_for, officers
from qiaomost.network.selectors import standing_of


@dataclass(frozen=True, slots=True)
class Batch:
    """What goes into one mail."""

    number: UUID
    user: User
    rows: Sequence[OfficerNotice]


def officer_notices_due(*, now: datetime) -> list[Batch]:
    """Put down what is new for each officer, and return what was not mailed yet; done twice it tells nobody twice."""
    for user in officers():
        _put_down(user, now)
    waiting: dict[UUID, list[OfficerNotice]] = defaultdict(list)
    rows = OfficerNotice.objects.filter(mailed_at__isnull=True, user__is_active=True)
    for row in rows.select_related("user", "edition").order_by("pk"):
        waiting[row.batch].append(row)
    return [Batch(number, of_batch[0].user, of_batch) for number, of_batch in waiting.items()]


def mark_batch(batch: Batch, *, now: datetime) -> None:
    """Note that the mail server took it."""
    OfficerNotice.objects.filter(batch=batch.number).update(mailed_at=now)


@transaction.atomic
def _put_down(user: User, now: datetime) -> None:
    news = news_for(standing_of(user), on=localdate(now))
    causes = [one.cause for one in news]
    told = OfficerNotice.objects.filter(user=user, cause__in=causes).values_list("cause", flat=True)
    known, batch = set(told), uuid4()
    OfficerNotice.objects.bulk_create(
        [
            OfficerNotice(
                user=user,
                cause=one.cause,
                kind=one.kind,
                edition=one.edition,
                count=one.count,
                batch=batch,
                at=now,
            )
            for one in news
            if one.cause not in known
        ],
        ignore_conflicts=True,
    )
