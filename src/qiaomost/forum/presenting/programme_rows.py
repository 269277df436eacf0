"""The sessions of a released programme, as rows.

A version never changes, so its rows are made once for each language and zone, their HTML with them; a page only picks.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from qiaomost.common.languages import LanguageCode, in_language, reading_order
from qiaomost.forum.comparing import CANCELLED, Content, Item
from qiaomost.forum.models import ProgrammeVersion
from qiaomost.forum.selectors.programme import content_of
from qiaomost.forum.selectors.telling import title_of
from qiaomost.forum.states import SessionKind
from qiaomost.partnering.states.rooms import zone_name

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


def rows_of(version: ProgrammeVersion, reader: str, zone: str) -> tuple[ProgrammeRow, ...]:
    """The sessions of a version for a reader, in order of time, cancelled ones among them."""
    return _rows(version.pk, version.revision, reader, zone, version.edition.code)


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
