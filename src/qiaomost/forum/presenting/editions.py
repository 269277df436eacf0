"""An edition as its pages show it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext

from qiaomost.forum.comparing import Item
from qiaomost.forum.models import Edition, ProgrammeVersion, Site, Track
from qiaomost.forum.permissions import can_organise
from qiaomost.forum.permissions.contributions import is_open
from qiaomost.forum.selectors.contributions import calls_of
from qiaomost.forum.selectors.programme import content_of, keynote_speakers, last_version
from qiaomost.forum.selectors.registrations import terms_of
from qiaomost.forum.selectors.telling import title_of
from qiaomost.forum.states import AppearanceRole, EditionState, SessionKind, TrackKind
from qiaomost.network.permissions import Standing


@dataclass(frozen=True, slots=True)
class EditionRow:
    """One edition in a list, and the frame of each of its pages."""

    edition: Edition
    name: str
    theme: str
    places: tuple[str, ...]
    is_draft: bool


@dataclass(frozen=True, slots=True)
class SiteRow:
    site: Site
    name: str
    address: str
    rooms: int


@dataclass(frozen=True, slots=True)
class TrackRow:
    track: Track
    kind: str
    name: str
    about: str


@dataclass(frozen=True, slots=True)
class SpeakerRow:
    """Somebody who holds a keynote; once the programme is released, with its title and page."""

    name: str
    organisation: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Entrance:
    """Something that is open now, and until when (``None``: no deadline)."""

    label: str
    url: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class EditionPage:
    """The page of an edition."""

    edition: Edition
    head: EditionRow
    about: str
    sites: tuple[SiteRow, ...]
    tracks: tuple[TrackRow, ...]
    keynotes: tuple[SpeakerRow, ...]
    entrances: tuple[Entrance, ...]
    can_organise: bool


def rows_of(editions: QuerySet[Edition], reader: str) -> list[EditionRow]:
    """Editions for a list, with their sites; two queries."""
    return [head_of(one, one.sites.all(), reader) for one in editions.prefetch_related("sites")]


def head_of(edition: Edition, sites: Iterable[Site], reader: str) -> EditionRow:
    """What stands on top of each page of an edition."""
    return EditionRow(
        edition=edition,
        name=edition.name_in(reader),
        theme=edition.theme_in(reader),
        places=tuple(site.name_in(reader) for site in sites),
        is_draft=edition.state == EditionState.DRAFT,
    )


def page_of(edition: Edition, standing: Standing, reader: str, now: datetime) -> EditionPage:
    """What an edition tells ``reader``; nine queries."""
    sites = tuple(edition.sites.prefetch_related("rooms"))
    version = last_version(edition)
    return EditionPage(
        edition=edition,
        head=head_of(edition, sites, reader),
        about=edition.about_in(reader),
        sites=tuple(
            SiteRow(site, site.name_in(reader), site.address_in(reader), len(site.rooms.all()))
            for site in sites
        ),
        tracks=tuple(
            TrackRow(track, str(TrackKind(track.kind).label), track.name_in(reader), track.about_in(reader))
            for track in edition.tracks.all()
        ),
        keynotes=_keynotes(edition, version, reader),
        entrances=tuple(_entrances(edition, version, now)),
        can_organise=can_organise(standing, edition),
    )


def _keynotes(edition: Edition, version: ProgrammeVersion | None, reader: str) -> tuple[SpeakerRow, ...]:
    """The speakers of keynotes, in the order in which they speak where that is released."""
    held: dict[str, Item] = {}
    for item in content_of(version)["sessions"] if version else ():
        if item["kind"] == SessionKind.KEYNOTE:
            held |= {one["id"]: item for one in item["people"] if one["role"] == AppearanceRole.SPEAKER}
    people = sorted(
        keynote_speakers(edition),
        key=lambda one: held[str(one.pk)]["starts_at"] if str(one.pk) in held else "~",
    )
    return tuple(
        SpeakerRow(
            name=one.name_in(reader),
            organisation=one.organisation.name_in(reader) if one.organisation else "",
            title=title_of(item, reader) if (item := held.get(str(one.pk))) else "",
            url=reverse("forum-session", args=(edition.code, item["id"])) if item else "",
        )
        for one in people
    )


def _entrances(edition: Edition, version: ProgrammeVersion | None, now: datetime) -> Iterator[Entrance]:
    """What a visitor can do now."""
    terms = terms_of(edition)
    if terms and terms.is_open(now):
        yield Entrance(
            gettext("Register for the forum"), reverse("register", args=(edition.code,)), terms.closes_at
        )
    calls = [call for call in calls_of(edition) if is_open(call, now)]
    if calls:
        last = max(call.closes_at for call in calls)
        yield Entrance(gettext("Submit a contribution"), reverse("forum-calls", args=(edition.code,)), last)
    if version:
        yield Entrance(gettext("Read the programme"), reverse("forum-programme", args=(edition.code,)), None)
