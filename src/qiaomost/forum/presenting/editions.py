"""An edition as its pages show it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from qiaomost.forum.models import Edition, Site, Track
from qiaomost.forum.permissions import can_organise
from qiaomost.forum.selectors.programme import keynote_speakers
from qiaomost.forum.states import EditionState, TrackKind
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
    """Somebody who holds a keynote."""

    name: str
    organisation: str


@dataclass(frozen=True, slots=True)
class EditionPage:
    """The page of an edition."""

    edition: Edition
    head: EditionRow
    about: str
    sites: tuple[SiteRow, ...]
    tracks: tuple[TrackRow, ...]
    keynotes: tuple[SpeakerRow, ...]
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


def page_of(edition: Edition, standing: Standing, reader: str) -> EditionPage:
    """What an edition tells ``reader``; six queries."""
    sites = tuple(edition.sites.prefetch_related("rooms"))
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
        keynotes=tuple(
            SpeakerRow(one.name_in(reader), one.organisation.name_in(reader) if one.organisation else "")
            for one in keynote_speakers(edition)
        ),
        can_organise=can_organise(standing, edition),
    )
