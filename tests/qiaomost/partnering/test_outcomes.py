"""An outcome is claimed by one side and confirmed or disputed by the other; the cooperation follows."""

from __future__ import annotations

import threading
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from qiaomost.common.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound, TransitionRefused
from qiaomost.common.transitions import verbs_of
from qiaomost.compliance.gates import GateClosed
from qiaomost.partnering import services
from qiaomost.partnering.models import Case, CaseEvent, Cooperation, Outcome, OutcomeEvidence
from qiaomost.partnering.states import CooperationState, Side, Turn
from qiaomost.partnering.states.outcomes import OUTCOME_TRANSITIONS, OutcomeState
from tests.factories import NOW
from tests.qiaomost.compliance.making import declared, made_edition
from tests.qiaomost.partnering.conftest import Parties
from tests.qiaomost.partnering.working import DRAFT, claim, cleared, completed, confirmed, running, upload
from tests.unwritten import nothing_written

CLAIMANTS, OTHERS = {"engineer"}, {"researcher"}
PEOPLE = ("engineer", "cn_adviser", "ru_adviser", "researcher", "administrator", "outsider", "colleague")
VERBS: dict[str, tuple[Any, dict[str, Any], set[str]]] = {
    "confirm": (services.confirm_outcome, {}, OTHERS),
    "dispute": (services.dispute_outcome, {"reason": "Патент не выдан."}, OTHERS),
    "claim_again": (services.claim_outcome_again, {"draft": DRAFT}, CLAIMANTS),
}


def outcome_in(state: str, parties: Parties) -> Outcome:
    outcome = claim(parties, completed(parties))
    if state != OutcomeState.CLAIMED:
        verb = "dispute" if state == OutcomeState.DISPUTED else "confirm"
        service, words, _who = VERBS[verb]
        outcome = service(actor=parties.researcher, outcome_id=outcome.pk, now=NOW, **words)
    return outcome


def cooperation_state(outcome: Outcome) -> str:
    return Cooperation.objects.get(case_id=outcome.case_id).state


@pytest.mark.parametrize("state", OutcomeState)
def test_outcome_verbs_move_or_are_refused(state: str, parties: Parties):
    outcome = outcome_in(state, parties)
    legal = verbs_of(OUTCOME_TRANSITIONS, OutcomeState(state))
    for verb, (service, words, who) in VERBS.items():
        for name in PEOPLE:
            if verb in legal and name in who:
                continue  # the road of the next test
            with nothing_written(), pytest.raises(DomainError) as refusal:
                service(actor=getattr(parties, name), outcome_id=outcome.pk, now=NOW, **words)
            expected = TransitionRefused if name in who else NotAllowed
            assert refusal.type is (NotFound if name in {"outsider", "colleague"} else expected)


@pytest.mark.parametrize(
    ("verb", "state"), [(v, s) for v, (sources, _t) in OUTCOME_TRANSITIONS.items() for s in sources]
)
def test_outcome_legal_verbs_reach_their_state(verb: str, state: str, parties: Parties):
    outcome = outcome_in(state, parties)
    service, words, [who] = VERBS[verb]
    moved = service(actor=getattr(parties, who), outcome_id=outcome.pk, now=NOW, **words)
    assert moved.state == OUTCOME_TRANSITIONS[verb][1]
    assert (
        cooperation_state(moved)
        == {
            "confirm": CooperationState.OUTCOME_CONFIRMED,
            "dispute": CooperationState.COMPLETED,
            "claim_again": CooperationState.OUTCOME_CLAIMED,
        }[verb]
    )


def test_claim_names_kind_words_and_evidence_and_waits_for_the_other_side(parties: Parties):
    case = completed(parties)
    with pytest.raises(GateClosed):
        claim(parties, case, files=(upload("akt.txt"),))
    assert OutcomeEvidence.objects.count() == 0
    cleared(parties)
    with pytest.raises(GateClosed):
        claim(parties, case, files=(upload("akt.txt"),))
    declared(case, Side.SENDER, made_edition())
    outcome = claim(parties, case, files=(upload("akt.txt"),))
    assert [(one.kind, one.address, one.name) for one in outcome.evidence.order_by("pk")] == [
        ("doi", "10.1234/frost.2027.5", ""),
        ("url", "https://example.org/patent/CN1", ""),
        ("file", "", "akt.txt"),
    ]
    case = Case.objects.get(pk=outcome.case_id)
    assert (case.turn, case.cooperation.state) == (Turn.OWNER, CooperationState.OUTCOME_CLAIMED)
    assert case.events.last().topic == "partnering.outcome_claimed"


