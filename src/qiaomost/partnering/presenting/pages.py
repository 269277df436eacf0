"""A case's own page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from qiaomost.network.permissions import Standing
from qiaomost.partnering.events import ROOM_TOPICS, TELLINGS, Topic
from qiaomost.partnering.models import AdviserNote, Case, CaseEvent
from qiaomost.partnering.permissions import (
    Roles,
    can_enter_room,
    can_hand_over,
    can_know_owner,
    can_read_notes,
    roles_in,
)
from qiaomost.partnering.presenting.chain import Link, chain_of
from qiaomost.partnering.presenting.parties import (
    Party,
    Title,
    is_introduced,
    name_of,
    names_withheld,
    party_of,
    title_of,
)
from qiaomost.partnering.presenting.rows import may_act, state_of, urgency_of
from qiaomost.partnering.presenting.waiting import Waiting, is_shared, next_step_of, open_for, turn_of
from qiaomost.partnering.selectors.advisers import other_advisers
from qiaomost.partnering.selectors.cases import course_of, events_of, notes_of, recipients_of
from qiaomost.partnering.states import Side
from qiaosearch.text.detect import detect


@dataclass(frozen=True, slots=True)
class Happening:
    """An event as the reader may know it: who is named only where their side may be."""

    at: datetime
    said: str
    who: str
    side: str
    words: str


@dataclass(frozen=True, slots=True)
class Seat:
    """An adviser's seat that the reader may hand over, and to whom."""

    side: Side
    label: str
    advisers: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class CaseFrame:
    """What stands over every page of a case, for somebody with ``roles``."""

    case: Case
    roles: Roles
    title: Title
    state: str
    chain: Sequence[Link]

    @property
    def is_guest(self) -> bool:
        """Whether this reader may enter the room."""
        return can_enter_room(self.roles)


@dataclass(frozen=True, slots=True)
class CasePage(CaseFrame):
    """What the first page of a case shows besides."""

    parties: tuple[Party, Party]
    happenings: Sequence[Happening]
    notes: Sequence[tuple[AdviserNote, str]] | None
    seats: Sequence[Seat]
    turn: str
    is_my_turn: bool
    is_shared: bool
    next_step: str
    waiting: Sequence[Waiting]
    urgency: str
    answer_language: str


def frame_of(case: Case, standing: Standing, reader: str) -> CaseFrame:
    """Return what stands over the pages of a case; it comes from ``selectors.cases.case_for``. One query."""
    roles = roles_in(standing, case)
    events = seen_by(roles, course_of(case))
    return CaseFrame(case, roles, title_of(case, reader), state_of(case), chain_of(case, events))


def page_of(case: Case, standing: Standing, reader: str, now: datetime) -> CasePage:
    """Return the page; ``case`` comes from ``selectors.cases.case_for``. A constant number of queries."""
    roles = roles_in(standing, case)
    events = seen_by(roles, events_of(case))
    withheld = names_withheld(case, roles)
    day: date = now.astimezone(UTC).date()
    notes = (
        [(note, name_of(note.author, reader)) for note in notes_of(case)] if can_read_notes(roles) else None
    )
    return CasePage(
        case=case,
        roles=roles,
        title=title_of(case, reader),
        state=state_of(case),
        chain=chain_of(case, events),
        parties=(
            party_of(case, Side.SENDER, roles, reader, withheld=withheld),
            party_of(case, Side.OWNER, roles, reader, withheld=withheld),
        ),
        happenings=[_happening(event, case, roles, reader, withheld) for event in reversed(events)],
        notes=notes,
        seats=_seats(case, roles, reader),
        turn=turn_of(case, roles),
        is_my_turn=may_act(case, roles),
        is_shared=is_shared(case),
        next_step=next_step_of(case),
        waiting=open_for(case, standing, roles, reader, day),
        urgency=urgency_of(case, day),
        answer_language=language_of(case.interest.answer),
    )


def seen_by(roles: Roles, events: Iterable[CaseEvent]) -> list[CaseEvent]:
    """The events that somebody with ``roles`` may know of: what happens in the room, those who may enter it."""
    return [one for one in events if can_enter_room(roles) or one.topic not in ROOM_TOPICS]


def language_of(text: str) -> str:
    """Return the language in which somebody wrote, for the page's ``lang``; read from its script."""
    found = detect(text)
    return found.value if found else ""


def choices_for(verb: str, case: Case, reader: str, side: str = "") -> dict[str, Any]:
    """Return what the form of a verb lets choose from, as arguments of the form."""
    if verb == "deliver":
        users = recipients_of(case)
        return {"recipients": [(str(user.pk), name_of(user, reader)) for user in users]}
    if verb == "hand_over":
        users = other_advisers(case, Side(side))
        return {"advisers": [(str(user.pk), name_of(user, reader)) for user in users]}
    return {}


def _seats(case: Case, roles: Roles, reader: str) -> list[Seat]:
    if case.closed_at is not None:
        return []
    sides = [side for side in Side if case.adviser_id_of(side) and can_hand_over(roles, side)]
    return [
        Seat(side, str(side.label), choices_for("hand_over", case, reader, side)["advisers"])
        for side in sides
    ]


def _happening(
    event: CaseEvent, case: Case, roles: Roles, reader: str, withheld: frozenset[UUID]
) -> Happening:
    is_known = event.side != Side.OWNER or can_know_owner(roles, case, is_introduced=is_introduced(case))
    is_named = is_known and event.actor_id not in withheld
    return Happening(
        at=event.at,
        said=str(TELLINGS[Topic(event.topic)].said),
        who=name_of(event.actor, reader) if event.actor and is_named else "",
        side=str(Side(event.side).label) if event.side else "",
        words=str(event.detail.get("reason", "")) if event.topic == Topic.INTEREST_SENT_BACK else "",
    )
