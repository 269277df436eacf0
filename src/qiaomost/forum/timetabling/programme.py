"""The nouns of a timetable: frozen values with the ids that the caller gave.

Times are aware datetimes, so that several sites with zones of their own stand in one programme.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From ``start`` until just before ``end``."""

    start: datetime
    end: datetime

    def meets(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end

    def holds(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end


class Role(enum.StrEnum):
    """What a person does in a session."""

    SPEAKER = "speaker"
    CHAIR = "chair"
    INTERPRETER = "interpreter"
    VIP = "vip"


class PartOfDay(enum.StrEnum):
    """Before or after 13:00 of the site."""

    MORNING = "morning"
    AFTERNOON = "afternoon"


@dataclass(frozen=True, slots=True)
class Person:
    """Whoever takes part in sessions; ``available`` is ``None`` for one who always is."""

    id: int
    available: tuple[Span, ...] | None = None


@dataclass(frozen=True, slots=True)
class Room:
    """A room at a site; ``plenary`` marks the halls that keynotes belong in."""

    id: int
    site: int
    capacity: int
    booths: int = 0
    plenary: bool = False
    blocked: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Day:
    """Hours in which a site works; a pause between two of them is a pause of the programme."""

    site: int
    hours: Span


@dataclass(frozen=True, slots=True)
class Part:
    """A person in a session, in one role."""

    person: int
    role: Role


@dataclass(frozen=True, slots=True)
class Session:
    """What has to be placed.

    Attributes:
        seats: the audience that is expected; 0 if nobody knows.
        booths: languages interpreted to, each from a booth of its own.
        audiences: groups that would want to attend; two sessions of one group should not run at once.
        site: where it must be, or ``None`` for anywhere.
    """

    id: int
    minutes: int
    parts: tuple[Part, ...] = ()
    track: int | None = None
    seats: int = 0
    booths: int = 0
    audiences: frozenset[int] = frozenset()
    site: int | None = None
    keynote: bool = False
    prefers: PartOfDay | None = None


@dataclass(frozen=True, slots=True)
class Placing:
    """A session at its time; ``room`` is ``None`` for one that is held online only."""

    session: int
    room: int | None
    start: datetime


@dataclass(frozen=True, slots=True)
class Programme:
    """Everything that a timetable has to respect.

    ``travel`` gives minutes from one site to another; a pair that is missing in both directions takes
    ``far_minutes``. ``None`` for it means that nobody gets from the one to the other on the days of the edition.
    """

    sessions: tuple[Session, ...]
    rooms: tuple[Room, ...]
    days: tuple[Day, ...]
    people: tuple[Person, ...] = ()
    travel: Mapping[tuple[int, int], int] = field(default_factory=dict)
    far_minutes: int | None = None

    def way(self, one: int | None, other: int | None) -> timedelta | None:
        """How long a person needs from one site to another; ``None`` if they can't. Online is everywhere."""
        if one is None or other is None or one == other:
            return timedelta(0)
        minutes = self.travel.get((one, other), self.travel.get((other, one), self.far_minutes))
        return None if minutes is None else timedelta(minutes=minutes)
