"""Plans of meetings as their organisers, and those who meet, may see them."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count, Q, QuerySet

from qiaomost.accounts.secrets import digest_of
from qiaomost.common.errors import NotFound
from qiaomost.forum.models import Edition, MeetingPlan, MeetingProfile, PlannedMeeting, Unplanned
from qiaomost.forum.selectors.meetings import OF_PROFILE, PERSON
from qiaomost.forum.states.meetings import PlanState, RequestState


def plans_of(edition: Edition) -> QuerySet[MeetingPlan]:
    """All plans of an edition, the newest first, with how many meetings they hold and leave out."""
    rows = MeetingPlan.objects.filter(edition=edition)
    return rows.annotate(held=Count("meetings", distinct=True), left=Count("unplanned", distinct=True))


def published_plan(edition: Edition) -> MeetingPlan | None:
    """The plan that counts, if there is one yet."""
    return MeetingPlan.objects.filter(edition=edition, state=PlanState.PUBLISHED).first()


def plan_numbered(edition: Edition, number: int) -> MeetingPlan:
    """Read one plan.

    Raises:
        NotFound: there is none of this number.
    """
    plan = plans_of(edition).filter(number=number).first()
    if plan is None:
        raise NotFound
    return plan


def meetings_of(profile: MeetingProfile) -> QuerySet[PlannedMeeting]:
    """Somebody's meetings in the published plan, in order of time; requests that were given up are not there."""
    mine = Q(request__asker=profile) | Q(request__asked=profile)
    rows = PlannedMeeting.objects.filter(mine, plan__state=PlanState.PUBLISHED)
    rows = rows.exclude(request__state__in=(RequestState.WITHDRAWN, RequestState.DECLINED))
    joined = [f"request__{side}__{path}" for side in ("asker", "asked") for path in OF_PROFILE]
    fetched = [f"request__{side}__{path}" for side in ("asker", "asked") for path in PERSON]
    rows = rows.select_related(
        "slot__site", "table__room__site", "interpreter__person", "plan", "request__result", *joined
    )
    return rows.prefetch_related(*fetched, "interpreter__person__names").order_by("slot__starts_at", "pk")


def meeting_of(profile: MeetingProfile, request_id: UUID) -> PlannedMeeting:
    """Read one of somebody's meetings in the published plan.

    Raises:
        NotFound: there is none, or it is other people's.
    """
    rows = meetings_of(profile).filter(request_id=request_id)
    found = rows.prefetch_related(
        "request__result__statements", "request__asker__records__texts", "request__asked__records__texts"
    ).first()
    if found is None:
        raise NotFound
    return found


def unplanned_of(profile: MeetingProfile) -> dict[object, Unplanned]:
    """Request → why the published plan has no place for it."""
    mine = Q(request__asker=profile) | Q(request__asked=profile)
    return {one.request_id: one for one in Unplanned.objects.filter(mine, plan__state=PlanState.PUBLISHED)}


def owner_of_calendar(edition: Edition, secret: str) -> MeetingProfile:
    """Return whose calendar of meetings a key opens.

    Raises:
        NotFound: nobody's.
    """
    rows = MeetingProfile.objects.filter(registration__edition=edition, calendar_digest=digest_of(secret))
    profile = rows.filter(registration__state="accepted").select_related("registration").first()
    if profile is None:
        raise NotFound
    return profile
