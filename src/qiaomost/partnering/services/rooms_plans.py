"""What the sides of a room settle and plan: decisions that the other side confirms, tasks, appointments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.catalogue.drafts import cleaned_prose
from qiaomost.common.errors import Invalid, Message, NotAllowed, NotFound, TransitionRefused
from qiaomost.partnering.events import Topic
from qiaomost.partnering.models import Appointment, Decision, Task
from qiaomost.partnering.models.plans import Planned
from qiaomost.partnering.models.rooms import TITLE_LIMIT
from qiaomost.partnering.selectors.rooms import people_of
from qiaomost.partnering.services.rooms import Guest, writing
from qiaomost.partnering.services.rooms_messages import language_of
from qiaomost.partnering.services.steps import tell, today, words
from qiaomost.partnering.states.rooms import ZONES

LONGEST = timedelta(hours=12)


@transaction.atomic
def record_decision(*, actor: User, case_id: UUID, text: str, decided_on: date, now: datetime) -> Decision:
    """Put down what was decided; it holds once the other side confirms it.

    Raises:
        NotFound, NotAllowed, RoomClosed: ``actor`` may not write in this room.
        Invalid: there are no words, or too many, or the day is still to come.
    """
    guest = writing(actor, case_id)
    text = words(text, "text", _("Write something."), _("At most 2,000 characters."))
    if decided_on > today(now) + timedelta(days=1):  # where the day has begun already
        raise Invalid(fields={"decided_on": _("This day is still to come.")})
    decision = Decision.objects.create(
        case=guest.case,
        text=text,
        language=language_of(text, "", actor),
        decided_on=decided_on,
        side=guest.side,
        written_by=actor,
        written_at=now,
    )
    tell(guest.case, Topic.DECISION_RECORDED, actor=actor, now=now, decision=decision.pk)
    return decision


@transaction.atomic
def confirm_decision(*, actor: User, case_id: UUID, decision_id: int, now: datetime) -> Decision:
    """Confirm a decision for the side that did not write it.

    Raises:
        NotFound, NotAllowed, RoomClosed: ``actor`` may not write here, or is of the side that wrote it.
        TransitionRefused: it is confirmed already.
    """
    guest = writing(actor, case_id)
    decision = Decision.objects.filter(case=guest.case, pk=decision_id).first()
    if decision is None:
        raise NotFound
    if decision.side == guest.side:
        raise NotAllowed(_("The other side confirms what your side wrote."))
    if decision.confirmed_at is not None:
        raise TransitionRefused
    decision.confirmed_by, decision.confirmed_at = actor, now
    decision.save(update_fields=["confirmed_by", "confirmed_at"])
    tell(guest.case, Topic.DECISION_CONFIRMED, actor=actor, now=now, decision=decision.pk)
    return decision


@transaction.atomic
def give_task(
    *, actor: User, case_id: UUID, title: str, assignee_id: UUID, due_on: date, now: datetime
) -> Task:
    """Give somebody of the room something to do until a day.

    Raises:
        NotFound, NotAllowed, RoomClosed: ``actor`` may not write in this room.
        Invalid: the title is missing or too long, the day is over, or the assignee is not in this room.
    """
    guest = writing(actor, case_id)
    wrong: dict[str, Message] = {}
    assignee = next((user for user in people_of(guest.case) if str(user.pk) == str(assignee_id)), None)
    if due_on < today(now):
        wrong["due_on"] = _("This day is over.")
    if assignee is None:
        raise Invalid(fields={**wrong, "assignee_id": _("Nobody in this room.")})
    title = _title(title, wrong)
    task = Task.objects.create(
        case=guest.case,
        title=title,
        assignee=assignee,
        due_on=due_on,
        made_by=actor,
        made_at=now,
        changed_at=now,
    )
    tell(guest.case, Topic.TASK_GIVEN, actor=actor, now=now, task=str(task.pk))
    return task


@transaction.atomic
def finish_task(*, actor: User, case_id: UUID, task_id: UUID, now: datetime) -> Task:
    """Say that a task is done: its assignee, or who gave it.

    Raises:
        NotFound, NotAllowed, RoomClosed: ``actor`` may not write in this room, or has no part in the task.
        TransitionRefused: it is done or cancelled.
    """
    guest, task = _own_task(actor, case_id, task_id)
    task.done_at = now
    _change(task, now, "done_at")
    tell(guest.case, Topic.TASK_DONE, actor=actor, now=now, task=str(task.pk))
    return task


@transaction.atomic
def cancel_task(*, actor: User, case_id: UUID, task_id: UUID, now: datetime) -> Task:
    """Take a task back: its assignee, or who gave it.

    Raises:
        NotFound, NotAllowed, RoomClosed: ``actor`` may not write in this room, or has no part in the task.
        TransitionRefused: it is done or cancelled.
    """
    guest, task = _own_task(actor, case_id, task_id)
    task.cancelled_at = now
    _change(task, now, "cancelled_at")
    tell(guest.case, Topic.TASK_CANCELLED, actor=actor, now=now, task=str(task.pk))
    return task


@dataclass(frozen=True, slots=True)
class Meeting:
    """What an appointment is: its times know their zone, ``zone`` is the one in which it was agreed."""

    title: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    link: str = ""


@transaction.atomic
def make_appointment(*, actor: User, case_id: UUID, meeting: Meeting, now: datetime) -> Appointment:
    """Set when both sides meet.

    Raises:
        NotFound, NotAllowed, RoomClosed: ``actor`` may not write in this room.
        Invalid: a value is missing or too long, the times are over or not in order, or the link is not https.
    """
    guest = writing(actor, case_id)
    row = Appointment(case=guest.case, made_by=actor, made_at=now, changed_at=now)
    _set(row, meeting, now)
    row.save()
    tell(guest.case, Topic.APPOINTMENT_MADE, actor=actor, now=now, appointment=str(row.pk))
    return row


@transaction.atomic
def move_appointment(
    *, actor: User, case_id: UUID, appointment_id: UUID, meeting: Meeting, now: datetime
) -> Appointment:
    """Change an appointment; calendars follow.

    Raises:
        NotFound, NotAllowed, RoomClosed: ``actor`` may not write in this room, or there is no such appointment.
        TransitionRefused: it is cancelled or over.
        Invalid: as in ``make_appointment``.
    """
    guest, row = _appointment(actor, case_id, appointment_id, now)
    _set(row, meeting, now)
    _change(row, now, "title", "starts_at", "ends_at", "zone", "link")
    tell(guest.case, Topic.APPOINTMENT_MOVED, actor=actor, now=now, appointment=str(row.pk))
    return row


@transaction.atomic
def cancel_appointment(*, actor: User, case_id: UUID, appointment_id: UUID, now: datetime) -> Appointment:
    """Call an appointment off; calendars strike it out.

    Raises:
        NotFound, NotAllowed, RoomClosed: ``actor`` may not write in this room, or there is no such appointment.
        TransitionRefused: it is cancelled or over.
    """
    guest, row = _appointment(actor, case_id, appointment_id, now)
    row.cancelled_at = now
    _change(row, now, "cancelled_at")
    tell(guest.case, Topic.APPOINTMENT_CANCELLED, actor=actor, now=now, appointment=str(row.pk))
    return row


def _own_task(actor: User, case_id: UUID, task_id: UUID) -> tuple[Guest, Task]:
    guest = writing(actor, case_id)
    task = Task.objects.filter(case=guest.case, pk=task_id).first()
    if task is None:
        raise NotFound
    if actor.pk not in {task.assignee_id, task.made_by_id}:
        raise NotAllowed
    if task.done_at is not None or task.cancelled_at is not None:
        raise TransitionRefused
    return guest, task


def _appointment(
    actor: User, case_id: UUID, appointment_id: UUID, now: datetime
) -> tuple[Guest, Appointment]:
    guest = writing(actor, case_id)
    row = Appointment.objects.filter(case=guest.case, pk=appointment_id).first()
    if row is None:
        raise NotFound
    if row.cancelled_at is not None or row.ends_at < now:
        raise TransitionRefused
    return guest, row


def _change(row: Planned, now: datetime, *fields: str) -> None:
    row.sequence += 1
    row.changed_at = now
    row.save(update_fields=["sequence", "changed_at", *fields])


def _set(row: Appointment, meeting: Meeting, now: datetime) -> None:
    wrong: dict[str, Message] = {}
    if meeting.zone not in ZONES:
        wrong["zone"] = _("This value is not known.")
    if meeting.starts_at < now:
        wrong["starts"] = _("This time is over.")
    if not meeting.starts_at < meeting.ends_at <= meeting.starts_at + LONGEST:
        wrong["ends"] = _("It ends after it begins, within twelve hours.")
    if meeting.link and not _is_https(meeting.link):
        wrong["link"] = _("The address of the video call begins with https://.")
    row.title = _title(meeting.title, wrong)
    row.starts_at, row.ends_at = meeting.starts_at, meeting.ends_at
    row.zone, row.link = meeting.zone, meeting.link


def _is_https(link: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    is_plain = len(link) <= 500 and not any(one.isspace() for one in link)
    return is_plain and link.startswith("https://") and bool(parts.hostname) and "@" not in parts.netloc


def _title(title: str, wrong: dict[str, Message]) -> str:
    """Return the title as it is stored; raises ``Invalid`` with all that is wrong."""
    title = " ".join(cleaned_prose(title).split())
    if not 0 < len(title) <= TITLE_LIMIT:
        wrong["title"] = _("Between 1 and 200 characters.")
    if wrong:
        raise Invalid(fields=wrong)
    return title
