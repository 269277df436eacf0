"""The chain on top of a case: from the record to the outcome, with dates and the days between."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qiaomost.common.errors import Message
from qiaomost.partnering.events import Topic
from qiaomost.partnering.models import Case, CaseEvent

LINKS: Mapping[str, Message] = {
    "record": pgettext_lazy("station of a case", "Publication"),
    Topic.INTEREST_SUBMITTED: _("Interest"),
    Topic.INTEREST_ACCEPTED: _("Acceptance"),
    Topic.PARTIES_INTRODUCED: _("Introduction"),
    Topic.ROOM_OPENED: _("Room"),
    Topic.AGREEMENT_SIGNED: _("Agreement"),
    Topic.COOPERATION_COMPLETED: _("Completion"),
    Topic.OUTCOME_CONFIRMED: _("Outcome"),
}
"""Event → link of the chain, in the order in which a case passes them."""


@dataclass(frozen=True, slots=True)
class Link:
    """A station: when it was passed, and how many days after the one before."""

    key: str
    label: str
    at: datetime | None
    days: int | None
    is_next: bool


def record_published(case: Case) -> datetime | None:
    """When the record of a case was published; one published anew since counts from the beginning of the case."""
    published = case.record.published_at
    return min(published, case.opened_at) if published else None


def chain_of(case: Case, events: Iterable[CaseEvent]) -> list[Link]:
    """Return the stations of a case; of an event that happened twice the last counts."""
    passed: dict[str, datetime] = {event.topic: event.at for event in events}
    if published := record_published(case):
        passed["record"] = published
    links: list[Link] = []
    before: datetime | None = None
    pending = case.closed_at is None
    for key, label in LINKS.items():
        at = passed.get(key)
        days = (at.date() - before.date()).days if at and before else None
        links.append(Link(key.rpartition(".")[2], str(label), at, days, pending and at is None))
        pending = pending and at is not None
        before = at or before
    return links
