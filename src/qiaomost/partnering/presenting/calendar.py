"""An account's calendar as RFC 5545 has it: what is due and when one meets, and nothing of what a case is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from qiaomost.accounts.models import User
from qiaomost.network.selectors import standing_of
from qiaomost.partnering.models import Appointment, Case, Task
from qiaomost.partnering.models.plans import Planned
from qiaomost.partnering.selectors.cases import cases_of

LOOKED_BACK = timedelta(days=90)


def calendar_of(user: User, *, site_url: str, now: datetime) -> bytes:
    """Return the calendar in the active language. Ids stay the same, so that a changed event replaces the old one.

    A calendar may be read by a service elsewhere, so an event names the case by its sign, and its page.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Qiaomost//calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Qiaomost")
    cases = {case.pk: case for case in cases_of(standing_of(user))}
    rooms = [pk for pk, case in cases.items() if _has_room(case)]
    since = now - LOOKED_BACK
    tasks = Task.objects.filter(case__in=rooms, assignee=user, due_on__gte=since.date()).order_by("pk")
    meetings = Appointment.objects.filter(case__in=rooms, ends_at__gte=since).order_by("pk")
    for event in (*_due(cases.values(), now), *map(_task, tasks), *map(_meeting, meetings)):
        case = cases[event.pop("X-CASE")]
        event.add("url", site_url + reverse("case", args=[case.pk]))
        event["summary"] = f"{case.reference}: {event['summary']}"
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _has_room(case: Case) -> bool:
    return hasattr(case, "cooperation") and case.cooperation.room_opened_at is not None


def _due(cases: Iterable[Case], now: datetime) -> Iterator[Event]:
    for case in sorted(cases, key=lambda one: one.pk):
        if case.due_on is not None:
            said = _("next to act: %(turn)s") % {"turn": case.get_turn_display()}
            yield _event(case.pk, f"due-{case.pk}", said, now, case.version, case.due_on)


def _task(task: Task) -> Event:
    event = _planned(task, f"task-{task.pk}", _("task due"), task.due_on)
    if task.done_at is not None:
        event["status"] = "CANCELLED"
    return event


def _meeting(row: Appointment) -> Event:
    return _planned(row, f"appointment-{row.pk}", _("appointment"), row.starts_at, row.ends_at)


def _planned(
    row: Task | Appointment, uid: str, said: str, starts: date | datetime, ends: datetime | None = None
) -> Event:
    event = _event(row.case_id, uid, said, row.changed_at, row.sequence, starts, ends)
    event.add("status", "CANCELLED" if _is_off(row) else "CONFIRMED")
    return event


def _is_off(row: Planned) -> bool:
    return row.cancelled_at is not None


def _event(
    case_id: Any,
    uid: str,
    said: str,
    changed: datetime,
    sequence: int,
    starts: date | datetime,
    ends: date | datetime | None = None,
) -> Event:
    event = Event()
    event.add("uid", f"{uid}@qiaomost")
    event.add("dtstamp", changed)
    event.add("sequence", sequence)
    event.add("summary", said)
    event.add("dtstart", starts)
    event.add("dtend", ends or starts + timedelta(days=1))
    event["X-CASE"] = case_id
    return event
