"""What became of meetings, for their two sides and for the organisers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.common.transitions import verbs_of
from qiaomost.forum.models import MeetingProfile, MeetingRequest, MeetingStatement, PlannedMeeting
from qiaomost.forum.presenting.meetings.plans import PlaceRow, place_row
from qiaomost.forum.selectors.results import cases_of, state_of
from qiaomost.forum.selectors.telling import meeting_place
from qiaomost.forum.states.results import ABSENT, NOT_CANCELLED, RESULT_TRANSITIONS, Party, ResultState, Said
from qiaomost.partnering.models import Case

Choice = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A meeting as the organisers see it; of what its sides wrote, they see what became of it and nothing else."""

    meeting: PlannedMeeting
    place: str
    sides: tuple[tuple[str, str], tuple[str, str]]
    state: ResultState
    said: tuple[tuple[str, str], ...]
    decision: str
    why: str
    choices: tuple[Choice, ...]
    can_decide: bool
    can_cancel: bool
    can_restore: bool


@dataclass(frozen=True, slots=True)
class MeetingPage:
    """A meeting as one of its sides sees it. ``theirs``: what the other side says; its note is not in it."""

    place: PlaceRow
    request: MeetingRequest
    has_begun: bool
    mine: MeetingStatement | None
    theirs: str
    decision: str
    why: str
    cases: tuple[Case, ...]

    @property
    def can_report(self) -> bool:
        """A cancelled meeting is over."""
        return not self.place.is_cancelled

    @property
    def can_continue(self) -> bool:
        """Whether it may go on as an expression of interest."""
        return self.place.state == ResultState.HELD


def result_rows(places: Iterable[PlannedMeeting], reader: str, now: datetime) -> list[ResultRow]:
    """The meetings with what may be done with each; reads what ``with_sides`` fetched."""
    return [_row(one, reader, now) for one in places]


def meeting_page(
    one: PlannedMeeting, mine: MeetingProfile, actor: User, reader: str, now: datetime
) -> MeetingPage:
    """One meeting of ``mine``, with the cases that ``actor`` began from it."""
    request, result = one.request, getattr(one.request, "result", None)
    statements = {row.profile_id: row for row in result.statements.all()} if result else {}
    theirs = [row.said for pk, row in statements.items() if pk != mine.pk and row.said]
    return MeetingPage(
        place=place_row(one, mine, reader),
        request=request,
        has_begun=one.slot.starts_at <= now,
        mine=statements.get(mine.pk),
        theirs=said_in_words(theirs[0], request, reader) if theirs else "",
        decision=said_in_words(result.decision, request, reader) if result and result.decision else "",
        why=result.why if result else "",
        cases=tuple(cases_of(request).filter(participants__user=actor)),
    )


def said_in_words(said: str, request: MeetingRequest, reader: str) -> str:
    """What was said, with the name of whoever did not come."""
    for party, absent in ABSENT.items():
        if said == absent:
            profile = request.asker if party == Party.ASKER else request.asked
            return _("%(person)s did not come") % {"person": _name(profile, reader)}
    return str(Said(said).label)


def _row(one: PlannedMeeting, reader: str, now: datetime) -> ResultRow:
    request, result = one.request, getattr(one.request, "result", None)
    state = state_of(request)
    verbs = verbs_of(RESULT_TRANSITIONS, state)
    names = {profile.pk: _name(profile, reader) for profile in (request.asker, request.asked)}
    statements = result.statements.all() if result else ()
    return ResultRow(
        meeting=one,
        place=meeting_place(one, reader),
        sides=(_side(request.asker, reader), _side(request.asked, reader)),
        state=state,
        said=tuple(
            (names[row.profile_id], said_in_words(row.said, request, reader))
            for row in statements
            if row.said
        ),
        decision=result.decision if result else "",
        why=result.why if result else "",
        choices=tuple((said.value, said_in_words(said.value, request, reader)) for said in Said),
        can_decide=state in NOT_CANCELLED and one.slot.starts_at <= now,
        can_cancel="cancel" in verbs,
        can_restore="restore" in verbs,
    )


def _side(profile: MeetingProfile, reader: str) -> tuple[str, str]:
    organisation = profile.registration.organisation
    return _name(profile, reader), organisation.name_in(reader) if organisation else ""


def _name(profile: MeetingProfile, reader: str) -> str:
    return profile.registration.person.name_in(reader)
