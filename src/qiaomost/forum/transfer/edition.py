"""Everything of an edition as tables, for its organisers: personal data among it, but no passport, no badge's code."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from qiaomost.catalogue.transfer.tables import Cell, Table
from qiaomost.common.languages import LanguageCode
from qiaomost.forum.models import (
    Answer,
    Appearance,
    Contribution,
    Edition,
    Material,
    MeetingRequest,
    PlannedMeeting,
    Registration,
)
from qiaomost.forum.selectors.checkins import scans_of
from qiaomost.forum.selectors.meetings import with_people
from qiaomost.forum.selectors.programme import draft_sessions
from qiaomost.forum.selectors.registrations import registrations_of
from qiaomost.forum.selectors.results import scheduled_meetings, state_of
from qiaomost.forum.selectors.signings import signings_of
from qiaomost.network.models import Person

SCHEMA = "qiaomost-edition/1"
Rows = Sequence[Sequence[Cell]]
LANGUAGES = LanguageCode.values


def tables_of(edition: Edition, reader: str) -> dict[str, Table]:
    """Name → table, all with names in the reader's language; times are UTC in ISO 8601."""
    return {name: Table(columns, rows(edition, reader)) for name, (columns, rows) in TABLES.items()}


def as_json(edition: Edition, tables: Mapping[str, Table], reader: str) -> bytes:
    """The tables as one document; ``docs/reference/formats.md`` describes it."""
    whole = {
        "schema": SCHEMA,
        "edition": edition.code,
        "language": reader,
        **{name: table.as_values() for name, table in tables.items()},
    }
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()


def _edition(edition: Edition, reader: str) -> Rows:
    names = [edition.names.get(code, "") for code in LANGUAGES]
    days = (edition.first_day.isoformat(), edition.last_day.isoformat(), _at(edition.closed_at))
    return [[edition.code, edition.state, *days, *names, edition.organiser.name_in(reader)]]


def _sites(edition: Edition, reader: str) -> Rows:
    return [
        [
            site.code,
            site.name_in(reader),
            site.address_in(reader),
            site.time_zone,
            room.name_in(reader),
            room.capacity,
            room.booths,
        ]
        for site in edition.sites.prefetch_related("rooms")
        for room in site.rooms.all()
    ]


def _sessions(edition: Edition, reader: str) -> Rows:
    rows = []
    for one in draft_sessions(edition):
        texts = {text.language: text for text in one.texts.all()}
        words = [
            getattr(texts[code], name) if code in texts else ""
            for code in LANGUAGES
            for name in ("title", "abstract")
        ]
        place = [one.room.site.code, one.room.name_in(reader)] if one.room else ["", ""]
        spoken = [" ".join(one.spoken), " ".join(one.interpreted)]
        lead: list[Cell] = [str(one.pk), one.track.code, one.kind, one.state, *place]
        rows.append([*lead, _at(one.starts_at), one.minutes, *spoken, *words])
    return rows


def _appearances(edition: Edition, reader: str) -> Rows:
    rows = Appearance.objects.filter(session__edition=edition).select_related("person__organisation")
    rows = rows.prefetch_related("person__names", "person__organisation__names")
    return [
        [
            str(one.session_id),
            _name(one.person),
            one.person.name_in(reader),
            one.person.organisation.name_in(reader) if one.person.organisation else "",
            one.role,
            int(one.is_vip),
        ]
        for one in rows.order_by("session__starts_at", "session_id", "position")
    ]


def _registrations(edition: Edition, reader: str) -> Rows:
    return [
        [
            str(one.pk),
            _name(one.person),
            one.person.name_in(reader),
            _home(one, reader),
            one.organisation.country if one.organisation else "",
            one.position_words,
            one.category.code,
            one.state,
            one.user.email if one.user else "",
            " ".join(one.speaks),
            int(one.is_vip),
            _at(one.made_at),
        ]
        for one in registrations_of(edition)
    ]


def _answers(edition: Edition, _reader: str) -> Rows:
    rows = Answer.objects.filter(registration__edition=edition).select_related("field")
    return [
        [str(one.registration_id), one.field.code, _plain(one.value)]
        for one in rows.order_by("registration_id", "field__position")
    ]


def _contributions(edition: Edition, reader: str) -> Rows:
    rows = Contribution.objects.filter(call__track__edition=edition, submitted_at__isnull=False)
    rows = rows.select_related("call__track", "author__person").prefetch_related(
        "texts", "author__person__names", "speakers__person__names"
    )
    return [
        [
            one.number,
            one.call.track.code,
            one.state,
            one.kind,
            one.minutes,
            one.language,
            "; ".join(_speakers(one, reader)),
            str(one.session_id or ""),
            _at(one.submitted_at),
            *_titles(one),
        ]
        for one in rows.order_by("call__track__position", "number")
    ]


def _materials(edition: Edition, _reader: str) -> Rows:
    rows = Material.objects.filter(session__edition=edition).order_by("session_id", "added_at")
    return [
        [
            str(one.session_id),
            one.name,
            one.media_type,
            one.size,
            one.sha256,
            one.language,
            int(one.is_public),
        ]
        for one in rows
    ]


def _requests(edition: Edition, reader: str) -> Rows:
    rows = with_people(MeetingRequest.objects.filter(edition=edition)).order_by("made_at", "pk")
    return [
        [str(one.pk), *_sides(one, reader), one.state, _at(one.made_at), _at(one.answered_at)] for one in rows
    ]


