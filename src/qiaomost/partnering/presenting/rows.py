"""A case in a list: what it is about, with whom, whose turn, by when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext, pgettext

from qiaomost.network.permissions import Standing
from qiaomost.partnering.models import Case
from qiaomost.partnering.permissions import Roles, can_act, can_enter_room, roles_in, sides_of
from qiaomost.partnering.presenting.parties import Home, Title, home_of, is_introduced, title_of
from qiaomost.partnering.presenting.waiting import Waiting, is_shared, next_step_of, turn_of, waiting_in
from qiaomost.partnering.states import CooperationState, InterestState, Side


@dataclass(frozen=True, slots=True)
class Row:
    """One case of a list, as its reader may know it."""

    case: Case
    title: Title
    state: str
    sides: tuple[Home, Home]
    turn: str
    is_my_turn: bool
    is_shared: bool
    next_step: str
    urgency: str


def rows_of(cases: Iterable[Case], standing: Standing, reader: str, day: date) -> list[Row]:
    """Return the rows; reads what ``selectors.cases`` prefetched, and what is open in the cases."""
    shown = list(cases)
    waiting = waiting_in(shown, reader, day)
    return [_row(case, standing, reader, day, waiting.get(case.pk, ())) for case in shown]


def state_of(case: Case) -> str:
    """The state's name: the cooperation's, once there is one."""
    if is_introduced(case):
        return str(CooperationState(case.cooperation.state).label)
    return str(InterestState(case.interest.state).label)


def urgency_of(case: Case, day: date) -> str:
    """Whether the term is over, or only the first one, after which a reminder was sent; else nothing."""
    if case.closed_at is None and case.due_on and case.due_on < day:
        return gettext("late")
    return pgettext("a case", "reminded") if case.closed_at is None and case.reminded_on else ""


def may_act(case: Case, roles: Roles) -> bool:
    """Whether it is this reader's turn; who confirmed the introduction already waits for the other."""
    if case.turn == "advisers" and not is_introduced(case):
        done = {
            Side.SENDER: case.interest.sender_introduced_at,
            Side.OWNER: case.interest.owner_introduced_at,
        }
        return can_act(roles, case.turn) and any(not done[side] for side in sides_of(roles))
    return can_act(roles, case.turn)


def _row(case: Case, standing: Standing, reader: str, day: date, waiting: Sequence[Waiting]) -> Row:
    roles = roles_in(standing, case)
    sides = (home_of(case, Side.SENDER, roles, reader), home_of(case, Side.OWNER, roles, reader))
    return Row(
        case=case,
        title=title_of(case, reader),
        state=state_of(case),
        sides=sides,
        turn=turn_of(case, roles),
        is_my_turn=may_act(case, roles),
        is_shared=is_shared(case),
        next_step=waiting[0].text if waiting and can_enter_room(roles) else next_step_of(case),
        urgency=urgency_of(case, day),
    )
