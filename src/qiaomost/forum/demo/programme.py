"""The sessions of the demonstration's edition: those of a file, and talks on achievements of the catalogue."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import cycle, islice, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db.models import prefetch_related_objects

from qiaomost.catalogue.demo.content import SOURCE, Group, read_groups
from qiaomost.catalogue.models import Record
from qiaomost.catalogue.states import TextOrigin
from qiaomost.forum.models import Appearance, Session, SessionText
from qiaomost.forum.models.editions import ABOUT_LIMIT, NAME_LIMIT
from qiaomost.forum.states import AppearanceRole, SessionKind, SessionState
from qiaomost.network.models import Person

if TYPE_CHECKING:
    from qiaomost.forum.demo.edition import Frame

FILE, TALKS_FILE = Path(__file__).with_name("sessions.toml"), Path(__file__).with_name("talks.toml")
TALK_MINUTES = 30
TALKS = tuple((1, f"{14 + n // 2}:{30 * (n % 2):02}") for n in range(7)) + tuple(
    (2, f"{9 + n // 2:02}:{30 * (n % 2):02}") for n in range(7)
)
"""Day and time of the fourteen talks of a sub-forum."""


def fill_programme(frame: Frame, interpreters: Sequence[Person]) -> None:
    """Make all sessions, with texts, speakers, chairs and interpreters.

    Whoever presents an achievement stays at the site of their sub-forum; the others of their group speak elsewhere.
    """
    count = len(frame.tracks)  # where there are more interpreters than tracks, the first tracks have two
    voices = {track: interpreters[number::count] for number, track in enumerate(frame.tracks)}
    members = {group.name: _people_of(group) for group in read_groups()}
    presenters = {}
    for track, titles in tomllib.loads(TALKS_FILE.read_text(encoding="utf-8")).items():
        group, records = frame.groups[track], _records(titles)
        presenting = {one.contact_id for one in records}
        presenters[track] = [one for one in members[group] if one.pk in presenting]
        members[group] = [one for one in members[group] if one.pk not in presenting]
        for record, place in zip(records, TALKS, strict=True):
            _talk(frame, track, record, titles[record.source_id], place, presenters[track], voices[track])
    at_home = {track: cycle(people) for track, people in presenters.items()}
    elsewhere = {
        group: cycle(_alternating(people, n % 2 == 1)) for n, (group, people) in enumerate(members.items())
    }
    for row in tomllib.loads(FILE.read_text(encoding="utf-8"))["session"]:
        speakers = at_home.get(row["track"]) or elsewhere.get(row.get("group", ""))
        _from_file(frame, row, speakers, voices[row["track"]])


def _alternating(people: Sequence[Person], russian_first: bool) -> list[Person]:
    """One of each country in turn, then whoever is left; so that both stand on the stage."""
    sides = [[one for one in people if (one.language == "ru") == is_russian] for is_russian in (False, True)]
    turns = zip_longest(*(reversed(sides) if russian_first else sides))
    return [one for turn in turns for one in turn if one is not None]


def _talk(
    frame: Frame,
    track: str,
    record: Record,
    titles: Mapping[str, str],
    place: tuple[int, str],
    people: Sequence[Person],
    voices: Sequence[Person],
) -> None:
    speaker = next(one for one in people if one.pk == record.contact_id)
    session = _placed(frame, track, SessionKind.TALK, *place, TALK_MINUTES, record.source_language)
    _tell(session, record, titles)
    _appear(session, [speaker], AppearanceRole.SPEAKER)
    _appear(session, [next(one for one in people if one != speaker)], AppearanceRole.CHAIR)
    _appear(session, voices, AppearanceRole.INTERPRETER)


def _from_file(
    frame: Frame, row: dict[str, Any], speakers: Iterator[Person] | None, voices: Sequence[Person]
) -> None:
    day, clock, minutes = row["place"]
    kind = SessionKind(row["kind"])
    somebody = list(islice(speakers, 3 if kind == SessionKind.PANEL else 1)) if speakers else []
    spoken = somebody[0].language if somebody else "zh"
    session = _placed(frame, row["track"], kind, day, clock, minutes, spoken)
    SessionText.objects.bulk_create(
        SessionText(
            session=session,
            language=language,
            title=row[language],
            origin=TextOrigin.ORIGINAL if language == spoken else TextOrigin.HUMAN,
        )
        for language in ("zh", "ru", "en")
    )
    role = AppearanceRole.PANELLIST if kind == SessionKind.PANEL else AppearanceRole.SPEAKER
    _appear(session, somebody, role, is_vip=kind == SessionKind.KEYNOTE)
    if kind not in {SessionKind.MEETINGS, SessionKind.VISIT, SessionKind.BREAK}:
        _appear(session, voices, AppearanceRole.INTERPRETER)


def _placed(
    frame: Frame, track: str, kind: SessionKind, day: int, clock: str, minutes: int, spoken: str
) -> Session:
    room = frame.places[track]
    both = [one for one in ("zh", "ru") if one != spoken]
    is_walk = kind in {SessionKind.MEETINGS, SessionKind.VISIT}
    return Session.objects.create(
        edition=frame.edition,
        track=frame.tracks[track],
        kind=kind,
        state=SessionState.CONFIRMED,
        room=room,
        starts_at=frame.at(room, day, clock),
        minutes=minutes,
        is_pinned=kind in {SessionKind.KEYNOTE, SessionKind.CEREMONY, SessionKind.SIGNING},
        spoken=[spoken, *both] if is_walk else [spoken],
        interpreted=[] if is_walk else both,
    )


def _tell(session: Session, record: Record, titles: Mapping[str, str]) -> None:
    own = [
        SessionText(
            session=session,
            language=text.language,
            title=text.title[:NAME_LIMIT],
            abstract=(text.summary or text.description)[:ABOUT_LIMIT],
            origin=text.origin,
        )
        for text in record.texts.all()
    ]
    added = [
        SessionText(session=session, language=language, title=title, origin=TextOrigin.HUMAN)
        for language, title in titles.items()
    ]
    SessionText.objects.bulk_create([*own, *added])


def _appear(
    session: Session, people: Sequence[Person], role: AppearanceRole, *, is_vip: bool = False
) -> None:
    Appearance.objects.bulk_create(
        Appearance(session=session, person=person, role=role, position=position, is_vip=is_vip)
        for position, person in enumerate(people)
    )


def _records(source_ids: Collection[str]) -> list[Record]:
    found = {one.source_id: one for one in Record.objects.filter(source=SOURCE, source_id__in=source_ids)}
    prefetch_related_objects(list(found.values()), "texts")
    return [found[one] for one in source_ids]


def _people_of(group: Group) -> list[Person]:
    ids = [one.id for one in group.persons]
    return list(Person.objects.filter(source=SOURCE, source_id__in=ids).order_by("source_id"))
