"""Every verb of an agreement in every state by everybody: it moves as the table says, or nothing is written."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from qiaomost.common.errors import DomainError, NotAllowed, NotFound, TransitionRefused
from qiaomost.partnering.models import (
    Agreement,
    CaseEvent,
)
from qiaomost.partnering.states.agreements import ACTS, AGREEMENT_TRANSITIONS, AGREEMENT_VERBS, AgreementState
from tests.qiaomost.partnering.agreements import TODAY, Table, revision_of, seated, signature_of
from tests.qiaomost.partnering.conftest import Parties
from tests.unwritten import nothing_written

S = AgreementState
PEOPLE = {
    "engineer": {"lead"},
    "cn_member": {"member"},
    "ru_lawyer": {"lawyer", "reviewer"},
    "ru_signatory": {"signatory"},
    "cn_adviser": {"adviser"},
    "ru_officer": {"officer"},
    "administrator": set(),
    "outsider": set(),
}
"""Somebody of each role; with a lawyer on each side no lead reviews."""

SEEN_BY_OFFICERS = set(S) - {S.DRAFTING, S.LEGAL_REVIEW, S.TRANSLATION_APPROVED}

VERBS: dict[str, tuple[str, dict[str, Any]]] = {
    "submit_for_review": ("submit_for_review", {}),
    "review": ("review_agreement", {"is_approved": True, "comments": ""}),
    "approve_translation": ("approve_translation", {}),
    "request_approvals": ("request_approvals", {}),
    "decide": ("decide_approval", {"is_granted": True, "reference": "", "reason": "Не подпадает."}),
    "send_back": ("send_back", {"reason": "请修改付款条款。"}),
    "revise": ("revise_agreement", {}),
    "register": ("register_agreement", {"cn_number": "2026-23-0017", "ru_number": ""}),
    "leave_unregistered": ("leave_unregistered", {"reason": "不申请税收优惠。"}),
    "enter_into_force": ("enter_into_force", {"begins_on": TODAY, "ends_on": TODAY + timedelta(days=9)}),
    "suspend": ("suspend_agreement", {"reason": "现场无法进入。"}),
    "resume": ("resume_agreement", {}),
    "begin_amendment": ("begin_amendment", {}),
    "terminate": ("terminate_agreement", {"reason": "资金中断。"}),
    "complete": ("complete_agreement", {}),
    "show": ("show_in_register", {"is_shown": True}),
}
FOLLOWS = {"approve", "refuse", "sign", "amend", "expire"}
"""Transitions that follow from the second side's word, from a successor, or from time."""


def possible_in(verb: str) -> frozenset[AgreementState]:
    return ACTS[verb] if verb in ACTS else AGREEMENT_TRANSITIONS[verb][0]


def test_verbs_of_the_tables_are_all_tried():
    of_people = set(AGREEMENT_TRANSITIONS) - FOLLOWS | set(ACTS)
    assert set(VERBS) | {"sign", "edit", "declare_in_step"} == of_people | {"sign"}
    assert set(AGREEMENT_VERBS) == of_people | {"sign", "draft"}


@pytest.mark.parametrize("state", S)
def test_agreement_verbs_move_or_are_refused(state: AgreementState, parties: Parties):
    table = seated(parties)
    agreement = table.in_state(state)
    for verb in [*VERBS, "sign"]:
        for name, roles in PEOPLE.items():
            may = roles & AGREEMENT_VERBS[verb]
            possible = {S.APPROVED} if verb == "sign" else possible_in(verb)
            if may and state in possible:
                continue  # the road of the next test
            with nothing_written(), pytest.raises(DomainError) as refusal:
                _take(table, verb, agreement, name)
            assert refusal.type is _refusal(state, roles, bool(may)), (verb, name)


@pytest.mark.parametrize(
    ("verb", "state", "name"),
    [
        (verb, state, name)
        for verb in [*VERBS, "sign"]
        for state in sorted({S.APPROVED} if verb == "sign" else possible_in(verb))
        for name, roles in PEOPLE.items()
        if roles & AGREEMENT_VERBS[verb]
    ],
)
def test_agreement_legal_verbs_reach_their_state(verb: str, state: str, name: str, parties: Parties):
    table = seated(parties)
    agreement = table.in_state(state)
    if verb == "approve_translation":
        for lawyer in ("cn_lawyer", "ru_lawyer"):
            table.take("review_agreement", agreement, lawyer, is_approved=True, comments="")
    events = CaseEvent.objects.count()
    _take(table, verb, agreement, name)
    reached = AGREEMENT_TRANSITIONS[verb][1] if verb in VERBS and verb not in ACTS else state
    reached = S.DRAFTING if verb == "revise" else reached
    assert Agreement.objects.get(pk=agreement.pk).state == reached
    assert CaseEvent.objects.count() > events


def _take(table: Table, verb: str, agreement: Agreement, name: str) -> Any:
    if verb == "sign":
        return table.take("sign_agreement", agreement, name, **signature_of(agreement))
    service, words = VERBS[verb]
    if verb == "revise":
        words = revision_of(agreement, place={"zh": "莫斯科", "ru": "Москва"})
    return table.take(service, agreement, name, **words)


def _refusal(state: AgreementState, roles: set[str], may: bool) -> type[DomainError]:
    if not roles or (roles == {"officer"} and state not in SEEN_BY_OFFICERS):
        return NotFound
    return TransitionRefused if may else NotAllowed
