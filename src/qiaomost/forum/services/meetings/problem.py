"""From the rows of an edition to the scheduler's problem, and back.

Participants, slots, tables, interpreters and sites keep their ids where these are numbers; profiles and requests, whose
ids are not, are numbered by their order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from qiaomost.forum.models import (
    Appearance,
    Edition,
    FixedMeeting,
    MeetingInterpreter,
    MeetingProfile,
    MeetingRequest,
    MeetingSlot,
    MeetingTable,
    Star,
    Way,
)
from qiaomost.forum.scheduling.problem import (
    Engagement,
    Interpreter,
    Meeting,
    Participant,
    Problem,
    Request,
    Slot,
    Table,
)
from qiaomost.forum.states import RegistrationState, SessionState
from qiaomost.forum.states.meetings import TO_PLAN, RequestState
from qiaomost.forum.states.results import ResultState

EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
ACCEPTED_WEIGHT, WISHED_WEIGHT, VIP_FACTOR = 10, 3, 2


@dataclass(frozen=True, slots=True)
class Numbered:
    """A problem, with which row each number of a participant and of a request stands for."""

    problem: Problem
    profiles: dict[UUID, int]
    requests: dict[UUID, int]


def minute(moment: datetime) -> int:
    """Minutes since ``EPOCH``."""
    return int((moment - EPOCH).total_seconds() // 60)


def problem_of(edition: Edition) -> Numbered:
    """Read what is to be planned now; a constant number of queries."""
    slots = list(MeetingSlot.objects.filter(site__edition=edition).select_related("site"))
    requests = _requests(edition)
    people = _people(requests)
    profiles = {pk: number for number, pk in enumerate(people, start=1)}
    numbers = {one.pk: number for number, one in enumerate(requests, start=1)}
    by_site: dict[int, list[MeetingSlot]] = defaultdict(list)
    for slot in slots:
        by_site[slot.site_id].append(slot)
    day_of = {one.pk: one.starts_at.astimezone(one.site.zone).date() for one in slots}
    days = {day: n for n, day in enumerate(sorted(set(day_of.values())))}
    busy = _busy(edition, people.values())
    problem = Problem(
        participants=tuple(
            _participant(profiles[pk], one, busy[pk], len(days)) for pk, one in people.items()
        ),
        slots=tuple(
            Slot(one.pk, minute(one.starts_at), minute(one.ends_at), days[day_of[one.pk]]) for one in slots
        ),
        tables=tuple(
            Table(one.pk, one.room.site_id, frozenset(slot.pk for slot in by_site[one.room.site_id]))
            for one in MeetingTable.objects.filter(room__site__edition=edition).select_related("room")
        ),
        requests=tuple(
            Request(
                numbers[one.pk],
                (profiles[one.asker_id], profiles[one.asked_id]),
                _weight(one),
                _on(one.day, day_of),
            )
            for one in requests
        ),
        interpreters=_interpreters(edition, by_site),
        fixed=_fixed(numbers),
        travel={(one.one_id, one.other_id): one.minutes for one in Way.objects.filter(one__edition=edition)},
    )
    return Numbered(problem, profiles, numbers)


def _requests(edition: Edition) -> list[MeetingRequest]:
    rows = MeetingRequest.objects.filter(edition=edition, state__in=sorted(TO_PLAN))
    rows = rows.exclude(result__state=ResultState.CANCELLED)
    for side in ("asker", "asked"):
        rows = rows.filter(
            **{f"{side}__is_listed": True, f"{side}__registration__state": RegistrationState.ACCEPTED}
        )
    sides = ("asker__registration", "asked__registration")
    fetched = [f"{side}__{path}" for side in ("asker", "asked") for path in ("sites", "blocked")]
    return list(rows.select_related(*sides).prefetch_related(*fetched).order_by("made_at", "pk"))


def _on(day: date | None, day_of: Mapping[int, date]) -> frozenset[int] | None:
    """The slots of a day that was agreed, by the clocks of their sites; ``None`` where none was."""
    return None if day is None else frozenset(slot for slot, on in day_of.items() if on == day)


def _people(requests: Iterable[MeetingRequest]) -> dict[UUID, MeetingProfile]:
    return {side.pk: side for one in requests for side in (one.asker, one.asked)}


def _weight(request: MeetingRequest) -> int:
    weight = ACCEPTED_WEIGHT if request.state == RequestState.ACCEPTED else WISHED_WEIGHT
    is_vip = request.asker.registration.is_vip or request.asked.registration.is_vip
    return weight * (VIP_FACTOR if is_vip else 1)


def _participant(number: int, profile: MeetingProfile, busy: list[Engagement], days: int) -> Participant:
    return Participant(
        id=number,
        languages=frozenset(profile.registration.speaks),
        sites=frozenset(site.pk for site in profile.sites.all()),
        engagements=tuple(busy),
        limit=profile.daily_limit * max(days, 1),
        vip=profile.registration.is_vip,
    )


def _busy(edition: Edition, people: Iterable[MeetingProfile]) -> dict[UUID, list[Engagement]]:
    """Blocked times, sessions that somebody appears in, and those that they starred."""
    busy: dict[UUID, list[Engagement]] = defaultdict(list)
    by_person, by_user = defaultdict(list), defaultdict(list)
    for one in people:
        by_person[one.registration.person_id].append(one.pk)
        by_user[one.registration.user_id].append(one.pk)
        busy[one.pk] += [Engagement(minute(b.starts_at), minute(b.ends_at)) for b in one.blocked.all()]
    placed = {"session__edition": edition, "session__starts_at__isnull": False}
    shown = Appearance.objects.filter(person__in=by_person, **placed)
    starred = Star.objects.filter(user__in=[pk for pk in by_user if pk], **placed)
    for rows, owners, key in ((shown, by_person, "person_id"), (starred, by_user, "user_id")):
        for row in rows.exclude(session__state=SessionState.CANCELLED).select_related("session__room"):
            session = row.session
            if session.starts_at and session.ends_at and session.room:
                span = Engagement(minute(session.starts_at), minute(session.ends_at), session.room.site_id)
                for pk in owners[getattr(row, key)]:
                    busy[pk].append(span)
    return busy


def _interpreters(edition: Edition, by_site: dict[int, list[MeetingSlot]]) -> tuple[Interpreter, ...]:
    rows = MeetingInterpreter.objects.filter(edition=edition).prefetch_related("hours")
    return tuple(_interpreter(one, by_site) for one in rows)


def _interpreter(row: MeetingInterpreter, by_site: dict[int, list[MeetingSlot]]) -> Interpreter:
    hours = list(row.hours.all())
    slots = {
        slot.pk
        for hour in hours
        for slot in by_site[hour.site_id]
        if hour.starts_at <= slot.starts_at and slot.ends_at <= hour.ends_at
    }
    return Interpreter(
        id=row.pk,
        pairs=frozenset(frozenset(pair) for pair in row.pairs),
        sites=frozenset(hour.site_id for hour in hours),
        slots=frozenset(slots),
    )


def _fixed(numbers: dict[UUID, int]) -> tuple[Meeting, ...]:
    rows = FixedMeeting.objects.filter(request__in=numbers)
    return tuple(
        Meeting(numbers[one.request_id], one.slot_id, one.table_id, one.interpreter_id) for one in rows
    )
