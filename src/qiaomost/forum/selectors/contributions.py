"""Calls for contributions, contributions and their reviews, for those who may know of them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from qiaomost.accounts.models import User
from qiaomost.accounts.selectors import SECOND_FACTORS
from qiaomost.common.errors import NotAllowed, NotFound
from qiaomost.forum.models import Contribution, ContributionCall, Edition
from qiaomost.forum.permissions import can_organise, can_see
from qiaomost.forum.permissions.contributions import Parts, parts_in
from qiaomost.forum.states.contributions import UNDER_REVIEW, ContributionState, Part
from qiaomost.network.models import Membership, Role
from qiaomost.network.permissions import Standing
from qiaomost.partnering.rules.scoring import Result, Scale, result_of

_WHOLE = (
    "texts",
    "answers__question",
    "speakers__person__names",
    "speakers__person__organisation__names",
    "author__memberships",
    "author__person__names",
    "author__person__organisation__names",
    "declarations__seat",
    "sheets__seat",
    "sheets__scores",
    "call__seats__user",
    "call__criteria",
)
"""All that permissions and pages read of a contribution."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A contribution with the weighted result of its reviews, if there is any."""

    contribution: Contribution
    result: Result | None
    conflicts: int


def calls_of(edition: Edition) -> QuerySet[ContributionCall]:
    """The calls of an edition with what lists show of them; two queries."""
    rows = ContributionCall.objects.filter(track__edition=edition)
    return rows.select_related("track__edition", "site").prefetch_related("seats")


def call_for(standing: Standing, call_id: int) -> ContributionCall:
    """Read one call with its form.

    Raises:
        NotFound: there is none, or its edition is a draft of somebody else.
    """
    rows = ContributionCall.objects.filter(pk=call_id).select_related("track__edition", "site")
    call = rows.prefetch_related("questions", "criteria", "seats__user").first()
    if call is None or not can_see(standing, call.track.edition):
        raise NotFound
    return call


def organised_call(standing: Standing, call_id: int) -> ContributionCall:
    """Read one call of an edition that ``standing`` organises.

    Raises:
        NotFound: ``standing`` may not know of it.
        NotAllowed: they may, and do not organise it.
    """
    call = call_for(standing, call_id)
    if not can_organise(standing, call.track.edition):
        raise NotAllowed
    return call


def contribution_for(standing: Standing, contribution_id: UUID) -> tuple[Contribution, Parts]:
    """Read one contribution with all that its page shows, and what ``standing`` is before it.

    Raises:
        NotFound: there is none, or ``standing`` may not know of it.
    """
    contribution = _whole(Contribution.objects.filter(pk=contribution_id)).first()
    parts = parts_in(standing, contribution) if contribution else frozenset()
    if contribution is None or not parts:
        raise NotFound
    return contribution, parts


def own_contributions(standing: Standing, edition: Edition) -> QuerySet[Contribution]:
    """What ``standing`` wrote for an edition, newest first."""
    rows = Contribution.objects.filter(author_id=standing.user_id, call__track__edition=edition)
    return (
        rows.select_related("call__track", "call__site")
        .prefetch_related("texts")
        .order_by("-started_at", "pk")
    )


def contributions_to_review(standing: Standing, edition: Edition) -> list[Contribution]:
    """What a reviewer may judge; a conflict of interest leaves a contribution out."""
    if standing.user_id is None:
        return []
    rows = Contribution.objects.filter(
        call__track__edition=edition,
        call__phase__in=UNDER_REVIEW,
        call__seats__user_id=standing.user_id,
        state=ContributionState.SUBMITTED,
    )
    found = _whole(rows.order_by("call", "number"))
    return [one for one in found if Part.REVIEWER in parts_in(standing, one)]


def submitted_to(standing: Standing, call: ContributionCall) -> list[Ranked]:
    """The ranking for organisers: what was submitted, best first; without what ``standing`` speaks in."""
    return [one for one in ranked(call) if Part.ORGANISER in parts_in(standing, one.contribution)]


def ranked(call: ContributionCall) -> list[Ranked]:
    """What was submitted to a call, best first, what has no reviews last."""
    found = _whole(Contribution.objects.filter(call=call, submitted_at__isnull=False).order_by("number"))
    rows = [Ranked(one, result_for(one), _conflicts(one)) for one in found]
    return sorted(rows, key=lambda row: (row.result is None, -row.result.total if row.result else 0))


def result_for(contribution: Contribution) -> Result | None:
    """The weighted result of whole reviews, without those whose reviewer has a conflict; reads prefetched rows."""
    scales = [Scale(one.pk, one.weight, one.maximum) for one in contribution.call.criteria.all()]
    excluded = {one.seat_id for one in contribution.declarations.all() if one.has_conflict}
    sheets = [
        {score.criterion_id: score.points for score in sheet.scores.all()}
        for sheet in contribution.sheets.all()
        if sheet.seat_id not in excluded
    ]
    return result_of(scales, sheets)


def reviewers_to_seat(call: ContributionCall) -> list[User]:
    """Accounts whose reviewer's role is in force, of either country, without those seated."""
    role = Membership.objects.filter(
        user=OuterRef("pk"), role=Role.REVIEWER, is_active=True, organisation__is_member=True
    )
    users = User.objects.filter(Exists(role), is_active=True, authenticator__type__in=SECOND_FACTORS)
    users = users.exclude(pk__in=call.seats.values("user_id")).distinct()
    return list(users.select_related("person").prefetch_related("person__names").order_by("pk"))


def _conflicts(contribution: Contribution) -> int:
    return sum(one.has_conflict for one in contribution.declarations.all())


def _whole(rows: QuerySet[Contribution]) -> QuerySet[Contribution]:
    return rows.select_related("author", "call__track__edition", "call__site").prefetch_related(*_WHOLE)
