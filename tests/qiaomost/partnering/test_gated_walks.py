"""Random walks of everybody over a case and its agreement: no room, file or signature without its document.

What has to be on record is told here anew, from the papers of the walk, without the code that decides.
"""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any
from unittest import mock

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from qiaomost.common.errors import DomainError
from qiaomost.compliance.services.declaring import DeclarationDraft, DeclaredDocument
from qiaomost.compliance.services.documents import withdraw_document
from qiaomost.partnering import services
from qiaomost.partnering.models import AgreementSignature, Case, FileVersion
from qiaomost.partnering.services.declaring import declare_files
from qiaomost.partnering.services.rooms_files import add_file, hand_out_file
from qiaomost.partnering.states import CooperationState, Side
from qiaomost.partnering.states.agreements import AgreementState
from tests.factories import NOW, RecordFactory
from tests.qiaomost.compliance.making import answered, entry_of, made_edition, officer_of, recorded
from tests.qiaomost.partnering.agreements import PDF, Table, agreement_draft, seated, signature_of
from tests.qiaomost.partnering.agreements import agreements as deals
from tests.qiaomost.partnering.conftest import made_parties, nda_draft

KINDS = ("cn_letter_of_intent", "cn_export_licence", "ru_identification_conclusion", "ru_authority_consent")
CODES = {"X": "990201X", "J": "990101J", "-": ""}
VERBS = ("open_room", "park_cooperation", "resume_cooperation", "close_cooperation", "reopen_cooperation")
"""What anybody tries on the cooperation; each is legal for somebody somewhere."""


