"""What a timetable leaves to be wished: counts over the placings, by themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from .openings import Openings, minutes, span_of
from .programme import Placing, Programme


@dataclass(frozen=True, slots=True)
class Unmet:
    """Counts.

    Attributes:
        unplaced: sessions without a place.
        keynotes: keynotes that are not in a plenary hall.
        hours: sessions in the other part of the day than was wished.
        rooms: rooms of tracks beyond the first of each.
        parallel: pairs of sessions for one audience that run at once.
    """

    unplaced: int
    keynotes: int
    hours: int
    rooms: int
    parallel: int


def unmet(programme: Programme, placings: Iterable[Placing]) -> Unmet:
    """Count what is wished and not so."""
    known = Openings(programme, (), 1)
    placed = [(known.sessions[one.session], one.room, minutes(one.start)) for one in placings]
    roomed = [(session, room, start) for session, room, start in placed if room is not None]
    tracks: dict[int, set[int]] = defaultdict(set)
    for session, room, _ in roomed:
        if session.track is not None:
            tracks[session.track].add(room)
    return Unmet(
        unplaced=len(programme.sessions) - len(placed),
        keynotes=sum(session.keynote and not known.rooms[room].plenary for session, room, _ in roomed),
        hours=sum(not known.suits(session, room, start) for session, room, start in roomed),
        rooms=sum(len(rooms) - 1 for rooms in tracks.values()),
        parallel=sum(
            bool(one.audiences & other.audiences) and span_of(one, start).meets(span_of(other, later))
            for (one, _, start), (other, _, later) in combinations(placed, 2)
        ),
    )
