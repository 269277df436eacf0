from __future__ import annotations

from typing import Any

import pytest

from qiaomost.catalogue import services
from qiaomost.catalogue.models import Finding, Record, Review
from qiaomost.common.errors import Conflict, Invalid, NotAllowed, NotFound, TransitionRefused
from qiaomost.network.models import Role
from tests.factories import NOW, MembershipFactory, RecordFactory
from tests.qiaomost.catalogue.snapshots import snapshot, topics, verbs
from tests.qiaomost.conftest import People
from tests.unwritten import nothing_written


@pytest.fixture
def record(people: People) -> Record:
    made = RecordFactory(organisation=people.organisation, author=people.author)
    services.submit_record(actor=people.author, record_id=made.pk, now=NOW)
    return made


@pytest.fixture
def claimed(record: Record, people: People) -> Record:
    services.claim_review(actor=people.reviewer, record_id=record.pk, now=NOW)
    return record


def _find(people: People, record: Record, **values: Any) -> Finding:
    given = {"severity": "major", "section": "description", "language": "zh", "text": "缺少试验标准"}
    return services.add_finding(actor=people.reviewer, record_id=record.pk, now=NOW, **(given | values))


def test_submit_opens_a_round_for_anyone_but_the_submitter(record: Record, people: People):
    review = record.reviews.get()
    assert (review.round, review.submitted_by, review.reviewer) == (1, people.author, None)
    assert topics() == ["catalogue.record_submitted"]


def test_review_is_claimed_by_one(record: Record, people: People):
    other = MembershipFactory(role=Role.REVIEWER).user
    services.claim_review(actor=people.reviewer, record_id=record.pk, now=NOW)
    before = snapshot()
    services.claim_review(actor=people.reviewer, record_id=record.pk, now=NOW)
    with pytest.raises(Conflict):
        services.claim_review(actor=other, record_id=record.pk, now=NOW)
    assert snapshot() == before


def test_nobody_reviews_what_they_wrote_or_submitted(people: People):
    for role in (Role.REVIEWER, Role.ADMINISTRATOR):
        MembershipFactory(user=people.author, organisation=people.organisation, role=role)
    written = RecordFactory(organisation=people.organisation, author=people.author)
    services.submit_record(actor=people.administrator, record_id=written.pk, now=NOW)
    submitted = RecordFactory(organisation=people.organisation, author=people.colleague)
    services.submit_record(actor=people.author, record_id=submitted.pk, now=NOW)
    before = snapshot()
    for record, actor in (
        (written, people.author),
        (written, people.administrator),
        (submitted, people.author),
    ):
        with pytest.raises(NotAllowed):
            services.claim_review(actor=actor, record_id=record.pk, now=NOW)
    assert snapshot() == before


def test_only_the_holder_of_a_review_finds_and_decides(claimed: Record, people: People):
    other = MembershipFactory(role=Role.REVIEWER).user
    finding = _find(people, claimed)
    before = snapshot()
    for actor in (other, people.administrator, people.author):
        with pytest.raises(NotAllowed):
            services.add_finding(actor=actor, record_id=claimed.pk, severity="minor", text="字", now=NOW)
        with pytest.raises(NotAllowed):
            services.return_record(actor=actor, record_id=claimed.pk, now=NOW)
        with pytest.raises(NotAllowed):
            services.accept_record(actor=actor, record_id=claimed.pk, now=NOW)
        with pytest.raises(NotAllowed):
            services.resolve_finding(actor=actor, finding_id=finding.pk, now=NOW)
    assert snapshot() == before


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"severity": "fatal"}, "severity"),
        ({"section": "desired_outcome"}, "section"),
        ({"language": "de"}, "language"),
        ({"text": " \x00"}, "text"),
        ({"text": "长" * 2001}, "text"),
    ],
)
def test_wrong_finding_is_refused(wrong: dict[str, str], field: str, claimed: Record, people: People):
    before = snapshot()
    with pytest.raises(Invalid) as refusal:
        _find(people, claimed, **wrong)
    assert (set(refusal.value.fields), snapshot()) == ({field}, before)


