"""What can't be in a timetable as it stands. The schedule editor asks after each move; the optimiser is tried by it."""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations

from .programme import Part, Placing, Programme, Role, Room, Session, Span


class ClashKind(enum.StrEnum):
    """Whom or what a clash concerns."""

    SPEAKER = "speaker"
    CHAIR = "chair"
    INTERPRETER = "interpreter"
    VIP = "vip"
    ROOM = "room"
    CAPACITY = "capacity"
    BOOTH = "booth"
    SITE = "site"
    OUTSIDE_DAY = "outside_day"


class Cause(enum.StrEnum):
    """Why it can't be."""

    AT_ONCE = "at_once"  # two sessions at one time
    TRAVEL = "travel"  # too little time from one site to another
    UNAVAILABLE = "unavailable"  # outside the hours of the person, or the room is blocked
    TOO_SMALL = "too_small"
    TOO_FEW_BOOTHS = "too_few_booths"
    ELSEWHERE = "elsewhere"  # a room at another site than the session's
    NOT_OPEN = "not_open"  # outside the working hours of the site


@dataclass(frozen=True, slots=True, order=True)
class Clash:
    """One thing that can't be.

    ``sessions`` are the one or two concerned, the earlier one first; ``person`` and ``room`` say who or what.
    """

    kind: ClashKind
    cause: Cause
    sessions: tuple[int, ...]
    person: int | None = None
    room: int | None = None


@dataclass(frozen=True, slots=True)
class _Placed:
    session: Session
    room: Room | None
    span: Span

    @property
    def site(self) -> int | None:
        return self.room.site if self.room else self.session.site


_RANK = {Role.VIP: 0, Role.SPEAKER: 1, Role.CHAIR: 2, Role.INTERPRETER: 3}
"""Of two roles the one that names the clash: the interpreter's if one interprets, the VIP's only if nothing else."""


def clashes_of(programme: Programme, placings: Iterable[Placing]) -> tuple[Clash, ...]:
    """Each clash once, in a stable order. Sessions that are not placed clash with nothing.

    Raises:
        KeyError: a placing names a session or a room that the programme does not have.
    """
    sessions = {session.id: session for session in programme.sessions}
    rooms = {room.id: room for room in programme.rooms}
    placed = [
        _Placed(
            session := sessions[one.session],
            None if one.room is None else rooms[one.room],
            Span(one.start, one.start + timedelta(minutes=session.minutes)),
        )
        for one in placings
    ]
    placed.sort(key=lambda one: (one.span, one.session.id))
    found = [
        *(clash for one in placed for clash in _of_one(programme, one)),
        *_of_rooms(placed),
        *_of_people(programme, placed),
    ]
    return tuple(sorted(found, key=lambda clash: (clash.sessions, clash.kind, clash.person or 0)))


def _of_one(programme: Programme, one: _Placed) -> Iterator[Clash]:
    about = (one.session.id,)
    hours = [day.hours for day in programme.days if one.site is None or day.site == one.site]
    if hours and not any(span.holds(one.span) for span in hours):
        yield Clash(ClashKind.OUTSIDE_DAY, Cause.NOT_OPEN, about, room=one.room.id if one.room else None)
    if one.room is not None:
        yield from _of_its_room(one.session, one.room, one.span)


def _of_its_room(session: Session, room: Room, span: Span) -> Iterator[Clash]:
    about = (session.id,)
    if session.site not in (None, room.site):
        yield Clash(ClashKind.SITE, Cause.ELSEWHERE, about, room=room.id)
    if any(blocked.meets(span) for blocked in room.blocked):
        yield Clash(ClashKind.ROOM, Cause.UNAVAILABLE, about, room=room.id)
    if session.seats > room.capacity:
        yield Clash(ClashKind.CAPACITY, Cause.TOO_SMALL, about, room=room.id)
    if session.booths > room.booths:
        yield Clash(ClashKind.BOOTH, Cause.TOO_FEW_BOOTHS, about, room=room.id)


def _of_rooms(placed: Sequence[_Placed]) -> Iterator[Clash]:
    by_room: dict[int, list[_Placed]] = defaultdict(list)
    for one in placed:
        if one.room is not None:
            by_room[one.room.id].append(one)
    for room, held in by_room.items():
        for first, second in combinations(held, 2):
            if first.span.meets(second.span):
                yield Clash(ClashKind.ROOM, Cause.AT_ONCE, (first.session.id, second.session.id), room=room)


def _of_people(programme: Programme, placed: Sequence[_Placed]) -> Iterator[Clash]:
    people = {person.id: person for person in programme.people}
    taking_part: dict[int, list[tuple[_Placed, Role]]] = defaultdict(list)
    for one in placed:
        for part in _one_part_each(one.session.parts):
            taking_part[part.person].append((one, part.role))
    for person, held in taking_part.items():
        known = people.get(person)
        for one, role in held:
            if known and known.available is not None and not any(s.holds(one.span) for s in known.available):
                yield Clash(ClashKind(role), Cause.UNAVAILABLE, (one.session.id,), person=person)
        for (first, role), (second, other) in combinations(held, 2):
            cause = _between(programme, first, second)
            if cause:
                kind = ClashKind(max(role, other, key=_RANK.__getitem__))
                yield Clash(kind, cause, (first.session.id, second.session.id), person=person)


def _one_part_each(parts: Iterable[Part]) -> Iterator[Part]:
    """The weightiest part of each person: a chair who speaks in the same session clashes once."""
    best: dict[int, Part] = {}
    for part in parts:
        if part.person not in best or _RANK[part.role] > _RANK[best[part.person].role]:
            best[part.person] = part
    yield from best.values()


def _between(programme: Programme, first: _Placed, second: _Placed) -> Cause | None:
    if first.span.meets(second.span):
        return Cause.AT_ONCE
    way = programme.way(first.site, second.site)
    if way is None or first.span.end + way > second.span.start:
        return Cause.TRAVEL
    return None
