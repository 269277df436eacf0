"""Every verb of a call and an answer in every state by every role: it moves by the table, or nothing is written."""

from __future__ import annotations

from typing import Any

import pytest

from qiaomost.common.errors import DomainError
from qiaomost.partnering.services import answers as services
from qiaomost.partnering.states.answers import (
    ANSWER_TRANSITIONS,
    ANSWER_VERBS,
    CALL_TRANSITIONS,
    CALL_VERBS,
    AnswerState,
    CallRole,
    CallState,
)
from tests.factories import NOW
from tests.qiaomost.partnering.answers.conftest import AFTER, NOTICE_OVER, Contest
from tests.unwritten import nothing_written

PEOPLE = {
    "owner": CallRole.OWNER,
    "cn_adviser": CallRole.OWNER,
    "reviewer": CallRole.REVIEWER,
    "solver": CallRole.ANSWERER,
    "administrator": None,
    "outsider": None,
}
ANSWERING: dict[str, tuple[Any, dict[str, Any]]] = {
    "submit": (services.submit_answer, {}),
    "revise": (services.revise_answer, {}),
    "withdraw": (services.withdraw_answer, {}),
    "find_eligible": (services.find_eligible, {}),
    "find_ineligible": (services.find_ineligible, {"reason": "缺少经验。"}),
    "shortlist": (services.shortlist_answer, {"reason": "先进。"}),
    "select": (services.select_answer, {"reason": "最优。"}),
    "reject": (services.reject_answer, {"reason": "造价过高。"}),
}
CALLING: dict[str, tuple[Any, dict[str, Any]]] = {
    "close": (services.close_call, {}),
    "name": (services.show_names, {}),
    "give_notice": (services.give_notice, {}),
    "award": (services.award_call, {"reasons": {}}),
    "end": (services.end_call, {"reason": "无合适方案。"}),
}


def person(contest: Contest, name: str) -> Any:
    return {"reviewer": contest.reviewers[0], "solver": contest.solvers[0]}.get(name) or getattr(
        contest, name
    )


def test_the_tables_of_verbs_are_complete():
    assert set(ANSWERING) == {verb for verb, (_phase, takers) in ANSWER_VERBS.items() if takers}
    assert set(CALLING) == {verb for verb, takers in CALL_VERBS.items() if takers}
    assert (set(ANSWER_VERBS), set(CALL_VERBS)) == (set(ANSWER_TRANSITIONS), set(CALL_TRANSITIONS))


@pytest.mark.parametrize("state", AnswerState)
def test_answer_verbs_move_or_are_refused(state: str, contest: Contest):
    answer = contest.answer_in(state)
    phase = answer.call.state
    now = NOW if phase == CallState.OPEN else AFTER
    for verb, (service, words) in ANSWERING.items():
        legal = AnswerState(state) in ANSWER_TRANSITIONS[verb][0] and ANSWER_VERBS[verb][0] == phase
        for name, role in PEOPLE.items():
            if legal and role in ANSWER_VERBS[verb][1]:
                continue
            with nothing_written(), pytest.raises(DomainError):
                service(actor=person(contest, name), answer_id=answer.pk, now=now, **words)


@pytest.mark.parametrize(
    ("verb", "state"), [(verb, state) for verb in ANSWERING for state in sorted(ANSWER_TRANSITIONS[verb][0])]
)
def test_answer_legal_verbs_reach_their_state(verb: str, state: str, contest: Contest):
    answer = contest.answer_in(state)
    service, words = ANSWERING[verb]
    if verb in {"find_eligible", "find_ineligible"}:
        services.close_call(actor=contest.owner, call_id=answer.call_id, now=AFTER)
    actor = contest.solvers[0] if CallRole.ANSWERER in ANSWER_VERBS[verb][1] else contest.owner
    now = NOW if CallRole.ANSWERER in ANSWER_VERBS[verb][1] else AFTER
    moved = service(actor=actor, answer_id=answer.pk, now=now, **words)
    assert moved.state == ANSWER_TRANSITIONS[verb][1]


@pytest.mark.parametrize("state", CallState)
def test_call_verbs_move_or_are_refused(state: str, contest: Contest):
    call = contest.call_in(state)
    for verb, (service, words) in CALLING.items():
        for name, role in PEOPLE.items():
            if CallState(state) in CALL_TRANSITIONS[verb][0] and role in CALL_VERBS[verb]:
                continue
            with nothing_written(), pytest.raises(DomainError):
                service(actor=person(contest, name), call_id=call.pk, now=NOTICE_OVER, **words)


@pytest.mark.parametrize(
    ("verb", "state"),
    [
        ("close", AnswerState.SUBMITTED),
        ("name", AnswerState.ELIGIBLE),
        ("give_notice", AnswerState.SELECTED),
        ("award", AnswerState.PUBLIC_NOTICE),
        ("end", AnswerState.ELIGIBLE),
        ("end", AnswerState.SELECTED),
    ],
)
def test_call_legal_verbs_reach_their_state(verb: str, state: str, contest: Contest):
    answer = contest.answer_in(state)
    if verb == "name":
        contest.assess(answer)
    service, words = CALLING[verb]
    moved = service(actor=contest.owner, call_id=answer.call_id, now=NOTICE_OVER, **words)
    assert moved.state == CALL_TRANSITIONS[verb][1]
