"""The timetable that organisers work on, as ``forum.timetabling`` sees it, and what clashes in it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from qiaomost.forum.models import Edition, Room, Session, TimeBand
from qiaomost.forum.states import AppearanceRole, SessionKind, SessionState
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


@dataclass(frozen=True, slots=True)
class Timetable:
    """Sessions that take place, by the numbers that they have in ``programme``; ``placings`` are those with a place."""

    live: tuple[Session, ...]
    programme: plan.Programme
    placings: tuple[plan.Placing, ...]


def clashes_by_session(edition: Edition, sessions: Iterable[Session]) -> dict[UUID, list[FoundClash]]:
    """Session → what clashes in it; ``sessions`` come with their appearances. Two queries."""
    return clashes_in(timetable_of(edition, sessions))


def clashes_in(timetable: Timetable) -> dict[UUID, list[FoundClash]]:
    """Session → what clashes in it."""
    live = timetable.live
    found: dict[UUID, list[FoundClash]] = defaultdict(list)
    for clash in clashing.clashes_of(timetable.programme, timetable.placings):
        for n in clash.sessions:
            other = next((live[m] for m in clash.sessions if m != n), None)
            found[live[n].pk].append(FoundClash(clash.kind, clash.cause, other))
    return found


def timetable_of(edition: Edition, sessions: Iterable[Session], *, to_propose: bool = False) -> Timetable:
    """Read a timetable; ``to_propose`` adds what is wished of one: sites kept, tracks together, keynotes in the hall.

    ``sessions`` come with their appearances. Two queries.
    """
    live = tuple(one for one in sessions if one.state != SessionState.CANCELLED)
    people = dict.fromkeys(row.person_id for one in live for row in one.appearances.all())
    numbers = {person: n for n, person in enumerate(people)}
    rooms = list(Room.objects.filter(site__edition=edition))
    largest = max((room.capacity for room in rooms), default=0)
    bands = TimeBand.objects.filter(site__edition=edition, is_for_meetings=False).select_related("site")
    found = [_session(n, one, numbers) for n, one in enumerate(live)]
    programme = plan.Programme(
        sessions=tuple(_wished(found, live) if to_propose else found),
        rooms=tuple(
            plan.Room(room.pk, room.site_id, room.capacity, room.booths, plenary=room.capacity == largest)
            for room in rooms
        ),
        days=tuple(plan.Day(band.site_id, _span(band)) for band in bands),
        far_minutes=FAR_MINUTES,
    )
    placings = tuple(
        plan.Placing(n, one.room_id, one.starts_at) for n, one in enumerate(live) if one.starts_at is not None
    )
    return Timetable(live, programme, placings)


def _span(band: TimeBand) -> plan.Span:
    """On the clock of the site, by which the optimiser knows mornings from afternoons."""
    return plan.Span(band.starts_at.astimezone(band.site.zone), band.ends_at.astimezone(band.site.zone))


def _wished(found: Iterable[plan.Session], live: Sequence[Session]) -> Iterator[plan.Session]:
    sites: dict[int, Counter[int]] = defaultdict(Counter)
    for one in live:
        if one.room is not None:
            sites[one.track_id][one.room.site_id] += 1
    for number, one in zip(found, live, strict=True):
        usual = sites[one.track_id].most_common(1)
        yield replace(
            number,
            track=one.track_id,
            audiences=frozenset({one.track_id}),
            keynote=one.kind == SessionKind.KEYNOTE,
            site=one.room.site_id if one.room else usual[0][0] if usual else None,
        )


def _session(n: int, one: Session, numbers: dict[UUID, int]) -> plan.Session:
    parts = []
    for row in one.appearances.all():
        role = plan.Role.VIP if row.is_vip else _ROLES[AppearanceRole(row.role)]
        parts.append(plan.Part(numbers[row.person_id], role))
    return plan.Session(id=n, minutes=one.minutes, parts=tuple(parts), booths=len(one.interpreted))