def test_same_claim_twice_is_refused_and_both_sides_claims_wait_for_both(parties: Parties):
    case = completed(parties)
    claim(parties, case)
    with pytest.raises(Conflict):
        claim(parties, case)
    services.claim_outcome(
        actor=parties.researcher, case_id=case.pk, draft=replace(DRAFT, kind="publication"), now=NOW
    )
    assert Case.objects.get(pk=case.pk).turn == Turn.SIDES
    assert Outcome.objects.count() == 2


def test_case_is_confirmed_when_the_last_claim_is_answered(parties: Parties):
    case = completed(parties)
    first, second = claim(parties, case), claim(parties, case, title="高寒路基监测系统", kind="prototype")
    services.confirm_outcome(actor=parties.researcher, outcome_id=first.pk, now=NOW)
    assert cooperation_state(first) == CooperationState.OUTCOME_CLAIMED
    services.dispute_outcome(actor=parties.researcher, outcome_id=second.pk, reason="Нет образца.", now=NOW)
    assert cooperation_state(first) == CooperationState.OUTCOME_CONFIRMED
    assert Case.objects.get(pk=case.pk).closed_at == NOW


def test_later_outcome_opens_a_confirmed_case_again(parties: Parties):
    outcome = confirmed(parties)
    claim(parties, outcome.case, kind="series", title="批量产品")
    case = Case.objects.get(pk=outcome.case_id)
    assert (case.closed_at, case.turn) == (None, Turn.OWNER)


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"kind": "miracle", "title": " "}, ["kind", "title"]),
        ({"territory": ""}, ["territory"]),
        ({"kind": "jobs"}, ["jobs"]),
        ({"jobs": -3}, ["jobs"]),
        ({"kind": "revenue"}, ["band"]),
        ({"value": Decimal("1.50")}, ["currency"]),
        ({"value": Decimal("-1"), "currency": "CNY"}, ["value"]),
        ({"links": "ftp://example.org/x"}, ["links"]),
        ({"links": "\n".join(f"10.1234/{n}" for n in range(11))}, ["links"]),
        ({"description": "字" * 2001}, ["description"]),
    ],
)
def test_claim_that_breaks_a_rule_writes_nothing(changes: Any, fields: list[str], parties: Parties):
    case = completed(parties)
    with nothing_written(), pytest.raises(Invalid) as refusal:
        claim(parties, case, **changes)
    assert sorted(refusal.value.fields) == sorted(fields)


@pytest.mark.parametrize("name", ["cn_adviser", "ru_adviser", "administrator"])
def test_only_a_side_claims(name: str, parties: Parties):
    case = completed(parties)
    with pytest.raises(NotAllowed):
        services.claim_outcome(actor=getattr(parties, name), case_id=case.pk, draft=DRAFT, now=NOW)
    assert Outcome.objects.count() == 0


def test_nothing_is_claimed_while_the_work_runs(parties: Parties):
    case = running(parties, milestones=False)
    with pytest.raises(TransitionRefused):
        claim(parties, case)
    assert Outcome.objects.count() == 0


@pytest.mark.parametrize(
    "columns",
    [
        {"state": "confirmed"},
        {"answered_side": "sender"},
        {"territory": ""},
        {"kind": "jobs"},
        {"kind": "revenue"},
        {"value": Decimal(5)},
        {"currency": "CNY"},
        {"state": "unknown"},
    ],
)
def test_database_refuses_impossible_outcomes(columns: dict[str, Any], parties: Parties):
    outcome = claim(parties, completed(parties))
    with pytest.raises(IntegrityError), transaction.atomic():
        Outcome.objects.filter(pk=outcome.pk).update(**columns)


def test_database_refuses_that_the_claimant_confirms(parties: Parties):
    outcome = claim(parties, completed(parties))
    own = {"state": "confirmed", "answered_side": "sender", "answered_by": parties.engineer}
    with pytest.raises(IntegrityError), transaction.atomic():
        Outcome.objects.filter(pk=outcome.pk).update(**own, answered_at=NOW)


@pytest.mark.django_db(transaction=True)
def test_confirmation_and_dispute_at_once_have_one_outcome(parties: Parties):
    outcome = claim(parties, completed(parties))
    ready, done = threading.Barrier(2), {}

    def run(verb: str) -> None:
        service, words, _who = VERBS[verb]
        ready.wait()
        try:
            service(actor=parties.researcher, outcome_id=outcome.pk, now=NOW, **words)
            done[verb] = "done"
        except DomainError as error:
            done[verb] = error.code
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(verb,)) for verb in ("confirm", "dispute")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done.values()) == ["done", "transition_refused"]
    [winner] = [verb for verb, result in done.items() if result == "done"]
    assert Outcome.objects.get().state == OUTCOME_TRANSITIONS[winner][1]
    told = CaseEvent.objects.filter(topic__in=("partnering.outcome_confirmed", "partnering.outcome_disputed"))
    assert told.count() == 1
