"""Random walks of everybody over an interest and over the review of an agreement: only the tables lead anywhere.

What has to hold is told from the tables and the rows, never from what a service answered.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from qiaomost.common.errors import DomainError
from qiaomost.partnering.documents import Money
from qiaomost.partnering.models import Agreement, Case, CaseEvent
from qiaomost.partnering.selectors.agreements import last_version
from qiaomost.partnering.states import HOLDERS, INTEREST_TRANSITIONS, CaseRole, Turn
from qiaomost.partnering.states.agreements import AGREEMENT_TRANSITIONS, BEFORE_SIGNATURE
from tests.factories import NOW
from tests.qiaomost.partnering import test_agreement_states as deals
from tests.qiaomost.partnering import test_interest_states as interests
from tests.qiaomost.partnering.agreements import Table, revision_of, seated
from tests.qiaomost.partnering.conftest import made_parties
from tests.qiaomost.partnering.test_agreements import save

REVIEWING = (
    *("submit_for_review", "review", "approve_translation", "request_approvals", "decide", "send_back"),
    *("sign", "revise", "edit"),
)
WALKS = settings(max_examples=10, stateful_step_count=30, deadline=None, derandomize=True)


class Walk(RuleBasedStateMachine):
    """One transaction, taken back at the end."""

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    def attempt(self, act: Any) -> bool:
        """Let somebody try; returns whether it was done."""
        try:
            with transaction.atomic():
                act()
        except DomainError:
            return False
        return True


class InterestWalk(Walk):
    """An expression of interest that anybody pushes anywhere, at any time."""

    @initialize()
    def begin(self) -> None:
        self.parties = made_parties()
        self.case = self.parties.start()
        self.events = CaseEvent.objects.count()

    @rule(verb=st.sampled_from(sorted(interests.VERBS)), name=st.sampled_from(sorted(interests.PEOPLE)))
    def take(self, verb: str, name: str) -> None:
        case = Case.objects.get(pk=self.case.pk)
        service, words = interests.VERBS[verb]
        sources, target = INTEREST_TRANSITIONS[verb]
        before, turn = case.interest.state, Turn(case.turn)
        actor = getattr(self.parties, name)
        done = self.attempt(lambda: service(actor=actor, case_id=case.pk, now=NOW, **words))
        after = Case.objects.get(pk=case.pk).interest.state
        holders = {CaseRole.SENDER} if verb == "withdraw" else HOLDERS[turn]
        may = before in sources and interests.PEOPLE[name] in holders
        assert (done, after) == (may, target if may else before), (verb, name, before)
        assert (CaseEvent.objects.count() > self.events) == done
        self.events = CaseEvent.objects.count()


class ReviewWalk(Walk):
    """An agreement between its draft and its signatures, of which anybody wants something else."""

    @initialize()
    def begin(self) -> None:
        self.table: Table = seated(made_parties())
        self.deal = self.table.start("service")
        self.people, self.price = sorted(self.table.people), 1

    @rule(
        verb=st.sampled_from(REVIEWING),
        who=st.integers(0, 20),
        is_content=st.sampled_from((True, True, False)),
    )
    def take(self, verb: str, who: int, is_content: bool) -> None:
        name, before = self.people[who % len(self.people)], Agreement.objects.get().state
        if self.attempt(lambda: self.act(verb, name, is_content)) and verb in AGREEMENT_TRANSITIONS:
            assert before in AGREEMENT_TRANSITIONS[verb][0] or verb == "sign"

    @rule(steps=st.integers(1, 7))
    def go_on(self, steps: int) -> None:
        """Those whose turn it is do it, so that walks reach the signatures."""
        for verb, names in (
            ("submit_for_review", ("engineer",)),
            ("review", ("cn_lawyer", "ru_lawyer")),
            ("approve_translation", ("cn_adviser",)),
            ("request_approvals", ("cn_adviser",)),
            ("decide", ("cn_officer", "ru_officer")),
        )[:steps]:
            for name in names:
                self.attempt(lambda verb=verb, name=name: self.act(verb, name, True))  # type: ignore[misc]

    def act(self, verb: str, name: str, is_content: bool) -> None:
        if verb == "revise":
            self.price += 1
            value = Money(Decimal(self.price), "CNY")
            self.table.take(
                "revise_agreement", self.deal, name, **revision_of(self.deal, "price", value=value)
            )
        elif verb == "edit":
            last = last_version(self.deal).number
            save(self.table, self.deal, "recitals", last, by=name, zh="补充。", ru=" Дополнено.")
        elif verb == "review":
            words = {"is_approved": is_content, "comments": "" if is_content else "请修改。"}
            self.table.take("review_agreement", self.deal, name, **words)
        elif verb == "decide":
            words = {"is_granted": is_content, "reference": "", "reason": "已核对。"}
            self.table.take("decide_approval", self.deal, name, **words)
        else:
            deals._take(self.table, verb, self.deal, name)

    @invariant()
    def what_counts_was_said_of_the_last_text(self) -> None:
        deal = Agreement.objects.first()
        if deal is None or deal.state == "drafting":
            return
        last = last_version(deal)
        words = [deal.agreementreview_set, deal.agreementapproval_set, deal.agreementsignature_set]
        said = [list(one.filter(round=deal.round)) for one in words]
        assert {word.version_id for rows in said for word in rows} <= {last.pk}
        assert not last.stale
        reviewed = [row.side for row in said[0] if row.is_approved]
        granted = [row.side for row in said[1] if row.is_granted]
        if deal.state in BEFORE_SIGNATURE - {"legal_review", "drafting"} or deal.state == "signed":
            assert sorted(reviewed) == ["owner", "sender"]
        if deal.state in {"approved", "signed"}:
            assert sorted(granted) == ["owner", "sender"]
        assert (len(said[2]) == 2) == (deal.state == "signed")
        assert last.document["value"] is None or Decimal(last.document["value"]["amount"]) == deal.value


@pytest.mark.django_db
@pytest.mark.slow
@pytest.mark.parametrize("walk", [InterestWalk, ReviewWalk])
def test_no_walk_leaves_the_tables(walk: type[Walk]):
    run_state_machine_as_test(walk, settings=WALKS)
