"""What organisers see of the programme: sessions in work, the grid of the schedule editor, the next version."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from qiaomost.common.transitions import verbs_of
from qiaomost.forum.comparing import Change
from qiaomost.forum.models import Edition, Room, Session, Site, TimeBand
from qiaomost.forum.selectors.telling import time_and_place, title_of
from qiaomost.forum.selectors.timetable import FoundClash, clashes_by_session
from qiaomost.forum.services.releasing import NextVersion
from qiaomost.forum.states import SESSION_TRANSITIONS, SessionKind, SessionState

FEW = 24
"""Up to so many sessions are shown at once."""


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A session in work, with what clashes in it."""

    session: Session
    title: str
    kind: str
    track: str
    state: str
    place: str
    day: date | None
    time: str
    people: tuple[str, ...]
    clashes: tuple[str, ...]
    verbs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class TrackGroup:
    """The sessions of a track; ``is_open``: shown without being asked for."""

    track: str
    rows: tuple[DraftRow, ...]
    is_open: bool

    @property
    def clashes(self) -> int:
        """How many clashes its sessions have."""
        return sum(len(row.clashes) for row in self.rows)

    @property
    def without_place(self) -> int:
        """How many of its sessions have no place yet."""
        return sum(row.day is None for row in self.rows)


@dataclass(frozen=True, slots=True)
class Cell:
    """A room in a time band: what lies there, and when the next session could start."""

    room: Room
    free_from: datetime
    rows: tuple[DraftRow, ...]


@dataclass(frozen=True, slots=True)
class BandRow:
    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """Rooms × time bands of a day and site, and what has no place or lies outside of the bands."""

    site: Site
    day: date
    rooms: tuple[tuple[Room, str], ...]
    bands: tuple[BandRow, ...]
    outside: tuple[DraftRow, ...]
    unplaced: tuple[DraftRow, ...]
    clashes: int


@dataclass(frozen=True, slots=True)
class ChangeRow:
    kinds: tuple[str, ...]
    title: str
    before: str
    after: str


def draft_rows(edition: Edition, sessions: Iterable[Session], reader: str) -> list[DraftRow]:
    """Sessions with their clashes; two queries beside those of ``sessions``."""
    rows = list(sessions)
    found = clashes_by_session(edition, rows)
    return [_row(one, found.get(one.pk, ()), reader) for one in rows]


def by_track(rows: Sequence[DraftRow]) -> list[TrackGroup]:
    """Sessions by track, in the order of the tracks; of many, those of a track are shown when it is opened."""
    ordered = sorted(rows, key=lambda row: (row.session.track.position, row.session.track_id))
    groups = groupby(ordered, key=lambda row: row.session.track_id)
    found = [tuple(group) for _track, group in groups]
    return [TrackGroup(one[0].track, one, is_open=len(rows) <= FEW) for one in found]


def grid_of(rows: Sequence[DraftRow], site: Site, day: date, reader: str) -> Grid:
    """The grid of a site's day; ``site`` comes with its rooms and bands."""
    rooms = tuple((room, room.name_in(reader)) for room in site.rooms.all())
    bands = [
        band
        for band in site.bands.all()
        if band.starts_at.astimezone(site.zone).date() == day and not band.is_for_meetings
    ]
    here = [
        row
        for row in rows
        if row.day == day and row.session.room is not None and row.session.room.site_id == site.pk
    ]
    shown = tuple(_band(band, site, rooms, here) for band in bands)
    inside = {row.session.pk for band in shown for cell in band.cells for row in cell.rows}
    waiting = (row for row in rows if row.day is None and row.session.state != SessionState.CANCELLED)
    return Grid(
        site=site,
        day=day,
        rooms=rooms,
        bands=shown,
        outside=tuple(row for row in here if row.session.pk not in inside),
        unplaced=tuple(waiting),
        clashes=sum(len(row.clashes) for row in here),
    )


