"""Who of the demonstration's edition wants 1:1 meetings, with which records, and where they can be met."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from qiaomost.catalogue.demo.content import SOURCE, read_groups
from qiaomost.catalogue.models import Record, RecordKind
from qiaomost.catalogue.states import RecordState
from qiaomost.forum.demo.edition import groups_of_tracks
from qiaomost.forum.models import Appearance, Edition, MeetingProfile, Registration, Session
from qiaomost.forum.states import RegistrationState
from qiaomost.network.models import Organisation
from qiaomost.partnering.demo.people import personas

OF_AN_ORGANISATION, MOST_RECORDS = 6, 4
Words = Mapping[str, Mapping[str, Sequence[str]]]
NOT_THERE_TO_MEET = ("interpreter", "youth")
SEATED = frozenset({"member", "adviser"})
"""Roles of the demonstration's persons who seek partners; officers and reviewers have other work."""


@dataclass(frozen=True, slots=True)
class Participant:
    """A profile that is not saved yet, with what belongs to it."""

    profile: MeetingProfile
    registration: Registration
    code: str
    country: str
    records: tuple[Record, ...]
    sites: frozenset[int]


def choose_participants(edition: Edition, content: Mapping[str, Any]) -> list[Participant]:
    """The contacts of records, the demonstration's persons, and colleagues of theirs: so many of an organisation."""
    written = {row["of"]: row["words"] for row in content["profile"]}
    records, places = _records(), _places(edition)
    chosen: list[Participant] = []
    for organisation, rows in _by_organisation(edition, written).items():
        own = records.get(organisation, [])
        for number, row in enumerate(rows[:OF_AN_ORGANISATION]):
            shown = _shown(own, row, number)
            words = written.get(row.person.source_id) or _words(shown, row.language, content["words"], number)
            if not words:
                continue
            profile = MeetingProfile(
                registration=row, is_listed=True, words=words, language=row.language, daily_limit=8
            )
            sites = places.get(row.person_id) or places[organisation]
            country = row.organisation.country if row.organisation else ""
            chosen.append(Participant(profile, row, row.person.source_id, country, shown, sites))
    return chosen


def _by_organisation(edition: Edition, written: Mapping[str, str]) -> dict[UUID, list[Registration]]:
    """Those who take part, by organisation: the demonstration's persons first, then contacts, then the others."""
    rows = Registration.objects.filter(edition=edition, state=RegistrationState.ACCEPTED)
    rows = rows.exclude(category__code__in=NOT_THERE_TO_MEET).select_related("person", "organisation")
    parts = {one.code: one.role for one in personas()}
    found: dict[UUID, list[Registration]] = defaultdict(list)
    for row in rows:
        role = parts.get(row.person.source_id)
        if row.organisation_id and (role is None or role in SEATED):
            found[row.organisation_id].append(row)
    for people in found.values():
        people.sort(key=lambda row: _turn(row, parts))
    return dict(sorted(found.items(), key=lambda pair: pair[1][0].person.source_id))


def _turn(row: Registration, parts: Mapping[str, str]) -> tuple[int, str]:
    source = row.person.source_id
    return 0 if source in parts else 1 if source.startswith("per-") else 2, source


def _records() -> dict[UUID, list[Record]]:
    rows = Record.objects.filter(source=SOURCE, state=RecordState.PUBLISHED)
    rows = rows.exclude(challenge__is_anonymous=True).prefetch_related("texts").order_by("source_id")
    found: dict[UUID, list[Record]] = defaultdict(list)
    for record in rows:
        found[record.organisation_id].append(record)
    return found


def _shown(own: Sequence[Record], row: Registration, number: int) -> tuple[Record, ...]:
    """The records that somebody is asked about, else some of their organisation's that name nobody."""
    mine = [one for one in own if one.contact_id == row.person_id]
    if mine:
        return tuple(mine[:MOST_RECORDS])
    shared = [one for one in own if one.kind != RecordKind.EXPERT]
    shared = shared[number % max(len(shared), 1) :] + shared[: number % max(len(shared), 1)]
    return tuple(shared[:MOST_RECORDS])


def _words(records: Sequence[Record], language: str, words: Words, number: int) -> str:
    """What somebody seeks and offers, by the kinds of their records; colleagues say it each in their own words."""
    said = words.get(language, words["ru"])
    kinds = {RecordKind(one.kind) for one in records}
    if kinds != {RecordKind.EXPERT}:
        kinds.discard(RecordKind.EXPERT)
    return "\n".join(said[kind][number % len(said[kind])] for kind in RecordKind if kind in kinds)


def _places(edition: Edition) -> Mapping[UUID, frozenset[int]]:
    """Person → sites where they appear; organisation → the site of the sub-forum of its field, else the first."""
    placed = Session.objects.filter(edition=edition, room__isnull=False)
    of_tracks = dict(placed.values_list("track__code", "room__site_id"))
    of_groups = {group: of_tracks[track] for track, group in groups_of_tracks().items()}
    fields = {one.id: of_groups[group.name] for group in read_groups() for one in group.organisations}
    first = edition.sites.all()[0].pk
    places: dict[UUID, set[int]] = defaultdict(set)
    for pk, source in Organisation.objects.filter(source=SOURCE).values_list("pk", "source_id"):
        places[pk].add(fields.get(source, first))
    appearing = Appearance.objects.filter(session__in=placed)
    for person, site in appearing.values_list("person_id", "session__room__site_id"):
        places[person].add(site)
    return {pk: frozenset(sites) for pk, sites in places.items()}
