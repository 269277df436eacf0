"""Whom an event of a call concerns."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from qiaomost.network.models import Membership
from qiaomost.partnering.events.calls import CALL_TELLINGS, CallTopic
from qiaomost.partnering.models import Answer, CallEvent, CallNotice
from qiaomost.partnering.states.answers import CallRole


@transaction.atomic
def prepare_call_notices(event: CallEvent) -> list[CallNotice]:
    """Write a notice for each account that an event concerns, but for whoever caused it; twice changes nothing."""
    people = {one for one in _told(event) if one is not None} - {event.actor_id}
    CallNotice.objects.bulk_create(
        [CallNotice(event=event, user_id=user_id) for user_id in sorted(people, key=str)],
        ignore_conflicts=True,
    )
    return list(CallNotice.objects.filter(event=event, mailed_at__isnull=True).select_related("user"))


def mark_call_mailed(notice: CallNotice, *, now: datetime) -> None:
    """Note that the mail server took it."""
    CallNotice.objects.filter(pk=notice.pk).update(mailed_at=now)


def _told(event: CallEvent) -> set[UUID | None]:
    if event.addressee_id is not None:
        return {event.addressee_id}
    roles = CALL_TELLINGS[CallTopic(event.topic)][1]
    people: set[UUID | None] = set()
    if CallRole.OWNER in roles:
        people |= {event.call.record.author_id, event.call.opened_by_id}
    if CallRole.REVIEWER in roles:
        people |= set(event.call.reviewers.values_list("user_id", flat=True))
    if CallRole.ANSWERER in roles and event.answer is not None:
        people |= _answering(event.answer, CallTopic(event.topic))
    return people


def _answering(answer: Answer, topic: CallTopic) -> set[UUID | None]:
    """Whoever wrote the answer, who confirmed a share; of those asked to confirm all, but for the owner's people."""
    if topic == CallTopic.TEAM_ASKED:
        waiting = answer.team.filter(confirmed_at__isnull=True).values("organisation_id")
        rows = Membership.objects.filter(organisation_id__in=waiting, is_active=True, user__is_active=True)
        owners = Membership.objects.filter(organisation_id=answer.call.record.organisation_id)
        return set(rows.exclude(user_id__in=owners.values("user_id")).values_list("user_id", flat=True))
    return {answer.author_id, *answer.team.values_list("confirmed_by_id", flat=True)}
