"""Badges to print: whose, and which of them say something new."""

from __future__ import annotations

from dataclasses import dataclass

from qiaomost.forum.models import Edition, Registration
from qiaomost.forum.rules.badges import Badge, badge_of
from qiaomost.forum.selectors.registrations import registrations_of
from qiaomost.forum.states import RegistrationState


@dataclass(frozen=True, slots=True)
class BadgeRow:
    """A registration with what its badge says; ``is_new`` where that was never printed."""

    registration: Registration
    badge: Badge
    is_new: bool


def badges_of(edition: Edition, *, category: str = "", only_new: bool = False) -> list[BadgeRow]:
    """The badges of all who take part, or of one category; ordered by category and registration. Four queries."""
    rows = registrations_of(edition).filter(state=RegistrationState.ACCEPTED)
    if category:
        rows = rows.filter(category__code=category)
    ordered = rows.select_related("badge_print").order_by("category__position", "made_at", "pk")
    found = [badge_row(one) for one in ordered]
    return [one for one in found if one.is_new] if only_new else found


def badge_row(registration: Registration) -> BadgeRow:
    """One badge, beside what was printed of it last."""
    badge = badge_of(registration)
    printed = getattr(registration, "badge_print", None)
    return BadgeRow(registration, badge, printed is None or printed.digest != badge.digest)