def _meetings(edition: Edition, reader: str) -> Rows:
    rows = _planned(edition)
    return [
        [
            str(one.request_id),
            *_sides(one.request, reader),
            one.slot.site.code,
            _at(one.slot.starts_at),
            _at(one.slot.ends_at),
            one.table.number,
            one.interpreter.person.name_in(reader) if one.interpreter else "",
            str(state_of(one.request)),
        ]
        for one in rows
    ]


def _planned(edition: Edition) -> QuerySet[PlannedMeeting]:
    people = [f"request__{side}__registration__person" for side in ("asker", "asked")]
    joined = ("request__result", "slot__site", "table", "interpreter__person", *people)
    rows = scheduled_meetings(edition).select_related(*joined)
    names = [f"{path}__names" for path in people]
    return rows.prefetch_related(*names, "interpreter__person__names").order_by(
        "slot__starts_at", "table__number"
    )


def _scans(edition: Edition, reader: str) -> Rows:
    """Without the code of a badge, also of one that nobody has."""
    return [
        [
            str(one.pk),
            one.check_type.name_in(reader),
            one.check_type.kind,
            one.check_type.site.code if one.check_type.site else "",
            str(one.registration_id or ""),
            one.registration.person.name_in(reader) if one.registration else "",
            *(one.direction, one.way, one.result, one.refusal, int(one.was_let_in), one.station.name),
            *(_at(one.scanned_at), _at(one.received_at), _at(one.undone_at)),
        ]
        for one in scans_of(edition)
    ]


def _signings(edition: Edition, reader: str) -> Rows:
    return [
        [
            one.position,
            _at(one.starts_at),
            one.state,
            one.agreement.number,
            one.agreement.kind,
            one.agreement.case.sender_organisation.name_in(reader),
            one.agreement.case.owner_organisation.name_in(reader),
            *[one.agreement.subject.get(code, "") for code in LANGUAGES],
            _at(one.agreement.signed_at),
            one.agreement.report_by.isoformat() if one.agreement.report_by else "",
        ]
        for one in signings_of(edition)
    ]


def _name(person: Person) -> str:
    return person.name_in(person.language)


def _home(one: Registration, reader: str) -> str:
    return one.organisation_name or (one.organisation.name_in(reader) if one.organisation else "")


def _speakers(one: Contribution, reader: str) -> list[str]:
    person = getattr(one.author, "person", None)
    first = [person.name_in(reader)] if person else []
    return first + [
        row.person.name_in(reader) if row.person else row.written_name() for row in one.speakers.all()
    ]


def _titles(one: Contribution) -> list[str]:
    texts = {text.language: text for text in one.texts.all()}
    return [
        getattr(texts[code], name) if code in texts else ""
        for code in LANGUAGES
        for name in ("title", "abstract")
    ]


def _sides(request: MeetingRequest, reader: str) -> list[str]:
    return [side.registration.person.name_in(reader) for side in (request.asker, request.asked)]


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _at(moment: datetime | None) -> str:
    return moment.isoformat(timespec="seconds") if moment else ""


def _worded(*names: str) -> tuple[str, ...]:
    return tuple(f"{name}.{code}" for code in LANGUAGES for name in names)


TABLES: Mapping[str, tuple[tuple[str, ...], Callable[[Edition, str], Rows]]] = {
    "edition": (
        ("code", "state", "first_day", "last_day", "closed_at", *_worded("name"), "organiser"),
        _edition,
    ),
    "sites": (("site", "name", "address", "time_zone", "room", "seats", "booths"), _sites),
    "sessions": (
        (
            *(
                "id",
                "track",
                "kind",
                "state",
                "site",
                "room",
                "starts_at",
                "minutes",
                "spoken",
                "interpreted",
            ),
            *_worded("title", "abstract"),
        ),
        _sessions,
    ),
    "appearances": (("session", "name", "name_for_reader", "organisation", "role", "is_vip"), _appearances),
    "registrations": (
        (
            *("id", "name", "name_for_reader", "organisation", "country", "position", "category", "state"),
            *("email", "languages", "is_vip", "submitted_at"),
        ),
        _registrations,
    ),
    "answers": (("registration", "field", "value"), _answers),
    "contributions": (
        (
            *("number", "track", "state", "kind", "minutes", "language", "speakers", "session"),
            *("submitted_at", *_worded("title", "abstract")),
        ),
        _contributions,
    ),
    "materials": (
        ("session", "name", "media_type", "size", "sha256", "language", "is_public"),
        _materials,
    ),
    "meeting_requests": (("id", "asker", "asked", "state", "made_at", "answered_at"), _requests),
    "meetings": (
        (
            *("request", "asker", "asked", "site", "starts_at", "ends_at", "table", "interpreter"),
            "state",
        ),
        _meetings,
    ),
    "scans": (
        (
            *("id", "check", "kind", "site", "registration", "name_for_reader", "direction", "way", "result"),
            *("refusal", "was_let_in", "station", "scanned_at", "received_at", "undone_at"),
        ),
        _scans,
    ),
    "signings": (
        (
            *("position", "starts_at", "state", "agreement", "kind", "interested_side", "owner_side"),
            *(*_worded("title"), "signed_at", "report_by"),
        ),
        _signings,
    ),
}
"""Name of a table → its columns, and how its rows are read."""
