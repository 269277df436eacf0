"""The released programme as its page shows it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from uuid import UUID
from zoneinfo import available_timezones

from django.utils.translation import gettext as _

from qiaomost.common.languages import LanguageCode
from qiaomost.forum.comparing import Content
from qiaomost.forum.models import ProgrammeVersion
from qiaomost.forum.presenting.programme_days import Day, Running, days_of, running_at
from qiaomost.forum.presenting.programme_rows import KEPT, ProgrammeRow, row_of, rows_of
from qiaomost.forum.selectors.programme import content_of
from qiaomost.forum.states import EditionState
from qiaomost.partnering.states.rooms import ZONES, zone_name

FEW = 24
"""Up to so many sessions are shown at once; of more, each block is opened by its heading."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; values that the version does not have are left out by ``asked_of``."""

    day: str = ""
    track: str = ""
    site: str = ""
    language: str = ""

    @property
    def filters(self) -> int:
        """How many of the filters that stand in the form are in use; days have a line of their own."""
        return sum(map(bool, (self.track, self.site, self.language)))


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class ProgrammePage:
    """The list, the choices of each filter, and the zones."""

    version: ProgrammeVersion
    days: tuple[Day, ...]
    count: int
    asked: Asked
    choices: dict[str, tuple[Choice, ...]]
    zones: tuple[Choice, ...]
    zone: str
    running: Running
    now: datetime

    @property
    def is_folded(self) -> bool:
        """Whether the sessions of a block are shown only when it is opened."""
        return self.count > FEW and not self.asked.track

    @property
    def open_blocks(self) -> frozenset[str]:
        """The ids of the first sessions of the blocks that are on now."""
        return frozenset(
            block.head.id for day in self.days for block in day.blocks if block.runs_at(self.now)
        )

    @property
    def days_offered(self) -> tuple[date, ...]:
        """The days that one may choose."""
        return tuple(date.fromisoformat(one.value) for one in self.choices["day"])

    @property
    def is_draft(self) -> bool:
        """Whether organisers alone see it as yet."""
        return self.version.edition.state == EditionState.DRAFT


def programme_page(
    version: ProgrammeVersion,
    asked: Asked,
    *,
    reader: str,
    zone: str,
    now: datetime,
    only: Iterable[str] | None = None,
) -> ProgrammePage:
    """Return the page; ``only`` keeps the sessions with these ids. One query at most."""
    rows = rows_of(version, reader, zone)
    choices = _choices(version.pk, version.revision, reader)
    known = {name: {one.value for one in found} for name, found in choices.items()}
    asked = Asked(
        **{name: getattr(asked, name) if getattr(asked, name) in known[name] else "" for name in known}
    )
    wanted = None if only is None else frozenset(only)
    own = [row for row in rows if wanted is None or row.id in wanted]
    found = [row for row in own if _meets(row, asked)]
    return ProgrammePage(
        version=version,
        days=days_of(found),
        count=len(found),
        asked=asked,
        choices=choices,
        zones=zone_choices(content_of(version)),
        zone=zone,
        running=running_at(own, now),
        now=now,
    )


def known_zone(zone: str | None) -> str:
    """Return ``zone`` if it is one, else nothing."""
    return zone if zone and zone in available_timezones() else ""


def zone_choices(content: Content) -> tuple[Choice, ...]:
    """The zones that a reader is offered: none of their own, those of the two countries, and UTC."""
    sites = [site["zone"] for site in content["sites"].values()]
    codes = dict.fromkeys([*sites, *ZONES, "UTC"])
    return (Choice("", _("the clock of each site")), *(Choice(code, zone_name(code)) for code in codes))


@lru_cache(maxsize=KEPT)
def _choices(pk: UUID, revision: int, reader: str) -> dict[str, tuple[Choice, ...]]:
    content = content_of(ProgrammeVersion(pk=pk, revision=revision))
    rows = [row_of(content, item, reader, "") for item in content["sessions"]]
    days = sorted({row.place_time.day for row in rows})
    tracks = {row.track_code: row.track for row in rows}
    sites = {row.site_code: row.site for row in rows}
    spoken = {code for row in rows for code in (*row.item["spoken"], *row.item["interpreted"])}
    return {
        "day": tuple(Choice(day.isoformat(), day.isoformat()) for day in days),
        "track": tuple(Choice(*one) for one in tracks.items()),
        "site": tuple(Choice(*one) for one in sites.items()),
        "language": tuple(
            Choice(code, str(LanguageCode(code).label)) for code in LanguageCode.values if code in spoken
        ),
    }


def _meets(row: ProgrammeRow, asked: Asked) -> bool:
    heard = (*row.item["spoken"], *row.item["interpreted"])
    return (
        asked.day in ("", row.place_time.day.isoformat())
        and asked.track in ("", row.track_code)
        and asked.site in ("", row.site_code)
        and (not asked.language or asked.language in heard)
    )
