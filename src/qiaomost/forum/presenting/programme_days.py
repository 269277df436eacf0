"""A programme by days, a day by blocks: what one track holds in one room; and what is on while the forum runs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from qiaomost.forum.presenting.programme_rows import ProgrammeRow

EVE = timedelta(hours=12)
"""So long before its first session a forum tells what comes next."""


@dataclass(frozen=True, slots=True)
class Block:
    """Sessions of one track in one room on one day, in order of time, one at least."""

    rows: tuple[ProgrammeRow, ...]

    @property
    def head(self) -> ProgrammeRow:
        """The session that says track, place and beginning."""
        return self.rows[0]

    @property
    def ends(self) -> str:
        """When the last of them ends, at its site."""
        return max(self.rows, key=lambda row: row.starts_at + row.duration).place_time.ends

    @property
    def is_single(self) -> bool:
        """Whether it holds one session, which then needs no heading."""
        return len(self.rows) == 1

    def runs_at(self, now: datetime) -> bool:
        """Whether it has begun and is not over."""
        return self.head.starts_at <= now < max(row.starts_at + row.duration for row in self.rows)


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    rows: tuple[ProgrammeRow, ...]

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The day by track and room, in the order in which they begin."""
        found: dict[tuple[str, str, str], list[ProgrammeRow]] = {}
        for row in self.rows:
            found.setdefault((row.track_code, row.site_code, row.room), []).append(row)
        return tuple(Block(tuple(rows)) for rows in found.values())


@dataclass(frozen=True, slots=True)
class Running:
    """What is on now, and what begins next; both empty while the forum is far or over."""

    now: tuple[ProgrammeRow, ...] = ()
    coming: tuple[ProgrammeRow, ...] = ()


def days_of(rows: Sequence[ProgrammeRow]) -> tuple[Day, ...]:
    """Rows by the day on which they lie at their site."""
    ordered = sorted(rows, key=lambda row: (row.place_time.day, row.starts_at))
    groups = groupby(ordered, key=lambda row: row.place_time.day)
    return tuple(Day(day, tuple(found)) for day, found in groups)


def running_at(rows: Iterable[ProgrammeRow], now: datetime) -> Running:
    """The sessions of ``rows`` that are on at ``now``, and those that begin at the next moment."""
    held = [row for row in rows if not row.is_cancelled]
    if not held or now < min(row.starts_at for row in held) - EVE:
        return Running()
    later = [row for row in held if row.starts_at > now]
    first = min((row.starts_at for row in later), default=now)
    return Running(
        now=tuple(row for row in held if row.starts_at <= now < row.starts_at + row.duration),
        coming=tuple(row for row in later if row.starts_at == first),
    )
