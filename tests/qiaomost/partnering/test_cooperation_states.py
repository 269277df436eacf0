"""Every verb of a cooperation in every state by every role: it moves as the table says, or nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from qiaomost.common.errors import NotAllowed, NotFound, TransitionRefused
from qiaomost.partnering import services
from qiaomost.partnering.models import Case, CaseEvent, Cooperation, Nda
from qiaomost.partnering.services.steps import move_cooperation
from qiaomost.partnering.states import (
    COOPERATION_TRANSITIONS,
    COOPERATION_VERBS,
    CaseRole,
    CooperationState,
)
from tests.factories import NOW
from tests.qiaomost.partnering.conftest import Parties, nda_draft
from tests.qiaomost.partnering.test_interest_states import PEOPLE
from tests.qiaomost.partnering.working import DRAFT, claim, completed, confirmed, running
from tests.unwritten import nothing_written

C = CooperationState

VERBS: dict[str, tuple[Any, dict[str, Any]]] = {
    "open_nda": (services.issue_nda, {"draft": nda_draft}),
    "open_room": (services.open_room, {}),
    "park": (services.park_cooperation, {"until": (NOW + timedelta(days=30)).date}),
    "resume": (services.resume_cooperation, {}),
    "close": (services.close_cooperation, {"reason": lambda: "funding", "text": lambda: "资金未落实。"}),
    "reopen": (services.reopen_cooperation, {}),
    "complete": (services.complete_cooperation, {}),
    "claim_outcome": (services.claim_outcome, {"draft": lambda: DRAFT}),
}
FOLLOWS = {"agree", "start", "dispute_outcome", "confirm_outcome"}
"""Transitions that follow from signatures, from an agreement in force, and from the verbs of an outcome."""

STAYS = {"open_nda": {C.NDA: C.NDA}, "claim_outcome": {C.OUTCOME_CLAIMED: C.OUTCOME_CLAIMED}}
"""What may be done once more where it has led already: a newer text of the NDA, another outcome."""

UNSIGNED = {"open_room": {C.NDA}}
"""Legal by the table, and refused as long as an NDA is not signed by both sides."""


def _moved(state: str, verb: str) -> Callable[[Parties], Case]:
    def go(parties: Parties) -> Case:
        case = parties.case_in(state)
        service, words = VERBS.get(verb, (None, {}))
        if service is None:
            move_cooperation(case, verb, actor=None, now=NOW)
        else:
            given = {name: value() for name, value in words.items()}
            service(actor=parties.cn_adviser, case_id=case.pk, now=NOW, **given)
        return case

    return go


ROADS: Mapping[str, Callable[[Parties], Case]] = {
    C.INTRODUCED: lambda parties: parties.case_in(C.INTRODUCED),
    C.NDA: _moved(C.INTRODUCED, "open_nda"),
    C.NEGOTIATING: lambda parties: parties.case_in(C.NEGOTIATING),
    C.PARKED: _moved(C.NEGOTIATING, "park"),
    C.AGREED: _moved(C.NEGOTIATING, "agree"),
    C.RUNNING: lambda parties: running(parties, milestones=False),
    C.COMPLETED: completed,
    C.OUTCOME_CLAIMED: lambda parties: claim(parties, completed(parties), title="首件样机").case,
    C.OUTCOME_CONFIRMED: lambda parties: confirmed(parties).case,
    C.CLOSED: lambda parties: parties.case_in(C.CLOSED),
}


def _target(verb: str, state: CooperationState) -> CooperationState | None:
    sources, target = COOPERATION_TRANSITIONS[verb]
    if state in UNSIGNED.get(verb, ()):
        return None
    return target if state in sources else STAYS.get(verb, {}).get(state)


def _takers(verb: str) -> frozenset[CaseRole]:
    return COOPERATION_VERBS["open_nda" if verb == "open_room" else verb]


def _take(verb: str, parties: Parties, name: str, case: Case) -> None:
    service, words = VERBS[verb]
    given = {field: value() for field, value in words.items()}
    service(actor=getattr(parties, name), case_id=case.pk, now=NOW, **given)


def test_the_table_of_verbs_is_complete():
    assert set(VERBS) | FOLLOWS == set(COOPERATION_TRANSITIONS)
    assert set(VERBS) - {"open_room"} == set(COOPERATION_VERBS) - FOLLOWS
    assert set(ROADS) == set(C)


@pytest.mark.parametrize("state", C)
def test_cooperation_verbs_move_or_are_refused(state: CooperationState, parties: Parties):
    case = ROADS[state](parties)
    events = CaseEvent.objects.count()
    for verb in VERBS:
        for name, role in PEOPLE.items():
            may = role in _takers(verb)
            with transaction.atomic():
                if may and (target := _target(verb, state)):
                    _take(verb, parties, name, case)
                    reopened = verb == "reopen" and Nda.objects.exists()
                    assert Cooperation.objects.get().state == (C.NDA if reopened else target), (verb, name)
                    assert CaseEvent.objects.count() > events
                    transaction.set_rollback(True)
                else:
                    refusal = NotFound if role is None else TransitionRefused if may else NotAllowed
                    with nothing_written(), pytest.raises(refusal) as raised:
                        _take(verb, parties, name, case)
                    assert raised.type is refusal, (verb, name)
