"""The timetable that organisers work on, as ``forum.timetabling`` sees it, and what clashes in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from qiaomost.forum.models import Edition, Room, Session, TimeBand
from qiaomost.forum.states import AppearanceRole, SessionState
from qiaomost.forum.timetabling import clashes as clashing
from qiaomost.forum.timetabling import programme as plan

FAR_MINUTES = None
"""Nobody gets from one site to another on the days of an edition: they lie in other cities."""

_ROLES = {
    AppearanceRole.SPEAKER: plan.Role.SPEAKER,
    AppearanceRole.PANELLIST: plan.Role.SPEAKER,
    AppearanceRole.CHAIR: plan.Role.CHAIR,
    AppearanceRole.INTERPRETER: plan.Role.INTERPRETER,
}


@dataclass(frozen=True, slots=True)
class FoundClash:
    """What clashes, and with which other session, if with one."""

    kind: str
    cause: str
    other: Session | None


def clashes_by_session(edition: Edition, sessions: Iterable[Session]) -> dict[UUID, list[FoundClash]]:
    """Session → what clashes in it; ``sessions`` come with their appearances. Two queries."""
    live = [one for one in sessions if one.state != SessionState.CANCELLED]
    people = dict.fromkeys(row.person_id for one in live for row in one.appearances.all())
    numbers = {person: n for n, person in enumerate(people)}
    rooms = tuple(
        plan.Room(room.pk, room.site_id, room.capacity, room.booths)
        for room in Room.objects.filter(site__edition=edition)
    )
    bands = TimeBand.objects.filter(site__edition=edition, is_for_meetings=False)
    days = tuple(plan.Day(band.site_id, plan.Span(band.starts_at, band.ends_at)) for band in bands)
    programme = plan.Programme(
        sessions=tuple(_session(n, one, numbers) for n, one in enumerate(live)),
        rooms=rooms,
        days=days,
        far_minutes=FAR_MINUTES,
    )
    placings = (
        plan.Placing(n, one.room_id, one.starts_at) for n, one in enumerate(live) if one.starts_at is not None
    )
    found: dict[UUID, list[FoundClash]] = defaultdict(list)
    for clash in clashing.clashes_of(programme, placings):
        for n in clash.sessions:
            other = next((live[m] for m in clash.sessions if m != n), None)
            found[live[n].pk].append(FoundClash(clash.kind, clash.cause, other))
    return found


def _session(n: int, one: Session, numbers: dict[UUID, int]) -> plan.Session:
    parts = []
    for row in one.appearances.all():
        role = plan.Role.VIP if row.is_vip else _ROLES[AppearanceRole(row.role)]
        parts.append(plan.Part(numbers[row.person_id], role))
    return plan.Session(id=n, minutes=one.minutes, parts=tuple(parts), booths=len(one.interpreted))