def test_return_needs_a_finding(claimed: Record, people: People):
    before = snapshot()
    with pytest.raises(TransitionRefused) as refusal:
        services.return_record(actor=people.reviewer, record_id=claimed.pk, now=NOW)
    assert (refusal.value.code, snapshot()) == ("no_finding", before)
    _find(people, claimed)
    services.return_record(actor=people.reviewer, record_id=claimed.pk, now=NOW)
    review = Review.objects.get(record=claimed)
    assert (review.decision, review.closed_at) == ("returned", NOW)
    assert topics()[-1] == "catalogue.record_returned"


@pytest.mark.parametrize(("severity", "stops"), [("blocker", True), ("major", True), ("minor", False)])
def test_grave_findings_stop_acceptance_until_resolved(
    severity: str, stops: bool, claimed: Record, people: People
):
    finding = _find(people, claimed, severity=severity)
    if stops:
        before = snapshot()
        with pytest.raises(TransitionRefused) as refusal:
            services.accept_record(actor=people.reviewer, record_id=claimed.pk, now=NOW)
        assert (refusal.value.code, snapshot()) == ("findings_open", before)
        services.resolve_finding(actor=people.reviewer, finding_id=finding.pk, now=NOW)
    services.accept_record(actor=people.reviewer, record_id=claimed.pk, now=NOW)
    assert Record.objects.get(pk=claimed.pk).state == "accepted"
    assert topics()[-1] == "catalogue.record_accepted"


def test_a_grave_finding_of_an_earlier_round_stops_acceptance_too(claimed: Record, people: People):
    _find(people, claimed)
    services.return_record(actor=people.reviewer, record_id=claimed.pk, now=NOW)
    services.submit_record(actor=people.author, record_id=claimed.pk, now=NOW)
    services.claim_review(actor=people.reviewer, record_id=claimed.pk, now=NOW)
    with pytest.raises(TransitionRefused):
        services.accept_record(actor=people.reviewer, record_id=claimed.pk, now=NOW)


def test_finding_is_answered_while_the_record_is_with_its_author(claimed: Record, people: People):
    finding = _find(people, claimed)
    answer = {"finding_id": finding.pk, "answer": " 已补充 GB/T 50082\u202e ", "now": NOW}
    with pytest.raises(TransitionRefused):
        services.answer_finding(actor=people.author, **answer)
    services.return_record(actor=people.reviewer, record_id=claimed.pk, now=NOW)
    before = snapshot()
    for actor, refusal in ((people.reviewer, NotAllowed), (people.member_elsewhere, NotFound)):
        with pytest.raises(refusal):
            services.answer_finding(actor=actor, **answer)
    with pytest.raises(Invalid):
        services.answer_finding(actor=people.author, **(answer | {"answer": " "}))
    assert snapshot() == before
    answered = services.answer_finding(actor=people.author, **answer)
    assert (answered.answer, answered.is_resolved) == ("已补充 GB/T 50082", False)
    assert verbs()[-1] == "answer_finding"


def test_unknown_findings_and_records_are_not_found(people: People, record: Record):
    with pytest.raises(NotFound):
        services.answer_finding(actor=people.author, finding_id=10**9, answer="好", now=NOW)
    with pytest.raises(NotFound):
        services.submit_record(actor=people.author, record_id=people.organisation.pk, now=NOW)


def test_block_keeps_its_reason_in_the_audit_trail(people: People):
    record = RecordFactory(organisation=people.organisation, author=people.author, state="screening")
    with pytest.raises(Invalid):
        services.block_record(actor=people.screener, record_id=record.pk, reason=" ", now=NOW)
    services.block_record(actor=people.screener, record_id=record.pk, reason="需要许可", now=NOW)
    assert (verbs(), topics()) == (["block"], ["catalogue.record_blocked"])
    assert _detail()["reason"] == "需要许可"


def _detail() -> dict[str, str]:
    from qiaomost.common.models import AuditEntry

    return AuditEntry.objects.latest("pk").detail


def test_record_that_says_too_little_is_not_submitted(people: People):
    record = RecordFactory(kind="challenge", organisation=people.organisation, author=people.author)
    record.texts.update(summary="", desired_outcome="")
    record.subjects.clear()
    with nothing_written(), pytest.raises(Invalid) as refused:
        services.submit_record(actor=people.author, record_id=record.pk, now=NOW)
    assert set(refused.value.fields) == {"texts.zh.summary", "texts.zh.desired_outcome", "subjects"}
