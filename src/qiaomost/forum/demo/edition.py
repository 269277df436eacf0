"""The demonstration's edition: three sites, ten tracks, 120 sessions, 700 participants."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from qiaomost.catalogue.demo.content import SOURCE
from qiaomost.forum.demo.delegations import places_of_delegations
from qiaomost.forum.demo.people import INTERPRETERS, invent_people, register_people, strangers_needed
from qiaomost.forum.demo.programme import fill_programme
from qiaomost.forum.models import Category, Edition, Room, Site, TimeBand, Track
from qiaomost.forum.services.editions import EditionDraft, create_edition, move_edition
from qiaomost.forum.services.releasing import release_programme
from qiaomost.network.models import Organisation

FILE = Path(__file__).with_name("edition.toml")
BOOTHS = 15
"""So many interpreters work in the programme; the others at the tables of the 1:1 meetings."""


@dataclass(frozen=True)
class Frame:
    """The edition with what its sessions refer to. ``groups`` are folders of the demonstration catalogue."""

    edition: Edition
    rooms: Mapping[tuple[str, int], Room]
    tracks: Mapping[str, Track]
    places: Mapping[str, Room]
    groups: Mapping[str, str]

    def at(self, room: Room, day: int, clock: str) -> datetime:
        """The moment at which a room's clock shows ``clock`` on a day of the edition, counted from 1."""
        date = self.edition.first_day + timedelta(days=day - 1)
        return datetime.combine(date, time.fromisoformat(clock), room.site.zone)


@transaction.atomic
def load_edition(*, now: datetime) -> None:
    """Bring the edition in, all or nothing; where it is, nothing is done."""
    content = read_edition()
    if Edition.objects.filter(code=content["code"]).exists():
        return
    frame = make_frame(content, now)
    add_time_bands(frame, content)
    interpreters = invent_people(INTERPRETERS, now=now, prefix="interpreter")
    fill_programme(frame, interpreters[:BOOTHS])
    kept = places_of_delegations()
    strangers = invent_people(strangers_needed() - kept.total(), now=now)
    categories = {one.code: one for one in Category.objects.filter(edition=frame.edition)}
    register_people(frame.edition, categories, strangers, interpreters, kept, now)
    move_edition(actor=None, edition_id=frame.edition.pk, verb="announce", now=now)
    release_programme(actor=None, edition_id=frame.edition.pk, now=now)


def read_edition() -> dict[str, Any]:
    """What the file says."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def groups_of_tracks() -> dict[str, str]:
    """Sub-forum → the folder of the demonstration catalogue that it is about."""
    return {row["code"]: row["group"] for row in read_edition()["track"] if "group" in row}


def make_frame(content: Mapping[str, Any], now: datetime) -> Frame:
    """Make an edition with its sites, rooms, tracks and categories."""
    organiser = Organisation.objects.get(source=SOURCE, source_id=content["organiser"])
    wanted = ("code", "names", "themes", "about", "first_day", "last_day")
    draft = EditionDraft(**{name: _trimmed(content[name]) for name in wanted})
    edition = create_edition(
        actor=None, organiser_id=organiser.pk, draft=draft, now=now, is_demonstration=True
    )
    rooms = dict(_rooms(edition, content["site"]))
    tracks: dict[str, Track] = {}
    places: dict[str, Room] = {}
    groups: dict[str, str] = {}
    for position, row in enumerate(content["track"]):
        code, (site, number) = row["code"], row.pop("room")
        groups |= {code: row.pop("group")} if "group" in row else {}
        tracks[code] = Track.objects.create(edition=edition, position=position, **row)
        places[code] = rooms[site, number]
    for position, row in enumerate(content["category"]):
        Category.objects.create(edition=edition, position=position, **row)
    return Frame(edition, rooms, tracks, places, groups)


def _trimmed(value: Any) -> Any:
    return {language: text.strip() for language, text in value.items()} if isinstance(value, dict) else value


def _rooms(edition: Edition, rows: list[dict[str, Any]]) -> Iterator[tuple[tuple[str, int], Room]]:
    for position, row in enumerate(rows):
        rooms = row.pop("rooms")
        site = Site.objects.create(edition=edition, position=position, **row)
        for number, room in enumerate(rooms):
            size = {"capacity": room.pop("capacity"), "booths": room.pop("booths")}
            made = Room.objects.create(site=site, position=number, names=room, **size)
            yield (site.code, number), made


def add_time_bands(frame: Frame, content: Mapping[str, Any]) -> None:
    """Say in which hours its sessions and meetings may lie."""
    one_of_each = {room.site_id: room for room in frame.rooms.values()}
    TimeBand.objects.bulk_create(
        TimeBand(
            site=room.site,
            starts_at=frame.at(room, day, starts),
            ends_at=frame.at(room, day, ends),
            is_for_meetings=name == "meetings",
        )
        for room in one_of_each.values()
        for name in ("bands", "meetings")
        for day, starts, ends in content[name]
    )
