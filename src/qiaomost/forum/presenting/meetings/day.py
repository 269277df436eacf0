"""The day itself: what went wrong, plans that mend it, and what they change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from qiaomost.common.errors import Message
from qiaomost.forum.models import Disturbance, Edition, FixedMeeting, MeetingPlan, PlannedMeeting
from qiaomost.forum.presenting.meetings.plans import Run, run_of
from qiaomost.forum.selectors.differences import difference_of
from qiaomost.forum.selectors.meeting_plans import plans_of, published_plan
from qiaomost.forum.selectors.meetings import OF_PROFILE, PERSON
from qiaomost.forum.selectors.registrations import zone_of
from qiaomost.forum.selectors.telling import meeting_place, table_in_words
from qiaomost.forum.services.meetings.fixing import clashes_of
from qiaomost.forum.states.meetings import DisturbanceKind, NoMeeting

SHOWN = 5
REASONS: Mapping[NoMeeting, Message] = {
    NoMeeting.NO_COMMON_SITE: gettext_lazy("The two are not at the same site."),
    NoMeeting.NO_COMMON_SLOT: gettext_lazy("There is no time at which both are free."),
    NoMeeting.NO_TABLE: gettext_lazy("No table is free when both are."),
    NoMeeting.NO_INTERPRETER: gettext_lazy(
        "They share no language, and no interpreter is free when both are."
    ),
    NoMeeting.NOT_ON_THAT_DAY: gettext_lazy("On the day that they agreed on it can’t be held."),
    NoMeeting.LIMIT_REACHED: gettext_lazy("One of them has as many meetings as they want."),
    NoMeeting.NOT_CHOSEN: gettext_lazy(
        "Other meetings, which weigh more, took the times that would have been possible."
    ),
}
"""Why there is no meeting, told to the organisers."""


@dataclass(frozen=True, slots=True)
class DisturbanceRow:
    disturbance: Disturbance
    subject: str
    starts: datetime
    ends: datetime | None


@dataclass(frozen=True, slots=True)
class Day:
    """``published`` is the plan that counts; ``runs`` mend it or mended one before, the newest first."""

    published: MeetingPlan | None
    disturbances: tuple[DisturbanceRow, ...]
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A meeting before and after; one of the two is empty where it is new or dropped."""

    people: str
    before: str
    after: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Changes:
    plan: MeetingPlan
    moved: tuple[ChangeRow, ...]
    dropped: tuple[ChangeRow, ...]
    added: tuple[ChangeRow, ...]


@dataclass(frozen=True, slots=True)
class FixedRow:
    """``clash``: why no plan can keep it as things are now."""

    fixed: FixedMeeting
    people: str
    place: str
    interpreter: str
    clash: str


def day_of(edition: Edition, reader: str) -> Day:
    """What the organisers see on the day; a constant number of queries."""
    runs = plans_of(edition).filter(based_on__isnull=False)[:SHOWN]
    zone = zone_of(edition)
    return Day(
        published=published_plan(edition),
        disturbances=tuple(_disturbance(one, zone, reader) for one in _disturbances(edition)),
        runs=tuple(run_of(plan) for plan in runs),
    )


def changes_of(plan: MeetingPlan, reader: str) -> Changes:
    """What a plan changes against the one that it mends, or else against the published one."""
    before = plan.based_on or published_plan(plan.edition)
    found = difference_of(plan, before)
    return Changes(
        plan=plan,
        moved=tuple(
            ChangeRow(_people(new, reader), _words(old, reader), _words(new, reader))
            for old, new in found.moved
        ),
        dropped=tuple(
            ChangeRow(_people(one, reader), _words(one, reader), "", _reason(one, found.reasons))
            for one in found.dropped
        ),
        added=tuple(ChangeRow(_people(one, reader), "", _words(one, reader)) for one in found.added),
    )


def fixed_rows(edition: Edition, reader: str) -> list[FixedRow]:
    """The fixed meetings in order of time; a constant number of queries."""
    sides = ("request__asker", "request__asked")
    joined = [f"{side}__{path}" for side in sides for path in OF_PROFILE]
    rows = FixedMeeting.objects.filter(request__edition=edition)
    rows = rows.select_related("slot__site", "table__room__site", "interpreter__person", "request", *joined)
    rows = rows.prefetch_related(
        *(f"{side}__{path}" for side in sides for path in PERSON), "interpreter__person__names"
    )
    clashes = clashes_of(edition)
    return [
        FixedRow(
            fixed=one,
            people=_people(one, reader),
            place=meeting_place(one, reader),
            interpreter=one.interpreter.person.name_in(reader) if one.interpreter else "",
            clash=clashes.get(one.request_id, ""),
        )
        for one in rows.order_by("slot__starts_at", "pk")
    ]


def _disturbances(edition: Edition) -> QuerySet[Disturbance]:
    rows = Disturbance.objects.filter(edition=edition, lifted_at__isnull=True)
    rows = rows.select_related(
        "table__room__site", "interpreter__person", *(f"profile__{path}" for path in OF_PROFILE)
    )
    return rows.prefetch_related(
        *(f"profile__{path}" for path in PERSON), "interpreter__person__names"
    ).order_by("-noted_at", "-pk")


def _disturbance(one: Disturbance, zone: ZoneInfo, reader: str) -> DisturbanceRow:
    ends = one.ends_at.astimezone(zone) if one.ends_at else None
    return DisturbanceRow(one, _subject(one, reader), one.starts_at.astimezone(zone), ends)


def _subject(one: Disturbance, reader: str) -> str:
    if one.kind == DisturbanceKind.PARTICIPANT and one.profile:
        return one.profile.registration.person.name_in(reader)
    if one.kind == DisturbanceKind.INTERPRETER and one.interpreter:
        return one.interpreter.person.name_in(reader)
    if one.table is None:
        return ""
    return table_in_words(one.table, reader)


def _people(one: PlannedMeeting | FixedMeeting, reader: str) -> str:
    sides = (one.request.asker, one.request.asked)
    return " — ".join(side.registration.person.name_in(reader) for side in sides)


def _words(one: PlannedMeeting, reader: str) -> str:
    interpreter = one.interpreter.person.name_in(reader) if one.interpreter else ""
    return " · ".join(filter(None, (meeting_place(one, reader), interpreter)))


def _reason(one: PlannedMeeting, reasons: Mapping[UUID, NoMeeting]) -> str:
    """Why there is no place; a request that is not planned at all was given up or cancelled."""
    reason = reasons.get(one.request_id)
    if reason is not None:
        return str(REASONS[reason])
    result = getattr(one.request, "result", None)
    return str(result.get_state_display() if result else one.request.get_state_display())
