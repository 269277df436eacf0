"""The demonstration's edition that is over: held at two sites, with its meetings, its stage, and what is left of it."""

from __future__ import annotations

import io
import random
import tomllib
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from qiaomost.catalogue.demo.content import SOURCE
from qiaomost.catalogue.states import TextOrigin
from qiaomost.forum.demo.edition import Frame, add_time_bands, make_frame
from qiaomost.forum.demo.past_meetings import hold_meetings
from qiaomost.forum.models import Appearance, Category, Edition, Registration, Session, SessionText
from qiaomost.forum.services.editions import move_edition
from qiaomost.forum.services.materials import add_material
from qiaomost.forum.services.releasing import release_programme
from qiaomost.forum.states import AppearanceRole, RegistrationState, SessionKind, SessionState
from qiaomost.network.models import Person
from qiaomost.partnering.demo.people import account_of

FILE = Path(__file__).with_name("past.toml")
PARTICIPANTS, LARGE, SEED = 60, 6, 2026
"""So many take part; so many organisations send a delegation."""
ORGANISER = "bai"


def read_past() -> dict[str, Any]:
    """What the file says."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


@transaction.atomic
def load_past_edition(*, now: datetime) -> Edition:
    """Bring the edition in, all or nothing; where it is, nothing is done. Its people have to be there."""
    content = read_past()
    present = Edition.objects.filter(code=content["code"]).first()
    if present is not None:
        return present
    began = now - timedelta(days=content["began_ago"])
    content |= {"first_day": began.date(), "last_day": (began + timedelta(days=1)).date()}
    frame = make_frame(content, began - timedelta(days=200))
    add_time_bands(frame, content)
    sessions = _programme(frame, content)
    registrations = _register(frame.edition, began)
    edition_id = frame.edition.pk
    move_edition(actor=None, edition_id=edition_id, verb="announce", now=began - timedelta(days=180))
    release_programme(actor=None, edition_id=edition_id, now=began - timedelta(days=30))
    for row in content["material"]:
        _leave(sessions[row["of"]], row, began)
    hold_meetings(frame, content, registrations, began)
    return frame.edition


def _programme(frame: Frame, content: Mapping[str, Any]) -> dict[str, Session]:
    """Make all sessions; returns the talks by their speaker."""
    people = {one.source_id: one for one in Person.objects.filter(source=SOURCE)}
    voices = [people[f"interpreter-{number:03}"] for number in range(len(frame.tracks))]
    rooms = [place.pk for place in frame.places.values()]
    found: list[tuple[dict[str, Any], Session]] = []
    for row in content["session"]:
        somebody = [people[code] for code in row.get("by", ())]
        spoken = somebody[0].language if somebody else "ru"
        found.append((row, _session(frame, row, spoken)))
    Session.objects.bulk_create(session for _row, session in found)
    SessionText.objects.bulk_create(
        SessionText(
            session=session,
            language=language,
            title=row[language],
            abstract=row.get("abstract", {}).get(language, ""),
            origin=TextOrigin.ORIGINAL if language == session.spoken[0] else TextOrigin.HUMAN,
        )
        for row, session in found
        for language in ("zh", "ru", "en")
    )
    rows: list[Appearance] = []
    for row, session in found:
        role = AppearanceRole.PANELLIST if row["kind"] == "panel" else AppearanceRole.SPEAKER
        named = [(people[code], role) for code in row.get("by", ())]
        if session.interpreted and session.room is not None:
            named.append((voices[rooms.index(session.room.pk)], AppearanceRole.INTERPRETER))
        rows += [
            Appearance(session=session, person=person, role=kind, position=position)
            for position, (person, kind) in enumerate(named)
        ]
    Appearance.objects.bulk_create(rows)
    return {row["by"][0]: session for row, session in found if row["kind"] in {"talk", "keynote"}}


def _session(frame: Frame, row: Mapping[str, Any], spoken: str) -> Session:
    day, clock, minutes = row["place"]
    room, kind = frame.places[row["track"]], SessionKind(row["kind"])
    is_silent = kind in {SessionKind.BREAK, SessionKind.MEETINGS, SessionKind.VISIT}
    return Session(
        edition=frame.edition,
        track=frame.tracks[row["track"]],
        kind=kind,
        state=SessionState.CONFIRMED,
        room=room,
        starts_at=frame.at(room, day, clock),
        minutes=minutes,
        spoken=[spoken],
        interpreted=[] if is_silent else [code for code in ("zh", "ru") if code != spoken],
    )


def _register(edition: Edition, began: datetime) -> list[Registration]:
    """The speakers, and others of the catalogue and of the forum, half of them from each country."""
    draw = random.Random(SEED)  # noqa: S311 - the same people on every machine
    speakers = set(
        Appearance.objects.filter(session__edition=edition)
        .exclude(role=AppearanceRole.INTERPRETER)
        .values_list("person_id", flat=True)
    )
    everybody = Person.objects.filter(source=SOURCE, organisation__isnull=False).order_by("source_id")
    everybody = everybody.exclude(source_id__startswith="interpreter").select_related("organisation", "user")
    known = [one for one in everybody if one.pk in speakers]
    homes = Counter(one.organisation_id for one in known).most_common(LARGE)
    large = {home for home, _count in homes}
    others = [one for one in everybody if one.pk not in speakers]
    draw.shuffle(others)
    others.sort(key=lambda one: one.organisation_id not in large)
    categories = {one.code: one for one in Category.objects.filter(edition=edition)}
    rows = []
    for number, person in enumerate([*known, *others[: PARTICIPANTS + 4 - len(known)]]):
        code = (
            "speaker" if person.pk in speakers else draw.choices(("delegate", "youth", "guest"), (7, 2, 1))[0]
        )
        is_there = number < PARTICIPANTS
        rows.append(
            Registration(
                edition=edition,
                person=person,
                user_id=person.user_id,
                organisation_id=person.organisation_id,
                category=categories[code],
                state=RegistrationState.ACCEPTED if is_there else RegistrationState.WITHDRAWN,
                language=person.language,
                speaks=[person.language],
                made_at=began - timedelta(days=draw.randrange(30, 120)),
            )
        )
    return Registration.objects.bulk_create(rows)


def _leave(session: Session, row: Mapping[str, Any], began: datetime) -> None:
    add_material(
        actor=account_of(ORGANISER),
        session_id=session.pk,
        name=row["name"],
        content=io.BytesIO(row["content"].encode()),
        language=row["language"],
        is_public=row["is_public"],
        now=began + timedelta(days=2),
    )


def close_past_edition(edition: Edition, content: Mapping[str, Any]) -> None:
    """Close it some days after its last one; the next edition then follows it."""
    if edition.closed_at is None:
        began = datetime.combine(edition.first_day, datetime.min.time()).astimezone()
        closed = began + timedelta(days=content["closed_after"])
        move_edition(actor=None, edition_id=edition.pk, verb="archive", now=closed)
