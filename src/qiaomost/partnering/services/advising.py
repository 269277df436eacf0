"""Who advises: seats given by organisation, subject and load; hand-over, leave, notes among advisers."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.catalogue.models import Subject
from qiaomost.common import audit
from qiaomost.common.errors import Invalid, NotAllowed, TransitionRefused
from qiaomost.network.models import Role
from qiaomost.network.selectors import standing_of
from qiaomost.partnering.events import Topic
from qiaomost.partnering.models import AdviserNote, AdviserProfile, Case, HandOver
from qiaomost.partnering.permissions import can_hand_over, can_read_notes
from qiaomost.partnering.selectors.advisers import best_adviser, can_advise
from qiaomost.partnering.services.steps import lock_case, permit, save, tell, today, words
from qiaomost.partnering.states import HOLDERS, CaseRole, Side, Turn


def seat_adviser(case: Case, side: Side, *, now: datetime) -> None:
    """Give a side's empty seat in a locked case to whoever fits best.

    Raises:
        TransitionRefused: nobody advises this side now.
    """
    if case.adviser_id_of(side):
        return
    _seat(case, side, _best(case, side, day=today(now), without=()))


def _best(case: Case, side: Side, *, day: date, without: Collection[UUID]) -> UUID:
    across = case.adviser_id_of(side.other)
    found = best_adviser(
        case.organisation_of(side),
        subjects=set(case.record.subjects.values_list("pk", flat=True)),
        day=day,
        without={*without, *({across} if across else ())},
    )
    if found is None:
        raise TransitionRefused(
            _("Nobody advises this side at present; the administrator of the node can appoint somebody."),
            code="no_adviser",
        )
    return found


def _seat(case: Case, side: Side, user_id: UUID) -> None:
    field = "sender_adviser" if side == Side.SENDER else "owner_adviser"
    setattr(case, f"{field}_id", user_id)
    save(case, field)


@transaction.atomic
def hand_over(
    *, actor: User | None, case_id: UUID, side: str, to_user_id: UUID, reason: str, now: datetime
) -> HandOver:
    """Give a side's seat to another adviser, who reads all notes.

    Raises:
        NotFound, NotAllowed: ``actor`` has no part in the case, or does not hold the seat.
        TransitionRefused: the seat is empty, or the case is over.
        Invalid: the account is no adviser of that country or advises the other side, or there is no reason.
    """
    case = lock_case(case_id)
    seat = Side(side)
    permit(actor, case, lambda roles: can_hand_over(roles, seat))
    before = case.adviser_id_of(seat)
    if before is None or case.closed_at is not None:
        raise TransitionRefused
    across = case.adviser_id_of(seat.other)
    if to_user_id in {before, across} or not can_advise(to_user_id, case.organisation_of(seat)):
        raise Invalid(fields={"to": _("Choose another adviser of this side.")})
    reason = words(reason, "reason", _("Say why."), _("This is too long."))
    _seat(case, seat, to_user_id)
    made = HandOver.objects.create(
        case=case, side=seat, before_id=before, after_id=to_user_id, at=now, reason=reason
    )
    tell(case, Topic.CASE_HANDED_OVER, actor=actor, now=now, seat=seat.value)
    return made


@transaction.atomic
def add_note(*, actor: User, case_id: UUID, text: str, now: datetime) -> AdviserNote:
    """Note something that only the advisers of the case read.

    Raises:
        NotFound, NotAllowed: ``actor`` has no part in the case, or is none of its advisers.
        Invalid: there is no text, or it is too long.
    """
    case = lock_case(case_id)
    permit(actor, case, can_read_notes)
    text = words(text, "text", _("There is nothing to note."), _("This is too long."))
    note = AdviserNote.objects.create(case=case, author=actor, at=now, text=text)
    audit.record(actor, "add_note", case, now=now, note=note.pk)
    return note


@transaction.atomic
def set_profile(
    *,
    actor: User,
    subjects: Collection[str],
    capacity: int,
    leave_from: date | None,
    leave_until: date | None,
    now: datetime,
) -> AdviserProfile:
    """Say which subjects one advises on, how many cases one can carry, and when one is away.

    Raises:
        NotAllowed: ``actor`` is no adviser.
        Invalid: a value breaks a rule.
    """
    if not standing_of(actor).has_role(Role.ADVISER):
        raise NotAllowed
    problems = {}
    if bool(leave_from) != bool(leave_until) or (leave_from and leave_until and leave_until < leave_from):
        problems["leave_until"] = _("A leave has a first and a last day.")
    if not 1 <= capacity <= 500:
        problems["capacity"] = _("Between 1 and 500.")
    known = list(Subject.objects.filter(pk__in=subjects))
    if len(known) != len(set(subjects)):
        problems["subjects"] = _("Choose from the list.")
    if problems:
        raise Invalid(fields=problems)
    values = {"capacity": capacity, "leave_from": leave_from, "leave_until": leave_until}
    profile, _created = AdviserProfile.objects.update_or_create(user=actor, defaults=values)
    profile.subjects.set(known)
    audit.record(actor, "set_adviser_profile", actor, now=now)
    return profile


def cover_leaves(*, now: datetime) -> int:
    """Hand over each open case that waits for an adviser on leave, where another is there; returns how many."""
    day = today(now)
    away = AdviserProfile.objects.filter(leave_from__lte=day, leave_until__gte=day)
    users = list(away.values_list("user_id", flat=True))
    waiting = Case.objects.filter(closed_at__isnull=True)
    seats = (
        (Side.SENDER, waiting.filter(sender_adviser_id__in=users)),
        (Side.OWNER, waiting.filter(owner_adviser_id__in=users)),
    )
    covered = 0
    for side, cases in seats:
        turns = [turn for turn in Turn if HOLDERS[turn] & {_seat_of(side)}]
        for case_id in list(cases.filter(turn__in=turns).values_list("pk", flat=True)):
            covered += _cover(case_id, side, day, users, now)
    return covered


@transaction.atomic
def _cover(case_id: UUID, side: Side, day: date, away: Collection[UUID], now: datetime) -> bool:
    case = lock_case(case_id)
    if case.closed_at is not None or case.adviser_id_of(side) not in away:
        return False  # handed over since the list was read
    try:
        to_user_id = _best(case, side, day=day, without=away)
    except TransitionRefused:
        return False  # nobody else is there; the deadline's reminder tells the administrators
    hand_over(actor=None, case_id=case_id, side=side, to_user_id=to_user_id, reason=_("On leave"), now=now)
    return True


def _seat_of(side: Side) -> CaseRole:
    return CaseRole.SENDER_ADVISER if side == Side.SENDER else CaseRole.OWNER_ADVISER