class GatedWalk(RuleBasedStateMachine):
    """A Chinese technology offered for a Russian challenge; every rule is tried by anybody, at any time."""

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.kept = mock.patch("qiaomost.catalogue.services.file_store.keep")
        self.kept.start()

    def teardown(self) -> None:
        self.kept.stop()
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    @initialize(
        technology=st.sampled_from("XXXJ-"),
        consent=st.booleans(),
        papers=st.sets(st.sampled_from(KINDS)),
        is_ready=st.booleans(),
        has_own=st.sampled_from((True, True, False)),
    )
    def begin(self, technology: str, consent: bool, papers: set[str], is_ready: bool, has_own: bool) -> None:
        """With ``is_ready`` the agreement waits for its signatures, and the papers have been withdrawn since.

        Without ``has_own`` the Chinese side comes without a record: its files rest on what its officer declares.
        """
        self.has_own, self.declared = has_own, ""
        parties = made_parties()
        challenge = RecordFactory(
            kind="challenge", organisation=parties.institute, author=parties.researcher, state="published"
        )
        self.parties = replace(parties, record=challenge)
        self.own = RecordFactory(organisation=parties.company, author=parties.engineer, state="published")
        self.technology, self.consent = "-", False
        self.papers: dict[str, Any] = {}
        self.officers = {"cn": officer_of(parties.company), "ru": officer_of(parties.institute)}
        self.editions = {"cn": made_edition(), "ru": made_edition("ru-dual-use")}
        self.classify("-", False)
        begin = self.parties.start
        if has_own:
            object.__setattr__(self.parties, "start", lambda: begin(own_record_id=self.own.pk))
        self.make_table(is_ready)
        self.classify(technology, consent)
        for kind in papers:
            self.record_paper(kind)

    def make_table(self, is_ready: bool) -> None:
        state = CooperationState.NEGOTIATING if is_ready else CooperationState.INTRODUCED
        self.table: Table = seated(self.parties, state, is_cleared=False)
        self.people = sorted(self.table.people)
        self.deal = self.table.in_state(AgreementState.APPROVED) if is_ready else None

    def classify(self, technology: str, consent: bool) -> None:
        self.technology, self.consent = technology, consent
        answer = "listed" if CODES[technology] else "not_listed"
        answered(self.own, self.editions["cn"], answer, CODES[technology])
        answered(
            self.parties.record,
            self.editions["ru"],
            "listed" if consent else "not_listed",
            "99.1.1" if consent else "",
        )

    @rule(kind=st.sampled_from(KINDS))
    def record_paper(self, kind: str) -> None:
        if kind in self.papers:
            return
        country = kind[:2]
        record, recipient = (
            (self.own, self.parties.institute)
            if country == "cn"
            else (self.parties.record, self.parties.company)
        )
        number = f"{kind} {len(self.withdrawn)}"
        self.papers[kind] = recorded(
            record, recipient, kind, self.officers[country], number=number, valid_until=None
        )

    @rule(technology=st.sampled_from("XJ-"), with_licence=st.booleans(), is_officer=st.booleans())
    def declare(self, technology: str, with_licence: bool, is_officer: bool) -> None:
        entry = entry_of(self.editions["cn"], CODES[technology]).pk if technology != "-" else None
        answer = "listed" if entry else "not_listed"
        licence = [DeclaredDocument("cn_export_licence", "许可1")] if with_licence else []
        draft = DeclarationDraft(self.editions["cn"].pk, answer, "已核对", entry, licence)
        actor = self.officers["cn"] if is_officer else self.table.people["engineer"]
        try:
            with transaction.atomic():
                declare_files(actor=actor, case_id=self.table.case.pk, side=Side.SENDER, draft=draft, now=NOW)
        except DomainError:
            return
        assert is_officer
        assert not self.has_own
        self.declared = technology + ("+" if with_licence else "")

    withdrawn: tuple[str, ...] = ()

    @rule(kind=st.sampled_from(KINDS))
    def withdraw_paper(self, kind: str) -> None:
        if paper := self.papers.pop(kind, None):
            withdraw_document(actor=self.officers[kind[:2]], document_id=paper.pk, reason="отозвано", now=NOW)
            self.withdrawn = (*self.withdrawn, kind)

    @rule(verb=st.sampled_from(VERBS), who=st.integers(0, 20))
    def carry(self, verb: str, who: int) -> None:
        was_open = self.is_open()
        words = {
            "park_cooperation": {"until": NOW.date().replace(month=12)},
            "close_cooperation": {"reason": "funding", "text": "资金未落实。"},
        }.get(verb, {})
        if self.attempt(getattr(services, verb), who, case_id=self.table.case.pk, **words):
            assert was_open or not self.is_open() or verb == "resume_cooperation" or self.may("room")

    @rule()
    def sign_the_nda(self) -> None:
        was_open, case = self.is_open(), self.table.case
        try:
            with transaction.atomic():
                nda = services.issue_nda(
                    actor=self.parties.cn_adviser, case_id=case.pk, draft=nda_draft(), now=NOW
                )
                for name in ("engineer", "researcher"):
                    services.sign_nda(
                        actor=self.table.people[name],
                        case_id=case.pk,
                        sha256=nda.sha256,
                        name="程立群",
                        position="总工程师",
                        now=NOW,
                    )
        except DomainError:
            return
        assert was_open or self.is_open() == self.may("room")

    @rule(who=st.integers(0, 20))
    def upload(self, who: int) -> None:
        name = self.people[who % len(self.people)]
        added = self.attempt(add_file, who, case_id=self.table.case.pk, name="a.pdf", content=io.BytesIO(PDF))
        if added:
            assert self.may("file", self.side(name)), name

    @rule(who=st.integers(0, 20), choice=st.integers(0, 5))
    def download(self, who: int, choice: int) -> None:
        versions = list(FileVersion.objects.order_by("pk"))
        if not versions:
            return
        version, name = versions[choice % len(versions)], self.people[who % len(self.people)]
        if self.attempt(hand_out_file, who, case_id=self.table.case.pk, version_id=version.pk):
            giver = "cn" if version.file.side == "sender" else "ru"
            assert self.side(name) == giver or self.may("file", giver), name

    @rule(who=st.integers(0, 20))
    def sign(self, who: int) -> None:
        if self.deal is not None:
            about = signature_of(self.deal)
            if self.attempt(deals.sign_agreement, who, agreement_id=self.deal.pk, **about):
                assert self.may("signature")
                assert AgreementSignature.objects.exists()

    @rule(who=st.integers(0, 20))
    def draft(self, who: int) -> None:
        case = self.table.case
        if self.attempt(deals.start_agreement, who, case_id=case.pk, draft=agreement_draft()):
            assert self.is_open()

    def attempt(self, service: Any, who: int, **words: Any) -> bool:
        """Let somebody try; returns whether it was done."""
        actor = self.table.people[self.people[who % len(self.people)]]
        try:
            with transaction.atomic():
                service(actor=actor, now=NOW, **words)
        except DomainError:
            return False
        return True

    def side(self, name: str) -> str:
        return "cn" if name.startswith("cn") or name == "engineer" else "ru"

    def is_open(self) -> bool:
        state = Case.objects.get(pk=self.table.case.pk).cooperation.state
        return state not in {"introduced", "nda", "closed", "parked"}

    def may(self, stage: str, giver: str = "both") -> bool:
        held, allowed = set(self.papers), True
        if not self.has_own and giver == "cn":
            allowed = self.declared in {"-", "-+", "X+"}
        elif self.has_own and giver != "ru" and self.technology != "-":
            letter = stage != "signature" and "cn_letter_of_intent" in held
            allowed = self.technology == "X" and (letter or "cn_export_licence" in held)
        if giver != "cn" and stage != "room":
            allowed = allowed and "ru_identification_conclusion" in held
            allowed = allowed and (not self.consent or "ru_authority_consent" in held)
        return allowed


WALKS = settings(max_examples=12, stateful_step_count=25, deadline=None, derandomize=True)


@pytest.mark.django_db
@pytest.mark.slow
def test_no_walk_reaches_room_file_or_signature_without_its_document():
    run_state_machine_as_test(GatedWalk, settings=WALKS)
