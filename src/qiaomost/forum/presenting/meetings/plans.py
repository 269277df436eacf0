"""Plans as pages and calendars show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from qiaomost.forum.models import MeetingPlan, MeetingProfile, PlannedMeeting
from qiaomost.forum.presenting.meetings.people import Partner, partner_of
from qiaomost.forum.selectors.meeting_plans import meetings_of
from qiaomost.forum.selectors.results import state_of
from qiaomost.forum.states.meetings import PlanState
from qiaomost.forum.states.results import ResultState


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A meeting of somebody: when by the clock of the site, where, with whom."""

    meeting: PlannedMeeting
    starts: datetime
    ends: datetime
    site: str
    room: str
    other: Partner
    interpreter: str
    state: ResultState

    @property
    def is_cancelled(self) -> bool:
        """Whether the organisers have called it off."""
        return self.state == ResultState.CANCELLED


@dataclass(frozen=True, slots=True)
class Run:
    """How far a run is. ``gap`` is how far the value may be below the best, in per cent."""

    plan: MeetingPlan
    is_going: bool
    percent: int
    gap: float


def places_of(profile: MeetingProfile, reader: str) -> list[PlaceRow]:
    """The published meetings of ``profile``; a constant number of queries."""
    rows = meetings_of(profile).prefetch_related(
        "request__asker__records__texts", "request__asked__records__texts"
    )
    return [place_row(one, profile, reader) for one in rows]


def place_row(one: PlannedMeeting, mine: MeetingProfile, reader: str) -> PlaceRow:
    """One meeting as ``mine`` sees it; reads what ``meetings_of`` fetched."""
    request, site = one.request, one.slot.site
    other = request.asked if request.asker_id == mine.pk else request.asker
    return PlaceRow(
        meeting=one,
        starts=one.slot.starts_at.astimezone(site.zone),
        ends=one.slot.ends_at.astimezone(site.zone),
        site=site.name_in(reader),
        room=one.table.room.name_in(reader),
        other=partner_of(other, mine, reader),
        interpreter=one.interpreter.person.name_in(reader) if one.interpreter else "",
        state=state_of(request),
    )


def run_of(plan: MeetingPlan) -> Run:
    """What the bar of a plan shows."""
    is_going = plan.state in {PlanState.WAITING, PlanState.RUNNING}
    gap = 100 * (plan.bound - plan.value) / plan.bound if plan.bound else 0.0
    return Run(plan, is_going, min(100, round(100 * plan.elapsed_s / max(plan.seconds, 1))), round(gap, 1))


def calendar_of(places: Iterable[PlaceRow]) -> bytes:
    """Somebody's meetings as RFC 5545 has them; an id stays with its request, so that a move replaces the event."""
    calendar = Calendar()
    calendar.add("prodid", "-//Qiaomost//meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for row in places:
        calendar.add_component(_event(row))
    return bytes(calendar.to_ical())


def _event(row: PlaceRow) -> Event:
    event, plan = Event(), row.meeting.plan
    event.add("uid", f"meeting-{row.meeting.request_id}@qiaomost")
    event.add("dtstamp", plan.published_at)
    event.add("sequence", plan.number)
    event.add("dtstart", row.meeting.slot.starts_at)
    event.add("dtend", row.meeting.slot.ends_at)
    event.add("status", "CANCELLED" if row.is_cancelled else "CONFIRMED")
    event.add("summary", _("Meeting: %(person)s") % {"person": row.other.name})
    event.add(
        "location", _("%(room)s, table %(number)d") % {"room": row.room, "number": row.meeting.table.number}
    )
    return event
