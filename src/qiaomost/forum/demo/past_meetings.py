"""The 1:1 meetings of the edition that is over: asked for, planned, held or not, and what two of them led to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from qiaomost.catalogue.demo.content import SOURCE
from qiaomost.forum.demo.edition import Frame
from qiaomost.forum.models import (
    InterpreterHours,
    MeetingInterpreter,
    MeetingPlan,
    MeetingProfile,
    MeetingRequest,
    MeetingResult,
    MeetingRules,
    MeetingSlot,
    MeetingStatement,
    MeetingTable,
    PlannedMeeting,
    Registration,
)
from qiaomost.forum.selectors.results import reference_of
from qiaomost.forum.states import RegistrationState
from qiaomost.forum.states.meetings import PlanState, RequestState
from qiaomost.forum.states.results import ResultState, Said
from qiaomost.network.models import Person
from qiaomost.partnering.demo.telling import record_of
from qiaomost.partnering.models import Case
from qiaomost.partnering.models.cases import Origin

SLOTS, TABLES, SIDES = 5, 5, 12
DECLINED, NOT_HELD = 4, (7, 16)
"""So many requests more were declined; these of the planned meetings one side did not come to."""


def hold_meetings(
    frame: Frame, content: Mapping[str, Any], registrations: Sequence[Registration], began: datetime
) -> None:
    """Twelve from each country meet at five tables in five slots; all in a few queries."""
    edition, starts = frame.edition, frame.at(frame.places["meetings"], 2, "10:00")
    MeetingRules.objects.create(
        edition=edition, is_open=False, asked_until=began - timedelta(days=7), across_countries=True
    )
    chinese, russian = (_profiles(registrations, language) for language in ("zh", "ru"))
    MeetingProfile.objects.bulk_create([*chinese, *russian])
    words, asked_at = content["meeting"], began - timedelta(days=20)
    requests = [
        _request(frame, _sides(chinese, russian, number, *pair), words, asked_at)
        for number, pair in enumerate(_pairs())
    ]
    refused = [
        _request(frame, (chinese[number], russian[number]), words, asked_at, RequestState.DECLINED)
        for number in range(DECLINED)
    ]
    MeetingRequest.objects.bulk_create([*requests, *refused])
    _plan(frame, requests, starts, began)
    _report(requests, starts)
    _go_on(frame, requests, words["begun"])


def _plan(frame: Frame, requests: Sequence[MeetingRequest], starts: datetime, began: datetime) -> None:
    """Each request at its slot and table, with an interpreter for each table."""
    room = frame.places["meetings"]
    slots = MeetingSlot.objects.bulk_create(
        MeetingSlot(site=room.site, starts_at=at, ends_at=at + timedelta(minutes=25))
        for at in (starts + timedelta(minutes=30 * number) for number in range(SLOTS))
    )
    tables = MeetingTable.objects.bulk_create(
        MeetingTable(room=room, number=number) for number in range(1, TABLES + 1)
    )
    plan = MeetingPlan.objects.create(
        edition=frame.edition,
        number=1,
        state=PlanState.PUBLISHED,
        made_at=began - timedelta(days=6),
        published_at=began - timedelta(days=5),
        elapsed_s=2.0,
        value=len(requests),
        bound=len(requests),
    )
    voices = _voices(frame, starts)
    PlannedMeeting.objects.bulk_create(
        PlannedMeeting(
            plan=plan, request=request, slot=slots[slot], table=tables[table], interpreter=voices[table]
        )
        for request, (slot, table) in zip(requests, _pairs(), strict=True)
    )


def _pairs() -> Iterator[tuple[int, int]]:
    """Slot and table of each meeting."""
    for slot in range(SLOTS):
        for table in range(TABLES):
            yield slot, table


def _sides(
    chinese: Sequence[MeetingProfile], russian: Sequence[MeetingProfile], number: int, slot: int, table: int
) -> tuple[MeetingProfile, MeetingProfile]:
    """Nobody is at two tables at once, and no two meet twice; each country asks every second time."""
    one, other = chinese[(2 * table + slot) % SIDES], russian[(2 * table + 3 * slot + 1) % SIDES]
    return (one, other) if number % 2 else (other, one)


def _profiles(registrations: Sequence[Registration], language: str) -> list[MeetingProfile]:
    here = [
        one for one in registrations if one.language == language and one.state == RegistrationState.ACCEPTED
    ]
    return [
        MeetingProfile(registration=one, is_listed=True, language=language, daily_limit=5)
        for one in here[:SIDES]
    ]


def _request(
    frame: Frame,
    sides: tuple[MeetingProfile, MeetingProfile],
    words: Mapping[str, Any],
    at: datetime,
    state: RequestState = RequestState.ACCEPTED,
) -> MeetingRequest:
    asker, asked = sides
    reasons = words[asker.language]
    is_refused = state == RequestState.DECLINED
    return MeetingRequest(
        edition=frame.edition,
        asker=asker,
        asked=asked,
        state=state,
        language=asker.language,
        reason=reasons[asker.pk.int % len(reasons)],
        answer="—" if is_refused else "",
        made_at=at,
        answered_at=at + timedelta(days=2),
    )


def _voices(frame: Frame, starts: datetime) -> list[MeetingInterpreter]:
    ids = [f"interpreter-{number:03}" for number in range(5, 5 + TABLES)]
    persons = Person.objects.filter(source=SOURCE, source_id__in=ids).order_by("source_id")
    voices = MeetingInterpreter.objects.bulk_create(
        MeetingInterpreter(edition=frame.edition, person=person, pairs=[["ru", "zh"]]) for person in persons
    )
    hours = {"starts_at": starts, "ends_at": starts + timedelta(minutes=150)}
    InterpreterHours.objects.bulk_create(
        InterpreterHours(interpreter=one, site=frame.places["meetings"].site, **hours) for one in voices
    )
    return voices


def _report(requests: Sequence[MeetingRequest], starts: datetime) -> None:
    results = MeetingResult.objects.bulk_create(
        MeetingResult(request=one, state=ResultState.NO_SHOW if at in NOT_HELD else ResultState.HELD)
        for at, one in enumerate(requests)
    )
    statements = []
    for at, (request, result) in enumerate(zip(requests, results, strict=True)):
        is_held = result.state == ResultState.HELD
        said = Said.HELD if is_held else Said.ASKED_ABSENT
        for profile in (request.asker, request.asked) if is_held else (request.asker,):
            statements.append(
                MeetingStatement(
                    result=result,
                    profile=profile,
                    said=said,
                    said_at=starts + timedelta(hours=6),
                    rating=4 + at % 2 if is_held else None,
                )
            )
    MeetingStatement.objects.bulk_create(statements)


def _go_on(frame: Frame, requests: Sequence[MeetingRequest], records: Sequence[str]) -> None:
    """Cases of the demonstration that began at a table here."""
    edition = frame.edition
    for request, code in zip(requests, records, strict=False):
        Case.objects.filter(record=record_of(code)).update(
            origin=Origin.MEETING,
            origin_reference=reference_of(edition, request),
            origin_words=edition.names,
            origin_on=edition.last_day,
        )
