"""A first timetable: whoever has the least choice is placed first, each where fewest wishes stay unmet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from .openings import Openings, minutes
from .programme import Session

Taken = tuple[int, int, int | None]
"""From minute, to minute, site."""
Spot = tuple[int | None, int]
"""A room and a start."""


def first_fit(openings: Openings) -> dict[int, Spot]:
    """Session → room and start; what finds no place is missing. Pinned sessions are placed before all others."""
    draft = _Draft(openings)
    for pin in openings.pinned.values():
        draft.put(openings.sessions[pin.session], (pin.room, minutes(pin.start)))
    for session in sorted(openings.programme.sessions, key=draft.choice):
        if session.id not in draft.placed:
            fitting = [one for one in draft.spots(session) if draft.fits(session, one)]
            if fitting:
                draft.put(session, min(fitting, key=lambda one: draft.regret(session, one)))
    return draft.placed


class _Draft:
    def __init__(self, openings: Openings) -> None:
        self.openings = openings
        self.placed: dict[int, Spot] = {}
        self.rooms: dict[int, list[Taken]] = defaultdict(list)
        self.people: dict[int, list[Taken]] = defaultdict(list)
        self.audiences: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self.tracks: dict[int | None, set[int | None]] = {}

    def choice(self, session: Session) -> tuple[bool, int, int]:
        many = sum(len(starts) for starts in self.openings.starts[session.id].values())
        return not session.keynote, many // max(1, session.minutes * (1 + len(session.parts))), session.id

    def spots(self, session: Session) -> list[Spot]:
        """Keynotes in plenary halls first, others in the smallest room that does; wished hours before others."""
        rooms = self.openings.rooms
        found: list[tuple[int, int]] = [
            (room, start) for room, starts in self.openings.starts[session.id].items() for start in starts
        ]
        found.sort(
            key=lambda one: (
                session.keynote != rooms[one[0]].plenary,
                not self.openings.suits(session, *one),
                rooms[one[0]].capacity,
                one,
            )
        )
        return list(found)

    def regret(self, session: Session, spot: Spot) -> tuple[bool, bool, int, bool]:
        """Wishes that this place does not meet: the hall of a keynote, the hour, one audience at once, another room."""
        room, start = spot
        hall = room is not None and session.keynote != self.openings.rooms[room].plenary
        hour = room is not None and not self.openings.suits(session, room, start)
        end = start + session.minutes
        at_once = [
            one < end and start < other for group in session.audiences for one, other in self.audiences[group]
        ]
        return hall, hour, sum(at_once), room not in self.tracks.get(session.track, {room})

    def fits(self, session: Session, spot: Spot) -> bool:
        room, start = spot
        end = start + session.minutes
        site = None if room is None else self.openings.rooms[room].site
        if room is not None and any(one < end and start < other for one, other, _ in self.rooms[room]):
            return False
        return all(self._reaches(self.people[part.person], (start, end, site)) for part in session.parts)

    def put(self, session: Session, spot: Spot) -> None:
        room, start = spot
        self.placed[session.id] = spot
        for group in session.audiences:
            self.audiences[group].append((start, start + session.minutes))
        if session.track is not None:
            self.tracks.setdefault(session.track, set()).add(room)
        site = session.site if room is None else self.openings.rooms[room].site
        taken = start, start + session.minutes, site
        if room is not None:
            self.rooms[room].append(taken)
        for person in {part.person for part in session.parts}:
            self.people[person].append(taken)

    def _reaches(self, held: Sequence[Taken], new: Taken) -> bool:
        return all(self._apart(one, new) for one in held)

    def _apart(self, one: Taken, other: Taken) -> bool:
        way = self.openings.programme.way(one[2], other[2])
        if way is None:
            return False
        walk = int(way.total_seconds()) // 60
        return one[1] + walk <= other[0] or other[1] + walk <= one[0]
