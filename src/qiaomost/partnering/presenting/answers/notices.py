"""Notices of awards as everybody reads them, and one's own calls, answers and reviews."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from qiaomost.network.permissions import Standing
from qiaomost.partnering.models import Answer, Call, Objection
from qiaomost.partnering.permissions.calls import can_call, can_decide_objections
from qiaomost.partnering.presenting.answers.pages import Asked, names_of, owner_of, scored_of, title_of_call
from qiaomost.partnering.presenting.parties import Title
from qiaomost.partnering.rules.scoring import CriterionResult, Result
from qiaomost.partnering.selectors.answers import (
    answers_given_by,
    calls_reviewed_by,
    calls_run_by,
    objections_for,
    selected_in,
)
from qiaomost.partnering.states.answers import CallState, ObjectionState


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice in the list."""

    call: Call
    title: Title
    organisations: str
    state: str


@dataclass(frozen=True, slots=True)
class NoticePage:
    """A notice: who is selected, with which points, until when one can object."""

    call: Call
    answer: Answer
    title: Title
    owner: str
    organisations: str
    result: Result | None
    scored: Sequence[tuple[Asked, CriterionResult]]
    is_running: bool
    may_object: bool
    may_decide: bool
    objections: Sequence[Objection]


@dataclass(frozen=True, slots=True)
class MyCall:
    """A call, or an answer to it, in one's own list."""

    call: Call
    title: Title
    state: str
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class Mine:
    """What somebody runs, answers and reviews."""

    run: Sequence[MyCall]
    answered: Sequence[MyCall]
    reviewed: Sequence[MyCall]


def notice_rows(calls: list[Call], reader: str) -> list[NoticeRow]:
    """Return the rows of a list; a constant number of queries."""
    selected = selected_in(calls)
    return [
        NoticeRow(
            call,
            title_of_call(call, reader),
            names_of(selected[call.pk], reader),
            str(call.get_state_display()),
        )
        for call in calls
    ]


def notice_page(call: Call, answer: Answer, standing: Standing, reader: str, now: datetime) -> NoticePage:
    """Return the page; ``call`` and ``answer`` come from ``selectors.answers.notice_for``."""
    result, scored = scored_of(call, answer, reader)
    last = call.notice_until
    is_running = call.state == CallState.NOTICE and last is not None and now.astimezone(UTC).date() <= last
    objections = list(objections_for(standing, call)) if standing.user_id else []
    waits = any(one.author_id == standing.user_id and one.state == ObjectionState.OPEN for one in objections)
    return NoticePage(
        call=call,
        answer=answer,
        title=title_of_call(call, reader),
        owner=owner_of(call, standing, reader),
        organisations=names_of(answer, reader),
        result=result,
        scored=scored,
        is_running=is_running,
        may_object=is_running and bool(standing.memberships) and not can_call(standing, call) and not waits,
        may_decide=can_decide_objections(standing, call) and call.state == CallState.NOTICE,
        objections=objections,
    )


def mine_of(standing: Standing, reader: str) -> Mine:
    """Return what ``standing`` runs, answers and reviews; a constant number of queries."""
    return Mine(
        run=[_mine(call, reader) for call in calls_run_by(standing)],
        answered=[
            MyCall(answer.call, title_of_call(answer.call, reader), str(answer.get_state_display()), answer)
            for answer in answers_given_by(standing)
        ],
        reviewed=[_mine(call, reader) for call in calls_reviewed_by(standing)],
    )


def _mine(call: Call, reader: str) -> MyCall:
    return MyCall(call, title_of_call(call, reader), str(call.get_state_display()))
