"""Where and when each session could be held if it were alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from datetime import UTC, datetime, timedelta
from functools import cached_property

from .programme import PartOfDay, Placing, Programme, Room, Session, Span

NOON = 13
"""The hour that parts the morning from the afternoon."""


class Openings:
    """Starts by session and room, in minutes since 1970; a pinned session has its own place alone."""

    def __init__(self, programme: Programme, pinned: Iterable[Placing], step_minutes: int) -> None:
        self.programme = programme
        self.sessions = {one.id: one for one in programme.sessions}
        self.rooms = {one.id: one for one in programme.rooms}
        self.pinned = {one.session: one for one in pinned}
        self.step = step_minutes
        self.away = {one.id: one.available for one in programme.people if one.available is not None}

    @cached_property
    def starts(self) -> Mapping[int, Mapping[int, list[int]]]:
        """Session → room → starts, in order; rooms in which it can't be held are missing."""
        return {one.id: dict(self._of(one)) for one in self.programme.sessions}

    def keeping(self, spots: Mapping[int, tuple[int | None, int]], freed: Set[int]) -> Openings:
        """The same, with all but the freed sessions held where they are."""
        other = Openings(self.programme, self.pinned.values(), self.step)
        other.starts = {
            one: {room: [start]}
            if one not in freed
            and (room := spots.get(one, (None, 0))[0]) is not None
            and (start := spots[one][1])
            else row
            for one, row in self.starts.items()
        }
        return other

    def morning(self, room: int, minute: int) -> bool:
        """Whether it is before noon's hour at the site of the room."""
        zone = next(
            (one.hours.start.tzinfo for one in self.programme.days if one.site == self.rooms[room].site), UTC
        )
        return moment(minute).astimezone(zone).hour < NOON

    def suits(self, session: Session, room: int, minute: int) -> bool:
        """Whether the part of the day is the one that was wished, if one was."""
        return session.prefers is None or (session.prefers == PartOfDay.MORNING) == self.morning(room, minute)

    def _of(self, session: Session) -> Iterator[tuple[int, list[int]]]:
        pin = self.pinned.get(session.id)
        if pin is not None:
            if pin.room is not None:
                yield pin.room, [minutes(pin.start)]
            return
        for room in self.programme.rooms:
            if (
                room.capacity >= session.seats
                and room.booths >= session.booths
                and session.site in (None, room.site)
            ):
                starts = [one for one in self._grid(session, room) if self._everybody(session, one)]
                if starts:
                    yield room.id, starts

    def _grid(self, session: Session, room: Room) -> Iterator[int]:
        for day in sorted(self.programme.days, key=lambda one: one.hours):
            if day.site == room.site:
                last = minutes(day.hours.end) - session.minutes
                for minute in range(minutes(day.hours.start), last + 1, self.step):
                    if not any(one.meets(span_of(session, minute)) for one in room.blocked):
                        yield minute

    def _everybody(self, session: Session, minute: int) -> bool:
        hours = [self.away[part.person] for part in session.parts if part.person in self.away]
        if not hours:
            return True
        span = span_of(session, minute)
        return all(any(one.holds(span) for one in theirs) for theirs in hours)


def minutes(when: datetime) -> int:
    """Whole minutes since 1970, as the solver counts."""
    return int(when.timestamp()) // 60


def moment(minute: int) -> datetime:
    """The moment, in UTC."""
    return datetime.fromtimestamp(minute * 60, UTC)


def span_of(session: Session, minute: int) -> Span:
    """When the session is if it starts in this minute."""
    start = moment(minute)
    return Span(start, start + timedelta(minutes=session.minutes))
