"""The nouns of scheduling: frozen values with the ids that the caller gave.

Times are minutes since a moment that is the same for all sites. A meeting takes one slot at one table; who meets online
sits at a "table" of a site of its own, to which nobody travels.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Slot:
    id: int
    start: int
    end: int
    day: int = 0


@dataclass(frozen=True, slots=True)
class Engagement:
    """When somebody is taken up by something else: a session, a break, a flight. ``site`` is where, if it matters."""

    start: int
    end: int
    site: int | None = None


@dataclass(frozen=True, slots=True)
class Participant:
    """Who meets others.

    Attributes:
        sites: where they can be met.
        limit: most meetings, ``None`` for no limit.
        vip: their meetings are given slots before those of others.
    """

    id: int
    languages: frozenset[str]
    sites: frozenset[int]
    engagements: tuple[Engagement, ...] = ()
    limit: int | None = None
    vip: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """``slots`` in which it stands; ``None`` for all. Slots of one site must not overlap."""

    id: int
    site: int
    slots: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class Interpreter:
    """``pairs`` of languages, each frozen and of two; ``slots`` in which they work, ``None`` for all."""

    id: int
    pairs: frozenset[frozenset[str]]
    sites: frozenset[int]
    slots: frozenset[int] | None = None
    engagements: tuple[Engagement, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """Two who want to meet.

    Attributes:
        weight: positive; an accepted request weighs more than one that was only wished.
        slots: in which alone it may be held, for the two agreed on a day; ``None`` for all.
    """

    id: int
    sides: tuple[int, int]
    weight: int = 1
    slots: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class Meeting:
    """A request that got its place; ``interpreter`` is ``None`` where the sides share a language."""

    request: int
    slot: int
    table: int
    interpreter: int | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """What is to be planned. ``fixed`` meetings are kept as they are.

    ``travel`` gives minutes between two sites, in either order; a pair that is missing is not travelled on these days.
    """

    participants: tuple[Participant, ...]
    slots: tuple[Slot, ...]
    tables: tuple[Table, ...]
    requests: tuple[Request, ...]
    interpreters: tuple[Interpreter, ...] = ()
    fixed: tuple[Meeting, ...] = ()
    travel: Mapping[tuple[int, int], int] = field(default_factory=dict)


class Reason(enum.StrEnum):
    """Why a request has no meeting."""

    NO_COMMON_SITE = "no_common_site"
    NO_COMMON_SLOT = "no_common_slot"
    NO_TABLE = "no_table"
    NO_INTERPRETER = "no_interpreter"
    NOT_ON_THAT_DAY = "not_on_that_day"
    LIMIT_REACHED = "limit_reached"
    NOT_CHOSEN = "not_chosen"


@dataclass(frozen=True, slots=True)
class Unscheduled:
    """A request without a meeting. ``alone``: it could not be held if it were the only one."""

    request: int
    reason: Reason
    alone: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What was found. No plan at all can be worth more than ``bound``."""

    meetings: tuple[Meeting, ...]
    unscheduled: tuple[Unscheduled, ...]
    value: int
    bound: int

    @property
    def gap(self) -> float:
        """How far the value is below the bound: 0.01 is one per cent."""
        return (self.bound - self.value) / self.bound if self.bound else 0.0


@dataclass(frozen=True, slots=True)
class Progress:
    """What a progress bar shows."""

    elapsed_s: float
    value: int
    bound: int


class Unplannable(ValueError):
    """The problem contradicts itself: an unknown id, slots of a site that overlap, fixed meetings that clash."""
