"""A room as its pages show it: conversations, messages with their translations, files, plans, the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from qiaomost.catalogue.models import RecordText
from qiaomost.common.errors import Message
from qiaomost.partnering.models import (
    Appointment,
    Case,
    Decision,
    FileVersion,
    MessageTranslation,
    ReadMark,
    RoomFile,
    RoomMessage,
    Task,
)
from qiaomost.partnering.presenting.parties import name_of
from qiaomost.partnering.selectors.rooms import (
    appointments_of,
    decisions_of,
    files_of,
    marks_of,
    people_of,
    tasks_of,
)
from qiaomost.partnering.services.rooms import Guest, is_written
from qiaomost.partnering.services.rooms_messages import Read
from qiaomost.partnering.services.rooms_reading import Tier
from qiaomost.partnering.states import Side
from qiaomost.partnering.states.rooms import zone_name, zones_shown


@dataclass(frozen=True, slots=True)
class Said:
    """A message: whose, in which language, with the translation into the reader's, and who has read so far."""

    message: RoomMessage
    who: str
    side: str
    is_mine: bool
    can_edit: bool
    translation: MessageTranslation | None
    lacks: str
    readers: Sequence[str]

    @property
    def is_labelled(self) -> bool:
        """Whether nobody has approved the translation yet."""
        return self.translation is not None and self.translation.approved_at is None


def said_in(read: Read, reader: str) -> list[Said]:
    """Return the messages of a page; a constant number of queries."""
    marks = list(marks_of(read.thread)) if read.thread else []
    can_write = is_written(read.guest.case)
    others = [mark for mark in marks if mark.user_id != read.guest.user.pk]
    readers = _readers(read.messages, others, reader)
    return [
        _said(one, read.guest, marks, readers.get(one.pk, []), reader, can_write) for one in read.messages
    ]


def _said(
    message: RoomMessage,
    guest: Guest,
    marks: Sequence[ReadMark],
    readers: Sequence[str],
    reader: str,
    can_write: bool,
) -> Said:
    is_mine = message.author_id == guest.user.pk
    is_read = any(mark.up_to >= message.pk and mark.user_id != guest.user.pk for mark in marks)
    is_whole = message.withdrawn_at is None
    translation = next((one for one in message.translations.all() if one.language == reader), None)
    return Said(
        message=message,
        who=name_of(message.author, reader),
        side=str(Side(message.side).label),
        is_mine=is_mine,
        can_edit=is_mine and can_write and is_whole and not is_read,
        translation=translation,
        lacks=reader if is_whole and message.language != reader and translation is None else "",
        readers=readers,
    )


