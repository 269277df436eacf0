"""A year after an edition what was needed for it alone is erased, as its participants were told."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from qiaomost.common import audit
from qiaomost.forum.models import Answer, DelegationMember, Edition, IssuedDocument, Stay
from qiaomost.forum.states.issued import IssuedKind

KEPT_FOR = timedelta(days=365)


def forget_journeys(*, now: datetime) -> int:
    """Erase journeys, diets, passports, answers and letters of editions long over; returns how many had any."""
    over = Edition.objects.filter(last_day__lt=(now - KEPT_FOR).date())
    return sum(_forget(edition, now) for edition in over)


@transaction.atomic
def _forget(edition: Edition, now: datetime) -> bool:
    stays, _by_model = Stay.objects.filter(registration__edition=edition).delete()
    answers, _by_model = Answer.objects.filter(registration__edition=edition).delete()
    letters = IssuedDocument.objects.filter(edition=edition, kind=IssuedKind.LETTER).exclude(content={})
    emptied = letters.update(content={})
    members = DelegationMember.objects.filter(delegation__edition=edition).exclude(address="")
    addresses = members.update(address="")
    if not (stays or answers or emptied or addresses):
        return False
    audit.record(None, "forget_journeys", edition, now=now, stays=stays, answers=answers, letters=emptied)
    return True
