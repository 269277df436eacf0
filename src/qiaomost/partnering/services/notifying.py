"""Notices: every event reaches those whom its table names, once, on their page and by mail."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from qiaomost.accounts.models import User
from qiaomost.network.models import Membership, Role
from qiaomost.partnering.events import TELLINGS, Topic
from qiaomost.partnering.models import Case, CaseEvent, Notice
from qiaomost.partnering.states import HOLDERS, CaseRole, Turn


@transaction.atomic
def prepare_notices(event: CaseEvent) -> list[Notice]:
    """Write a notice for each account that an event concerns, but for whoever caused it; twice changes nothing."""
    people = _told(event) - {event.actor_id}
    Notice.objects.bulk_create(
        [Notice(event=event, user_id=user_id) for user_id in sorted(people, key=str)], ignore_conflicts=True
    )
    return list(Notice.objects.filter(event=event, mailed_at__isnull=True).select_related("user"))


def mark_mailed(notice: Notice, *, now: datetime) -> None:
    """Note that the mail server took it."""
    Notice.objects.filter(pk=notice.pk).update(mailed_at=now)


@transaction.atomic
def read_notices(*, actor: User, case_id: UUID, now: datetime) -> int:
    """Mark what ``actor`` was told of a case as read; returns how many notices."""
    mine = Notice.objects.filter(user=actor, event__case_id=case_id, read_at__isnull=True)
    return mine.update(read_at=now)


def _told(event: CaseEvent) -> set[UUID]:
    case, topic = event.case, Topic(event.topic)
    roles = TELLINGS[topic].told
    if topic == Topic.TURN_REMINDED:
        roles = HOLDERS[Turn(case.turn)]
    if "of_side" in event.detail:
        roles = roles & {CaseRole(event.detail["of_side"])}
    people: set[UUID | None] = {one.user_id for one in case.participants.all() if CaseRole(one.side) in roles}
    if CaseRole.SENDER_ADVISER in roles:
        people.add(case.sender_adviser_id)
    if CaseRole.OWNER_ADVISER in roles:
        people.add(case.owner_adviser_id)
    if topic == Topic.TURN_REMINDED:
        people.update(_administrators(case))
    if topic == Topic.AGREEMENT_APPROVALS_REQUESTED:
        people.update(_officers(case))
    return {user_id for user_id in people if user_id is not None}


def _officers(case: Case) -> Iterable[UUID]:
    """Who decides for the export control of both organisations."""
    rows = Membership.objects.filter(role=Role.COMPLIANCE_OFFICER, is_active=True, user__is_active=True)
    return rows.filter(
        organisation__in=(case.sender_organisation_id, case.owner_organisation_id)
    ).values_list("user_id", flat=True)


def _administrators(case: Case) -> Iterable[UUID]:
    """Who hears of what an adviser lets lie."""
    if case.turn not in {Turn.SENDER_ADVISER, Turn.OWNER_ADVISER, Turn.ADVISERS}:
        return ()
    rows = Membership.objects.filter(role=Role.ADMINISTRATOR, is_active=True, user__is_active=True)
    return rows.values_list("user_id", flat=True)
