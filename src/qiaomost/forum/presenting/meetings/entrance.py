"""Where somebody stands with the meetings of an edition."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from qiaomost.accounts.models import User
from qiaomost.common.errors import NotFound
from qiaomost.forum.models import Edition, MeetingProfile, MeetingRules, Registration
from qiaomost.forum.permissions import can_organise
from qiaomost.forum.selectors.meetings import profile_of, registration_of, rules_of
from qiaomost.forum.selectors.registrations import zone_of
from qiaomost.network.permissions import Standing
from qiaomost.partnering.states.rooms import zone_name


@dataclass(frozen=True, slots=True)
class Entrance:
    """What a visitor of the meetings is there. ``mine`` and ``rules`` may be missing; see ``is_in``."""

    edition: Edition
    rules: Any
    mine: Any
    registration: Registration | None
    can_organise: bool
    is_asking: bool
    asked_until: datetime | None = None
    clock: str = ""

    @property
    def is_in(self) -> bool:
        """Whether they opted in to meetings that have rules."""
        return self.rules is not None and self.mine is not None and self.mine.is_listed

    def inside(self) -> Entrance:
        """Return itself.

        Raises:
            NotFound: the visitor did not opt in.
        """
        if not self.is_in:
            raise NotFound
        return self


def entrance_of(actor: User, edition: Edition, standing: Standing, now: datetime) -> Entrance:
    """Read what ``actor`` is in the meetings of an edition."""
    rules: MeetingRules | None = rules_of(edition)
    mine: MeetingProfile | None = profile_of(actor, edition)
    registration = mine.registration if mine else _registration(actor, edition)
    is_asking = rules is not None and rules.is_open and now <= rules.asked_until
    zone = zone_of(edition)
    until = rules.asked_until.astimezone(zone) if rules else None
    organises = can_organise(standing, edition)
    return Entrance(edition, rules, mine, registration, organises, is_asking, until, zone_name(zone.key))


def _registration(actor: User, edition: Edition) -> Registration | None:
    try:
        return registration_of(actor.pk, edition)
    except NotFound:
        return None
