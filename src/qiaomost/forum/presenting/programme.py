"""The released programme as its page shows it.

A version never changes, so its rows are made once for each language and zone, their HTML with them; a page only picks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import groupby
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from qiaomost.common.languages import LanguageCode, in_language, reading_order
from qiaomost.forum.comparing import CANCELLED, Content, Item
from qiaomost.forum.models import ProgrammeVersion
from qiaomost.forum.selectors.programme import content_of
from qiaomost.forum.selectors.telling import title_of
from qiaomost.forum.states import EditionState, SessionKind
from qiaomost.partnering.states.rooms import ZONES, zone_name

KEPT = 64
"""So many lists of rows a process keeps: a version in three languages and a handful of zones."""


@dataclass(frozen=True, slots=True)
class Hours:
    """When something is, on one clock."""

    day: date
    starts: str
    ends: str
    zone: str


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    """A session in the list. ``yours`` is its time on the reader's clock where that differs."""

    id: str
    item: Item
    title: str
    title_language: str
    kind: str
    track: str
    track_code: str
    colour: str
    site: str
    site_code: str
    room: str
    starts_at: datetime
    place_time: Hours
    yours: Hours | None
    spoken: tuple[str, ...]
    interpreted: tuple[str, ...]
    people: tuple[str, ...]
    is_cancelled: bool
    html: SafeString = field(default=SafeString(""), compare=False)

    abstract: str = ""

    @property
    def duration(self) -> timedelta:
        """How long it lasts."""
        return timedelta(minutes=self.item["minutes"])


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; values that the version does not have are left out by ``asked_of``."""

    day: str = ""
    track: str = ""
    site: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    rows: tuple[ProgrammeRow, ...]


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

    @property
    def days_offered(self) -> tuple[date, ...]:
        """The days that one may choose."""
        return tuple(date.fromisoformat(one.value) for one in self.choices["day"])

    @property
    def is_draft(self) -> bool:
        """Whether organisers alone see it as yet."""
        return self.version.edition.state == EditionState.DRAFT


def programme_page(
    version: ProgrammeVersion, asked: Asked, *, reader: str, zone: str, only: Iterable[str] | None = None
) -> ProgrammePage:
    """Return the page; ``only`` keeps the sessions with these ids. One query at most."""
    rows = rows_of(version, reader, zone)
    choices = _choices(version.pk, version.revision, reader)
    known = {name: {one.value for one in found} for name, found in choices.items()}
    asked = Asked(
        **{name: getattr(asked, name) if getattr(asked, name) in known[name] else "" for name in known}
    )
    wanted = None if only is None else frozenset(only)
    found = [row for row in rows if (wanted is None or row.id in wanted) and _meets(row, asked)]
    zones = zone_choices(content_of(version), reader)
    return ProgrammePage(version, days_of(found), len(found), asked, choices, zones, zone)


def rows_of(version: ProgrammeVersion, reader: str, zone: str) -> tuple[ProgrammeRow, ...]:
    """The sessions of a version for a reader, in order of time, cancelled ones among them."""
    return _rows(version.pk, version.revision, reader, zone, version.edition.code)


def days_of(rows: Sequence[ProgrammeRow]) -> tuple[Day, ...]:
    """Rows by the day on which they lie at their site."""
    ordered = sorted(rows, key=lambda row: (row.place_time.day, row.starts_at))
    groups = groupby(ordered, key=lambda row: row.place_time.day)
    return tuple(Day(day, tuple(found)) for day, found in groups)


def row_of(content: Content, item: Item, reader: str, zone: str) -> ProgrammeRow:
    """One session as a row, without its HTML."""
    room = content["rooms"][item["room"]]
    site, track = content["sites"][room["site"]], content["tracks"][item["track"]]
    starts = datetime.fromisoformat(item["starts_at"])
    ends = starts + timedelta(minutes=item["minutes"])
    place_time = hours(starts, ends, site["zone"])
    yours = hours(starts, ends, zone) if zone else None
    texts = {code: code for code, text in item["texts"].items() if text["title"]}
    return ProgrammeRow(
        id=item["id"],
        item=item,
        title=title_of(item, reader),
        title_language=in_language(texts, reading_order(reader)) or reader,
        kind=str(SessionKind(item["kind"]).label),
        track=said(track["names"], reader),
        track_code=item["track"],
        colour=track["colour"],
        site=said(site["names"], reader),
        site_code=room["site"],
        room=said(room["names"], reader),
        starts_at=starts,
        place_time=place_time,
        yours=yours if yours and _clock(yours) != _clock(place_time) else None,
        spoken=languages(item["spoken"]),
        interpreted=languages(item["interpreted"]),
        people=tuple(said(one["names"], reader) for one in item["people"]),
        is_cancelled=item["state"] == CANCELLED,
        abstract=said({code: text["abstract"] for code, text in item["texts"].items()}, reader),
    )


def said(names: dict[str, str], reader: str) -> str:
    """The reader's name of something."""
    return in_language(names, reading_order(reader)) or ""


def languages(codes: Iterable[str]) -> tuple[str, ...]:
    """Languages by name."""
    return tuple(str(LanguageCode(code).label) for code in codes if code in LanguageCode.values)


def known_zone(zone: str | None) -> str:
    """Return ``zone`` if it is one, else nothing."""
    return zone if zone and zone in available_timezones() else ""


def zone_choices(content: Content, reader: str) -> tuple[Choice, ...]:
    """The zones that a reader is offered: none of their own, those of the two countries, and UTC."""
    del reader
    sites = [site["zone"] for site in content["sites"].values()]
    codes = dict.fromkeys([*sites, *ZONES, "UTC"])
    return (Choice("", _("the clock of each site")), *(Choice(code, zone_name(code)) for code in codes))


def hours(starts: datetime, ends: datetime, zone: str) -> Hours:
    """A stretch of time on the clock of ``zone``."""
    local, end = starts.astimezone(ZoneInfo(zone)), ends.astimezone(ZoneInfo(zone))
    return Hours(local.date(), f"{local:%H:%M}", f"{end:%H:%M}", zone_name(zone))


def _clock(one: Hours) -> tuple[date, str]:
    return one.day, one.starts


@lru_cache(maxsize=KEPT)
def _rows(pk: UUID, revision: int, reader: str, zone: str, code: str) -> tuple[ProgrammeRow, ...]:
    content = content_of(ProgrammeVersion(pk=pk, revision=revision))
    found = (row_of(content, item, reader, zone) for item in content["sessions"])
    return tuple(_with_html(row, code) for row in found)


def _with_html(row: ProgrammeRow, code: str) -> ProgrammeRow:
    return replace(row, html=render_to_string("forum/programme/_row.html", {"row": row, "code": code}))


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
