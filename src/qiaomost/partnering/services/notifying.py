"""Notices: every event reaches those whom its table names, once, on their page and by mail."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from qiaomost.accounts.models import User
from qiaomost.compliance.models import Purpose
from qiaomost.compliance.selectors.consent import withdrawn_by
from qiaomost.network.models import Membership, Role
from qiaomost.network.selectors import standing_of
from qiaomost.partnering.events import ASKING, TELLINGS, Topic
from qiaomost.partnering.models import Case, CaseEvent, Notice
from qiaomost.partnering.permissions import can_act, roles_in
from qiaomost.partnering.states import HOLDERS, CaseRole, Side, Turn


@transaction.atomic
def prepare_notices(event: CaseEvent) -> list[Notice]:
    """Write a notice for each account that an event concerns, but for whoever caused it; twice changes nothing.

    Returns those that are still to be mailed: not to somebody who took back the consent to mails about what is new,
    unless the event asks them for something.
    """
    people = _told(event) - {event.actor_id}
    Notice.objects.bulk_create(
        [Notice(event=event, user_id=user_id) for user_id in sorted(people, key=str)], ignore_conflicts=True
    )
    waiting = list(Notice.objects.filter(event=event, mailed_at__isnull=True).select_related("user"))
    if Topic(event.topic) in ASKING:
        return waiting
    unwilling = withdrawn_by([one.user_id for one in waiting], Purpose.MAIL_DIGEST)
    return [one for one in waiting if one.user_id not in unwilling or _has_the_turn(one.user, event.case)]


def mark_mailed(notice: Notice, *, now: datetime) -> None:
    """Note that the mail server took it."""
    Notice.objects.filter(pk=notice.pk).update(mailed_at=now)


@transaction.atomic
def read_notices(*, actor: User, case_id: UUID, now: datetime) -> int:
    """Mark what ``actor`` was told of a case as read; returns how many notices."""
    mine = Notice.objects.filter(user=actor, event__case_id=case_id, read_at__isnull=True)
    return mine.update(read_at=now) if mine.exists() else 0  # a look at a page takes no lock for nothing


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
        people.update(_officers(case, Side))
    if topic == Topic.DECLARATION_ASKED:
        people.update(_officers(case, (Side(event.detail["side"]),)))
    return {user_id for user_id in people if user_id is not None}


def _has_the_turn(user: User, case: Case) -> bool:
    return can_act(roles_in(standing_of(user), case), case.turn)


def _officers(case: Case, sides: Iterable[Side]) -> Iterable[UUID]:
    """Who decides for the export control of these sides."""
    rows = Membership.objects.filter(role=Role.COMPLIANCE_OFFICER, is_active=True, user__is_active=True)
    organisations = [case.organisation_of(side) for side in sides]
    return rows.filter(organisation__in=organisations).values_list("user_id", flat=True)


def _administrators(case: Case) -> Iterable[UUID]:
    """Who hears of what an adviser lets lie."""
    if case.turn not in {Turn.SENDER_ADVISER, Turn.OWNER_ADVISER, Turn.ADVISERS}:
        return ()
    rows = Membership.objects.filter(role=Role.ADMINISTRATOR, is_active=True, user__is_active=True)
    return rows.values_list("user_id", flat=True)
