"""Every verb of an interest in every state by every role: it moves as the table says, or nothing is written."""

from __future__ import annotations

from typing import Any

import pytest

from qiaomost.common.errors import DomainError, NotAllowed, NotFound, TransitionRefused
from qiaomost.common.transitions import verbs_of
from qiaomost.partnering import services
from qiaomost.partnering.models import Case
from qiaomost.partnering.states import HOLDERS, INTEREST_TRANSITIONS, CaseRole, InterestState, Turn
from tests.factories import NOW
from tests.qiaomost.partnering.conftest import Parties
from tests.unwritten import nothing_written

PEOPLE = {
    "engineer": CaseRole.SENDER,
    "cn_adviser": CaseRole.SENDER_ADVISER,
    "ru_adviser": CaseRole.OWNER_ADVISER,
    "researcher": CaseRole.OWNER,
    "administrator": CaseRole.ADMINISTRATOR,
    "outsider": None,
}
VERBS: dict[str, tuple[Any, dict[str, Any]]] = {
    "submit": (services.submit_interest, {}),
    "send_back": (services.send_back_interest, {"reason": "请补充地质条件。"}),
    "screen": (services.screen_interest, {}),
    "forward": (services.forward_interest, {}),
    "deliver": (services.deliver_interest, {}),
    "answer_tentatively": (services.answer_interest_tentatively, {"answer": "Нужны данные."}),
    "accept": (services.accept_interest, {}),
    "decline": (services.decline_interest, {"reason": "terms", "answer": "Условия не подходят."}),
    "withdraw": (services.withdraw_interest, {}),
}


def _present(state: str) -> set[str]:
    """Who has a part in a case whose interest is in ``state``."""
    there = {"engineer"}
    if state != InterestState.DRAFT:
        there |= {"cn_adviser", "administrator"}
    if state not in {
        InterestState.DRAFT,
        InterestState.SUBMITTED,
        InterestState.SCREENED,
        InterestState.WITHDRAWN,
    }:
        there.add("ru_adviser")
        if state != InterestState.FORWARDED:
            there.add("researcher")
    return there


def test_the_table_of_verbs_is_complete():
    assert set(VERBS) | {"lapse"} == set(INTEREST_TRANSITIONS)


@pytest.mark.parametrize("state", InterestState)
def test_interest_verbs_move_or_are_refused(state: str, parties: Parties):
    case = parties.case_in(state)
    legal = verbs_of(INTEREST_TRANSITIONS, InterestState(state))
    refusals = []
    for verb, (service, words) in VERBS.items():
        for name, role in PEOPLE.items():
            holders = {CaseRole.SENDER} if verb == "withdraw" else HOLDERS[Turn(case.turn)]
            if verb in legal and role in holders:
                continue  # the road of the next test
            with nothing_written(), pytest.raises(DomainError) as refusal:
                service(actor=getattr(parties, name), case_id=case.pk, now=NOW, **words)
            if name not in _present(state):
                assert refusal.type is NotFound
            else:
                refusals.append(refusal.type)
    assert set(refusals) <= {NotAllowed, TransitionRefused}


@pytest.mark.parametrize(
    ("verb", "state"),
    [(v, s) for v, (sources, _t) in INTEREST_TRANSITIONS.items() for s in sources if v in VERBS],
)
def test_interest_legal_verbs_reach_their_state(verb: str, state: str, parties: Parties):
    case = parties.case_in(state)
    service, words = VERBS[verb]
    holder = next((n for n, role in PEOPLE.items() if role in HOLDERS[Turn(case.turn)]), "engineer")
    actor = parties.engineer if verb == "withdraw" else getattr(parties, holder)
    moved = service(actor=actor, case_id=case.pk, now=NOW, **words)
    assert moved.state == INTEREST_TRANSITIONS[verb][1]
    after = Case.objects.get(pk=case.pk)
    assert (after.closed_at is None) == (moved.state not in {"declined", "withdrawn"})
    assert after.events.last().topic.startswith("partnering.interest_")
