"""Who may advise an organisation, and who fits best."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from qiaomost.accounts.models import User
from qiaomost.accounts.selectors import SECOND_FACTORS
from qiaomost.network.models import Membership, Organisation, OrganisationKind, Role
from qiaomost.partnering.models import AdviserProfile, Case
from qiaomost.partnering.models.advisers import CAPACITY
from qiaomost.partnering.states import Side


def advisers_for(organisation: Organisation) -> QuerySet[Membership]:
    """Memberships of those who may advise ``organisation``: advisers of its country whose role is in force."""
    return Membership.objects.filter(
        role=Role.ADVISER,
        is_active=True,
        organisation__is_member=True,
        organisation__country=organisation.country,
        user__is_active=True,
        user__authenticator__type__in=SECOND_FACTORS,
    ).distinct()


def can_advise(user_id: UUID, organisation: Organisation) -> bool:
    """Whether an account may take a seat on the side of ``organisation``."""
    return advisers_for(organisation).filter(user_id=user_id).exists()


def best_adviser(
    organisation: Organisation, *, subjects: Collection[str], day: date, without: Collection[UUID]
) -> UUID | None:
    """Return the account that should advise a side.

    An adviser of the organisation itself goes first, then one of an association, then anyone of the country; among
    equals whoever has capacity left, knows more of the subjects, and carries less of what they can carry.
    """
    rows = advisers_for(organisation).exclude(user_id__in=without).select_related("organisation")
    seats = list(rows.order_by("user_id", "pk"))
    users = {row.user_id for row in seats}
    profiles = AdviserProfile.objects.filter(pk__in=users).prefetch_related("subjects").in_bulk()
    loads = open_cases_of(users)

    def rank(row: Membership) -> tuple[int, bool, int, float, str]:
        profile = profiles.get(row.user_id)
        capacity = profile.capacity if profile else CAPACITY
        known = {subject.pk for subject in profile.subjects.all()} if profile else set()
        load = loads[row.user_id] / capacity
        return (
            _distance(row, organisation),
            load >= 1,
            -len(_met(known, subjects)),
            load,
            str(row.user_id),
        )

    there = [row for row in seats if not (row.user_id in profiles and profiles[row.user_id].is_on_leave(day))]
    return min(there, key=rank).user_id if there else None


def organisations_advising(organisation: Organisation) -> list[Organisation]:
    """Where those sit who would advise ``organisation``, with names: itself, else associations, else its country's."""
    rows = advisers_for(organisation).select_related("organisation").prefetch_related("organisation__names")
    seats = {row.organisation_id: row for row in rows.order_by("organisation_id")}
    nearest = min((_distance(row, organisation) for row in seats.values()), default=0)
    return [row.organisation for row in seats.values() if _distance(row, organisation) == nearest]


def open_cases_of(users: Collection[UUID]) -> Counter[UUID]:
    """Account → open cases that it advises on either side."""
    seats = Q(sender_adviser_id__in=users) | Q(owner_adviser_id__in=users)
    rows = Case.objects.filter(seats, closed_at__isnull=True)
    held = rows.values_list("sender_adviser_id", "owner_adviser_id")
    return Counter(user_id for pair in held.iterator() for user_id in pair if user_id in users)


def _distance(row: Membership, organisation: Organisation) -> int:
    if row.organisation_id == organisation.pk:
        return 0
    return 1 if row.organisation.kind == OrganisationKind.ASSOCIATION else 2


def _met(known: Collection[str], wanted: Collection[str]) -> set[str]:
    """Subjects that meet; a field of the first level knows all of its narrower ones."""
    return {code for code in wanted if code in known or code.partition(".")[0] in known}


def other_advisers(case: Case, side: Side) -> list[User]:
    """Accounts to whom a side's seat can be handed over, with their persons."""
    seated = {case.sender_adviser_id, case.owner_adviser_id}
    may = advisers_for(case.organisation_of(side)).exclude(user_id__in=[one for one in seated if one])
    users = User.objects.filter(pk__in=may.values("user_id"))
    return list(users.select_related("person").prefetch_related("person__names").order_by("pk"))


def profile_of(user: User) -> AdviserProfile:
    """The profile of an adviser, or the defaults, unsaved."""
    return AdviserProfile.objects.filter(pk=user.pk).first() or AdviserProfile(user=user)
