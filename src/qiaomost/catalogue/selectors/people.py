"""Who is told what becomes of a record: its own side, those who review, those who screen."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from qiaomost.catalogue.models import Record, Review
from qiaomost.network.models import Membership, Role
from qiaomost.network.selectors import addresses_of_managers

Addresses = list[tuple[str, str]]
"""(address, language) of each."""


def owner_side(record: Record) -> Addresses:
    """The author, as long as they belong to the organisation; else its advisers, else administrators."""
    author = _active().filter(user=record.author_id, organisation=record.organisation_id)
    return _read(author) or screeners(record)


def screeners(record: Record) -> Addresses:
    """The advisers of the record's organisation; where it has none, administrators of the node."""
    return addresses_of_managers(record.organisation_id)


def reviewers(record: Record) -> Addresses:
    """Whoever reviewed the last round, else all reviewers, else administrators; never a writer of the record.

    Nobody where the open round is taken.
    """
    rounds = list(record.reviews.order_by("round"))
    if not rounds or rounds[-1].decision or rounds[-1].reviewer_id:
        return []
    others = _active().exclude(user=record.author_id).exclude(user=rounds[-1].submitted_by_id)
    with_role = others.filter(role=Role.REVIEWER)
    last = _last_reviewer(rounds)
    return (
        _read(with_role.filter(user=last) if last else with_role.none())
        or _read(with_role)
        or _read(others.filter(role=Role.ADMINISTRATOR))
    )


def _last_reviewer(rounds: list[Review]) -> UUID | None:
    return next((one.reviewer_id for one in reversed(rounds) if one.reviewer_id), None)


def _active() -> QuerySet[Membership]:
    return Membership.objects.filter(is_active=True, user__is_active=True, organisation__is_member=True)


def _read(memberships: QuerySet[Membership]) -> Addresses:
    return sorted(set(memberships.values_list("user__email", "user__language")))
