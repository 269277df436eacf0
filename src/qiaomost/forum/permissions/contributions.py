"""Who somebody is in a call for contributions and before one of its contributions."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from qiaomost.forum.models import Contribution, ContributionCall
from qiaomost.forum.permissions import can_organise
from qiaomost.forum.states.contributions import UNDER_REVIEW, CallPhase, Part
from qiaomost.network.models import Role
from qiaomost.network.permissions import Standing

Parts = frozenset[Part]


def is_open(call: ContributionCall, now: datetime) -> bool:
    """Whether contributions can be begun, changed and submitted."""
    return call.phase == CallPhase.COLLECTING and call.opens_at <= now <= call.closes_at


def has_seat(standing: Standing, call: ContributionCall) -> bool:
    """Review in this call: seated, with the role in force; reads ``call.seats``."""
    return standing.has_role(Role.REVIEWER) and any(
        seat.user_id == standing.user_id for seat in call.seats.all()
    )


def parts_in(standing: Standing, contribution: Contribution) -> Parts:
    """What ``standing`` is before a contribution; nothing for whom it does not exist.

    Nobody is on both sides: who speaks in it neither reviews nor decides it. Reads ``call.track.edition``,
    ``call.seats``, ``author``, ``speakers`` and ``declarations``.
    """
    if contribution.author_id == standing.user_id:
        return frozenset({Part.AUTHOR})
    call = contribution.call
    if contribution.submitted_at is None or standing.user_id in _speaking(contribution):
        return frozenset()
    parts = set()
    if can_organise(standing, call.track.edition):
        parts.add(Part.ORGANISER)
    elif call.phase in UNDER_REVIEW and has_seat(standing, call) and not is_excluded(standing, contribution):
        parts.add(Part.REVIEWER)
    return frozenset(parts)


def is_excluded(standing: Standing, contribution: Contribution) -> bool:
    """Whether a conflict of interest keeps a reviewer from a contribution: declared, own, or of their organisation."""
    declared = any(
        one.has_conflict and one.seat.user_id == standing.user_id for one in contribution.declarations.all()
    )
    return (
        declared
        or standing.user_id in {contribution.author_id, *_speaking(contribution)}
        or _is_invited(standing, contribution)
        or bool(standing.organisations & organisations_of(contribution))
    )


def organisations_of(contribution: Contribution) -> frozenset[UUID]:
    """The organisations of those who speak; reads ``author.person``, ``author.memberships``, ``speakers.person``."""
    person = getattr(contribution.author, "person", None)
    persons = [person, *(one.person for one in contribution.speakers.all())]
    own = {one.organisation_id for one in persons if one is not None and one.organisation_id}
    return frozenset(
        own | {one.organisation_id for one in contribution.author.memberships.all() if one.is_active}
    )


def has_declared(standing: Standing, contribution: Contribution) -> bool:
    """Whether a reviewer has said that no interest of theirs stands against judging."""
    return any(
        one.seat.user_id == standing.user_id and not one.has_conflict
        for one in contribution.declarations.all()
    )


def has_scored(standing: Standing, contribution: Contribution) -> bool:
    """Whether a reviewer has given their points; reads ``sheets.seat``."""
    return any(one.seat.user_id == standing.user_id for one in contribution.sheets.all())


def may_read_reviews(standing: Standing, contribution: Contribution, parts: Parts) -> bool:
    """Read the reviews and what reviewers say: organisers, and reviewers once they have given their own points."""
    return Part.ORGANISER in parts or (Part.REVIEWER in parts and has_scored(standing, contribution))


def may_know_names(contribution: Contribution, parts: Parts) -> bool:
    """Know who speaks: they themselves, organisers, and reviewers unless the call is anonymous."""
    return parts != {Part.REVIEWER} or not contribution.call.is_anonymous


def _speaking(contribution: Contribution) -> set[UUID | None]:
    return {one.person.user_id for one in contribution.speakers.all() if one.person and one.person.user_id}


def _is_invited(standing: Standing, contribution: Contribution) -> bool:
    """Whether a seat's account has the address under which a co-speaker is invited."""
    invited = {one.address.casefold() for one in contribution.speakers.all() if one.address}
    return any(
        seat.user_id == standing.user_id and seat.user.email.casefold() in invited
        for seat in contribution.call.seats.all()
    )