def _readers(messages: Sequence[RoomMessage], marks: Sequence[ReadMark], reader: str) -> dict[int, list[str]]:
    """Message → who has read as far as this one; whose mark lies before the page stands nowhere."""
    found: dict[int, list[str]] = {}
    for mark in marks:
        reached = [one for one in messages if one.pk <= mark.up_to]
        if reached:
            found.setdefault(reached[-1].pk, []).append(name_of(mark.user, reader))
    return found


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file with its versions, the newest first; ``can_renew`` says that this reader may add the next."""

    file: RoomFile
    side: str
    versions: Sequence[tuple[FileVersion, str]]
    can_renew: bool


def file_rows(guest: Guest, reader: str) -> list[FileRow]:
    """Return the files of the room; a constant number of queries."""
    rows = []
    for file in files_of(guest.case):
        versions = sorted(file.versions.all(), key=lambda one: -one.number)
        can_renew = file.side == guest.side and is_written(guest.case)
        shown = [(one, name_of(one.added_by, reader)) for one in versions]
        rows.append(FileRow(file, str(Side(file.side).label), shown, can_renew))
    return rows


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision, who wrote and who confirmed it."""

    decision: Decision
    writer: str
    confirmer: str
    side: str
    can_confirm: bool


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task and who does it."""

    task: Task
    assignee: str
    is_late: bool
    can_finish: bool


@dataclass(frozen=True, slots=True)
class Clock:
    """The times of an appointment in one zone."""

    zone: Message
    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class AppointmentRow:
    """An appointment in the time zones of both sides."""

    appointment: Appointment
    clocks: Sequence[Clock]

    @property
    def as_typed(self) -> dict[str, object]:
        """What a form that changes it begins with: times of the zone in which it was agreed."""
        zone = ZoneInfo(self.appointment.zone)
        starts, ends = (
            one.astimezone(zone) for one in (self.appointment.starts_at, self.appointment.ends_at)
        )
        values = {
            "title": self.appointment.title,
            "zone": self.appointment.zone,
            "link": self.appointment.link,
        }
        return {**values, "day": starts.date(), "starts": starts.time(), "ends": ends.time()}


@dataclass(frozen=True, slots=True)
class Plan:
    """What the sides have settled and planned."""

    decisions: Sequence[DecisionRow]
    tasks: Sequence[TaskRow]
    appointments: Sequence[AppointmentRow]
    people: Sequence[tuple[str, str]]


def plan_of(guest: Guest, reader: str, now: datetime) -> Plan:
    """Return decisions, tasks and coming appointments; a constant number of queries."""
    case, can_write = guest.case, is_written(guest.case)
    return Plan(
        decisions=[_decision(one, guest, reader, can_write) for one in decisions_of(case)],
        tasks=[_task(one, guest, reader, now, can_write) for one in tasks_of(case)],
        appointments=[
            AppointmentRow(one, clocks_of(one, case))
            for one in appointments_of(case, since=now - timedelta(hours=1))
        ],
        people=[(str(user.pk), name_of(user, reader)) for user in people_of(case)],
    )


def clocks_of(appointment: Appointment, case: Case) -> list[Clock]:
    """When an appointment is, by the clocks of both sides."""
    countries = (case.sender_organisation.country, case.owner_organisation.country)
    return [
        Clock(
            zone_name(zone),
            appointment.starts_at.astimezone(ZoneInfo(zone)).replace(tzinfo=None),
            appointment.ends_at.astimezone(ZoneInfo(zone)).replace(tzinfo=None),
        )
        for zone in zones_shown(countries, appointment.zone)
    ]


def _decision(one: Decision, guest: Guest, reader: str, can_write: bool) -> DecisionRow:
    return DecisionRow(
        decision=one,
        writer=name_of(one.written_by, reader),
        confirmer=name_of(one.confirmed_by, reader) if one.confirmed_by else "",
        side=str(Side(one.side).label),
        can_confirm=can_write and one.confirmed_at is None and one.side != guest.side,
    )


def _task(one: Task, guest: Guest, reader: str, now: datetime, can_write: bool) -> TaskRow:
    is_open = one.done_at is None
    return TaskRow(
        task=one,
        assignee=name_of(one.assignee, reader),
        is_late=is_open and one.due_on < now.date(),
        can_finish=can_write and is_open and guest.user.pk in {one.assignee_id, one.made_by_id},
    )


@dataclass(frozen=True, slots=True)
class TierRow:
    """A record of the case with what its owner keeps for the room, labelled for people."""

    record_id: str
    title: str
    language: str
    sections: Sequence[tuple[str, str]]
    files: Sequence[tuple[str, str, int]]
    missing: Sequence[str]
    is_closed: bool


def tier_rows(tier: Tier) -> list[TierRow]:
    """Return the confidential tier as its page shows it."""
    return [
        TierRow(
            record_id=str(one.record.pk),
            title=one.title,
            language=one.language,
            sections=[(_label(name), words) for name, words in one.sections],
            files=[(str(file.pk), file.name, file.size) for file in one.files],
            missing=[str(wanted.text) for wanted in one.gate.missing] if one.gate else (),
            is_closed=one.gate is not None and not one.gate.is_open,
        )
        for one in tier.records
    ]


def _label(section: str) -> str:
    field = RecordText._meta.get_field(section)
    return str(getattr(field, "verbose_name", section))
