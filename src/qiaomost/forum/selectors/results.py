"""What came of an edition's meetings: held or not, and the interests, agreements and outcomes that began there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import models
from django.db.models import Avg, Count, Q, QuerySet

from qiaomost.accounts.models import User
from qiaomost.common.errors import NotFound
from qiaomost.forum.models import (
    Edition,
    MeetingProfile,
    MeetingRequest,
    MeetingResult,
    MeetingStatement,
    PlannedMeeting,
    Registration,
)
from qiaomost.forum.selectors.meetings import OF_PROFILE, PERSON, profile_of, with_people
from qiaomost.forum.selectors.registrations import called
from qiaomost.forum.states.meetings import PlanState, RequestState
from qiaomost.forum.states.results import Party, ResultState
from qiaomost.partnering.models import Agreement, Case, Outcome
from qiaomost.partnering.models.agreements import Kind
from qiaomost.partnering.states.agreements import BEFORE_SIGNATURE
from qiaomost.partnering.states.outcomes import OutcomeState

FEWEST_MARKS = 5
UNREPORTED = Q(request__result__isnull=True) | Q(request__result__state=ResultState.PLANNED)
GIVEN_UP = (RequestState.WITHDRAWN, RequestState.DECLINED)


@dataclass(frozen=True, slots=True)
class MeetingFigures:
    """Counts of one edition. ``unreported``: past, and nobody has said yet whether they were held.

    ``rating`` is the mean of ``ratings`` marks from 1 to 5; ``None`` of fewer than ``FEWEST_MARKS``, which would tell
    what somebody gave.
    """

    requested: int
    scheduled: int
    held: int
    missed: int
    disputed: int
    cancelled: int
    unreported: int
    interests: int
    agreements: int
    outcomes: int
    ratings: int
    rating: float | None


def meeting_figures(edition: Edition, now: datetime) -> MeetingFigures:
    """Count what came of the meetings; a constant number of queries."""
    counted = scheduled_meetings(edition).aggregate(
        scheduled=Count("pk"),
        unreported=Count("pk", filter=UNREPORTED & Q(slot__ends_at__lte=now)),
    )
    results = MeetingResult.objects.filter(request__edition=edition).aggregate(
        **{one.value: Count("pk", filter=Q(state=one)) for one in ResultState}
    )
    marks = MeetingStatement.objects.filter(result__request__edition=edition, result__state=ResultState.HELD)
    marked = marks.aggregate(ratings=Count("rating"), rating=Avg("rating"))
    if marked["ratings"] < FEWEST_MARKS:
        marked["rating"] = None
    return MeetingFigures(
        requested=MeetingRequest.objects.filter(edition=edition).count(),
        held=results["held"],
        missed=results["no_show"],
        disputed=results["disputed"],
        cancelled=results["cancelled"],
        interests=interests_begun_at(edition).count(),
        agreements=agreements_begun_at(edition).count(),
        outcomes=outcomes_begun_at(edition).count(),
        **counted,
        **marked,
    )


def scheduled_meetings(edition: Edition) -> QuerySet[PlannedMeeting]:
    """The meetings of the published plan, without those that a side gave up; cancelled ones are among them."""
    rows = PlannedMeeting.objects.filter(plan__edition=edition, plan__state=PlanState.PUBLISHED)
    return rows.exclude(request__state__in=GIVEN_UP)


def found_meetings(edition: Edition, *, state: str, words: str, now: datetime) -> QuerySet[PlannedMeeting]:
    """The scheduled meetings of a state, or with a side of this name; the contradicted ones first, then by time."""
    rows = with_sides(scheduled_meetings(edition))
    if state == "unreported":
        rows = rows.filter(UNREPORTED, slot__ends_at__lte=now)
    elif state == ResultState.PLANNED:
        rows = rows.filter(UNREPORTED)
    elif state:
        rows = rows.filter(request__result__state=state)
    if words:
        people = Registration.objects.filter(called(words), edition=edition)
        rows = rows.filter(
            Q(request__asker__registration__in=people) | Q(request__asked__registration__in=people)
        )
    is_disputed = models.Case(models.When(request__result__state=ResultState.DISPUTED, then=0), default=1)
    return rows.order_by(is_disputed, "slot__starts_at", "table__room", "table__number", "pk")


def with_sides(rows: QuerySet[PlannedMeeting]) -> QuerySet[PlannedMeeting]:
    """Places with both persons, the interpreter, and what became of the meeting; a constant number of queries."""
    sides = [f"request__{side}" for side in ("asker", "asked")]
    joined = [f"{side}__{path}" for side in sides for path in OF_PROFILE]
    fetched = [f"{side}__{path}" for side in sides for path in PERSON]
    rows = rows.select_related(
        "slot__site", "table__room__site", "interpreter__person", "request__result", "plan", *joined
    )
    return rows.prefetch_related(*fetched, "interpreter__person__names", "request__result__statements")


def interests_begun_at(edition: Edition) -> QuerySet[Case]:
    """Cases whose expression of interest began at a meeting of this edition, once it was handed in."""
    cases = Case.objects.filter(origin_reference__startswith=f"{reference_of(edition)}/")
    return cases.filter(interest__submitted_at__isnull=False)


def agreements_begun_at(edition: Edition) -> QuerySet[Agreement]:
    """Signed agreements of those cases; an amended one counts once, an NDA not at all."""
    rows = Agreement.objects.filter(case__in=interests_begun_at(edition), amends__isnull=True)
    return rows.exclude(state__in=BEFORE_SIGNATURE).exclude(kind=Kind.NDA)


def outcomes_begun_at(edition: Edition) -> QuerySet[Outcome]:
    """Outcomes of those cases that the other side has confirmed."""
    return Outcome.objects.filter(case__in=interests_begun_at(edition), state=OutcomeState.CONFIRMED)


def reference_of(edition: Edition, request: MeetingRequest | None = None) -> str:
    """The sign under which a case keeps that it began at an edition, or at one meeting of it."""
    return "/".join(str(one.pk) for one in (edition, request) if one is not None)


def cases_of(request: MeetingRequest) -> QuerySet[Case]:
    """The cases that began at a meeting, drafts among them."""
    return Case.objects.filter(origin_reference=reference_of(request.edition, request)).order_by("opened_at")


def own_meeting(actor: User, edition: Edition, request_id: UUID) -> tuple[MeetingProfile, MeetingRequest]:
    """The profile of ``actor``, and a request of theirs that has a place in the published plan.

    Raises:
        NotFound: there is none, or it is other people's.
    """
    mine = profile_of(actor, edition)
    if mine is None:
        raise NotFound
    rows = MeetingRequest.objects.filter(Q(asker=mine) | Q(asked=mine), edition=edition, pk=request_id)
    request = with_people(rows).select_related("edition", "result").first()
    if request is None or place_of(request) is None:
        raise NotFound
    return mine, request


def place_of(request: MeetingRequest) -> PlannedMeeting | None:
    """Where a request has its place in the published plan."""
    rows = scheduled_meetings(request.edition).filter(request=request)
    return rows.select_related(
        "slot__site", "table__room__site", "interpreter__person", "plan__edition"
    ).first()


def party_of(request: MeetingRequest, profile: MeetingProfile) -> Party:
    """Which of the two sides somebody is."""
    return Party.ASKER if request.asker_id == profile.pk else Party.ASKED


def state_of(request: MeetingRequest) -> ResultState:
    """What became of a meeting; without a result it is planned."""
    result: MeetingResult | None = getattr(request, "result", None)
    return ResultState(result.state) if result else ResultState.PLANNED
