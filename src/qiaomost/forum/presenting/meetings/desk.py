"""What the organisers' page of the meetings shows."""

from __future__ import annotations

from dataclasses import dataclass

from qiaomost.forum.models import (
    Edition,
    MeetingInterpreter,
    MeetingProfile,
    MeetingRequest,
    MeetingSlot,
    Way,
)
from qiaomost.forum.presenting.meetings.plans import Run, run_of
from qiaomost.forum.presenting.meetings.wording import moment_words, pair_words
from qiaomost.forum.selectors.meeting_plans import plans_of
from qiaomost.forum.states.meetings import TO_PLAN


@dataclass(frozen=True, slots=True)
class InterpreterRow:
    name: str
    pairs: tuple[str, ...]
    hours: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    runs: tuple[Run, ...]
    profiles: int
    requests: int
    slots: int
    interpreters: tuple[InterpreterRow, ...]
    ways: tuple[tuple[str, str, int], ...]


def desk_of(edition: Edition, reader: str) -> Desk:
    """Plans and resources of an edition; a constant number of queries."""
    rows = MeetingInterpreter.objects.filter(edition=edition).select_related("person")
    ways = Way.objects.filter(one__edition=edition).select_related("one", "other")
    return Desk(
        runs=tuple(run_of(plan) for plan in plans_of(edition)[:10]),
        profiles=MeetingProfile.objects.filter(registration__edition=edition, is_listed=True).count(),
        requests=MeetingRequest.objects.filter(edition=edition, state__in=sorted(TO_PLAN)).count(),
        slots=MeetingSlot.objects.filter(site__edition=edition).count(),
        interpreters=tuple(
            _interpreter(one, reader) for one in rows.prefetch_related("person__names", "hours__site")
        ),
        ways=tuple((one.one.name_in(reader), one.other.name_in(reader), one.minutes) for one in ways),
    )


def _interpreter(row: MeetingInterpreter, reader: str) -> InterpreterRow:
    return InterpreterRow(
        row.person.name_in(reader),
        tuple(pair_words(pair) for pair in row.pairs),
        tuple(
            f"{one.site.name_in(reader)} {moment_words(one.starts_at, one.site.zone)}"
            f"–{one.ends_at.astimezone(one.site.zone):%H:%M}"
            for one in row.hours.all()
        ),
    )