def change_rows(coming: NextVersion, reader: str) -> list[ChangeRow]:
    """The differences of the next version, for people."""
    return [_change(coming, one, reader) for one in coming.changes]


def clash_words(clash: FoundClash, reader: str) -> str:
    """A clash in the active language."""
    kinds = {
        "speaker": pgettext("clash", "speaker"),
        "chair": pgettext("clash", "chair"),
        "interpreter": pgettext("clash", "interpreter"),
        "vip": pgettext("clash", "guest of honour"),
        "room": pgettext("clash", "room"),
        "capacity": pgettext("clash", "seats"),
        "booth": pgettext("clash", "interpretation booths"),
        "site": pgettext("clash", "site"),
        "outside_day": pgettext("clash", "hours"),
    }
    causes = {
        "at_once": _("two sessions at once"),
        "travel": _("at another site without time to get there"),
        "unavailable": _("not available then"),
        "too_small": _("the room is too small"),
        "too_few_booths": _("the room has too few"),
        "elsewhere": _("the room is at another site"),
        "not_open": _("outside of the time bands"),
    }
    said = f"{kinds[clash.kind]}: {causes[clash.cause]}"
    return f"{said} ({clash.other.title_in(reader)})" if clash.other else said


def _row(one: Session, found: Iterable[FoundClash], reader: str) -> DraftRow:
    verbs = {
        "confirm": pgettext("session", "Confirm"),
        "cancel": pgettext("session", "Cancel the session"),
        "restore": pgettext("session", "Restore"),
    }
    local = one.starts_at.astimezone(one.room.site.zone) if one.starts_at and one.room else None
    ends = one.ends_at.astimezone(one.room.site.zone) if one.ends_at and one.room else None
    return DraftRow(
        session=one,
        title=one.title_in(reader),
        kind=str(SessionKind(one.kind).label),
        track=one.track.name_in(reader),
        state=str(SessionState(one.state).label),
        place=f"{one.room.site.name_in(reader)}, {one.room.name_in(reader)}" if one.room else "",
        day=local.date() if local else None,
        time=f"{local:%H:%M}–{ends:%H:%M}" if local and ends else "",
        people=tuple(row.person.name_in(reader) for row in one.appearances.all()),
        clashes=tuple(dict.fromkeys(clash_words(clash, reader) for clash in found)),
        verbs=tuple((verb, verbs[verb]) for verb in verbs_of(SESSION_TRANSITIONS, SessionState(one.state))),
    )


def _band(band: TimeBand, site: Site, rooms: Sequence[tuple[Room, str]], here: Sequence[DraftRow]) -> BandRow:
    starts, ends = band.starts_at.astimezone(site.zone), band.ends_at.astimezone(site.zone)
    within = [row for row in here if row.session.starts_at and starts <= row.session.starts_at < ends]
    cells = tuple(
        _cell(room, band, [row for row in within if row.session.room_id == room.pk]) for room, _name in rooms
    )
    return BandRow(f"{starts:%H:%M}–{ends:%H:%M}", cells)


def _cell(room: Room, band: TimeBand, rows: list[DraftRow]) -> Cell:
    live = (row.session.ends_at for row in rows if row.session.state != SessionState.CANCELLED)
    return Cell(room, max((end for end in live if end), default=band.starts_at), tuple(rows))


def _change(coming: NextVersion, one: Change, reader: str) -> ChangeRow:
    words = {
        "new": pgettext("session", "In the programme"),
        "moved": pgettext("session", "Moved"),
        "renamed": pgettext("session", "Renamed"),
        "changed": pgettext("session", "Changed"),
        "cancelled": pgettext("session", "Cancelled"),
    }
    before = one.before
    is_told = before is not None and before["state"] != "cancelled"
    return ChangeRow(
        kinds=tuple(words[kind] for kind in one.kinds),
        title=title_of(one.after, reader),
        before=time_and_place(coming.content, before, reader) if before and is_told else "",
        after=time_and_place(coming.content, one.after, reader) if one.after["state"] != "cancelled" else "",
    )
