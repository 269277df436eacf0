"""Random walks of officers, authorities and time: no gate ever opens without its document.

What must hold is told here anew, from a plain diary of what was done, without the code that decides.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from qiaomost.compliance.gates import GateClosed, GateStage, require_gate
from qiaomost.compliance.models import DocumentKind
from qiaomost.compliance.services.classifying import classify_record
from qiaomost.compliance.services.documents import withdraw_document
from tests.factories import NOW, OrganisationFactory
from tests.qiaomost.compliance.making import TODAY, entry_of, made_edition, officer_of, record_of, recorded

LISTS = {"CN": ["cn-technologies", "cn-dual-use"], "RU": ["ru-dual-use"]}
ANSWERS = {
    "cn-technologies": ["990201X", "not_listed", "unsure", "990101J"],
    "cn-dual-use": ["not_listed", "9Z101", "not_listed", "unsure"],
    "ru-dual-use": ["99.1.1", "99.1.2", "not_listed", "unsure"],
}


class Walk(RuleBasedStateMachine):
    """One record of ``country``, two recipients of the other country, a clock that moves both ways."""

    country = "CN"

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    @initialize(choices=st.lists(st.integers(0, 3), min_size=2, max_size=2))
    def begin(self, choices: list[int]) -> None:
        other = "RU" if self.country == "CN" else "CN"
        self.record = record_of(self.country)
        self.recipients = [OrganisationFactory(country=other) for _ in range(2)]
        self.officer = officer_of(self.record.organisation)
        self.today = TODAY + timedelta(days=1)
        self.editions: dict[str, list[Any]] = {}
        self.answers: dict[int, str] = {}
        self.papers: list[dict[str, Any]] = []
        for number, name in enumerate(LISTS[self.country][: choices[0]]):
            self.new_edition(number)
            self.answer(name, choices[1])

    @precondition(lambda self: sum(map(len, self.editions.values())) < 5)
    @rule(choice=st.integers(0, 1))
    def new_edition(self, choice: int) -> None:
        name = LISTS[self.country][choice % len(LISTS[self.country])]
        valid_from = date(2026, 1, 1) + timedelta(days=len(self.editions.get(name, [])))
        self.editions.setdefault(name, []).append(made_edition(name, f"{valid_from}", valid_from))

    @precondition(lambda self: self.editions)
    @rule(choice=st.integers(0, 1), answer=st.integers(0, 3))
    def classify(self, choice: int, answer: int) -> None:
        self.answer(list(self.editions)[choice % len(self.editions)], answer)

    def answer(self, name: str, answer: int) -> None:
        edition, said = self.editions[name][-1], ANSWERS[name][answer % len(ANSWERS[name])]
        entry = None if said in {"not_listed", "unsure"} else entry_of(edition, said)
        classify_record(
            actor=self.officer,
            record_id=self.record.pk,
            edition_id=edition.pk,
            answer="listed" if entry else said,
            entry_id=entry and entry.pk,
            grounds="x",
            now=NOW,
        )
        self.answers[edition.pk] = said

    @rule(recipient=st.integers(0, 1), choice=st.integers(0, 1), lasts=st.sampled_from([0, 20, 60]))
    def record_document(self, recipient: int, choice: int, lasts: int) -> None:
        kind = [kind for kind in DocumentKind if kind.value.startswith(self.country.lower())][choice]
        until = TODAY + timedelta(days=lasts)
        document = recorded(
            self.record,
            self.recipients[recipient],
            kind.value,
            self.officer,
            number=str(len(self.papers)),
            valid_until=until,
        )
        paper = {"id": document.pk, "kind": kind.value, "to": recipient, "until": until, "is_out": False}
        self.papers.append(paper)

    @precondition(lambda self: any(not paper["is_out"] for paper in self.papers))
    @rule(choice=st.integers(0, 9))
    def withdraw(self, choice: int) -> None:
        live = [paper for paper in self.papers if not paper["is_out"]]
        paper = live[choice % len(live)]
        withdraw_document(actor=self.officer, document_id=paper["id"], reason="x", now=NOW)
        paper["is_out"] = True

    @rule(days=st.sampled_from([0, 1, 20, 21]))
    def another_day(self, days: int) -> None:
        self.today = TODAY + timedelta(days=days)

    @invariant()
    def no_gate_is_open_without_its_document(self) -> None:
        for number, recipient in enumerate(self.recipients):
            for stage in GateStage:
                assert self.is_open(stage, recipient) == self.may(stage, number)

    def is_open(self, stage: GateStage, recipient: Any) -> bool:
        try:
            require_gate(stage=stage, record=self.record, counterpart=recipient, on=self.today)
        except GateClosed:
            return False
        return True

    def said(self, name: str) -> str:
        """What was said of the newest edition; ``recheck`` where only of older ones."""
        editions = self.editions.get(name, [])
        if not editions:
            return "nothing"
        return self.answers.get(editions[-1].pk, "recheck" if self.last_of(name) else "nothing")

    def last_of(self, name: str) -> str:
        known = [self.answers[one.pk] for one in self.editions.get(name, []) if one.pk in self.answers]
        return known[-1] if known else ""

    def holds(self, number: int, *kinds: str) -> bool:
        return any(
            paper["kind"] in kinds
            and paper["to"] == number
            and not paper["is_out"]
            and self.today <= paper["until"]
            for paper in self.papers
        )

    def may(self, stage: GateStage, number: int) -> bool:
        technology, dual = self.said("cn-technologies"), self.said("cn-dual-use")
        banned = technology == "990101J" or (
            technology == "recheck" and self.last_of("cn-technologies") == "990101J"
        )
        if stage == GateStage.INTRODUCTION or banned:
            return not banned
        undecided = {"nothing", "recheck", "unsure"}
        if technology in undecided or ("cn-dual-use" in self.editions and dual in undecided):
            return False
        licence = self.holds(number, "cn_export_licence")
        letter = self.holds(number, "cn_letter_of_intent")
        if dual == "9Z101" or (technology == "990201X" and stage == GateStage.SIGNATURE):
            return licence
        return technology != "990201X" or letter or licence


class RussianWalk(Walk):
    country = "RU"

    def may(self, stage: GateStage, number: int) -> bool:
        if stage in {GateStage.INTRODUCTION, GateStage.ROOM}:
            return True
        said = self.said("ru-dual-use")
        if said in {"nothing", "recheck", "unsure"}:
            return False
        consent = said != "99.1.1" or self.holds(number, "ru_authority_consent")
        return consent and self.holds(number, "ru_identification_conclusion")


WALKS = settings(max_examples=20, stateful_step_count=20, deadline=None, derandomize=True)


@pytest.mark.django_db
@pytest.mark.slow
@pytest.mark.parametrize("walk", [Walk, RussianWalk])
def test_no_walk_opens_a_gate_without_its_document(walk: type[Walk]):
    run_state_machine_as_test(walk, settings=WALKS)
