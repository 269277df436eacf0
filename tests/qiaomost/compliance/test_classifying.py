from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from qiaomost.accounts.models import User
from qiaomost.catalogue.models import Record
from qiaomost.catalogue.services import publish_record, resume_record
from qiaomost.catalogue.states import RecordState
from qiaomost.common.errors import Invalid, NotAllowed, NotFound, TransitionRefused
from qiaomost.common.models import AuditEntry, OutboxEntry
from qiaomost.compliance.models import Answer, Classification
from qiaomost.compliance.rules import Finding
from qiaomost.compliance.selectors.classifying import answerable_editions, editions_in_force, findings_for
from qiaomost.compliance.services.classifying import classify_record
from qiaomost.compliance.states.classification import ClassificationState
from qiaomost.network.models import Membership, Role
from tests.factories import NOW, MembershipFactory, RecordFactory, SecondFactorFactory
from tests.qiaomost.compliance.making import TODAY, answered, entry_of, made_edition, officer_of, record_of
from tests.qiaomost.compliance.snapshots import snapshot
from tests.qiaomost.conftest import People

pytestmark = pytest.mark.django_db


def classify(actor: User, record: Record, edition: Any, **values: Any) -> Classification:
    given: dict[str, Any] = {"answer": "not_listed", "grounds": "已逐条核对"}
    return classify_record(
        actor=actor, record_id=record.pk, edition_id=edition.pk, now=NOW, **(given | values)
    )


@pytest.fixture
def home(people: People) -> tuple[Record, User]:
    record = RecordFactory(organisation=people.organisation, author=people.author, state="published")
    return record, officer_of(people.organisation)


@pytest.mark.parametrize("state", RecordState)
@pytest.mark.parametrize("answer", Answer)
def test_answer_is_added_in_every_state_of_a_record(state: str, answer: str, people: People):
    record = RecordFactory(organisation=people.organisation, author=people.author, state=state)
    edition, officer = made_edition(), officer_of(people.organisation)
    entry = entry_of(edition, "990201X") if answer == "listed" else None
    made = classify(officer, record, edition, answer=answer, entry_id=entry and entry.pk)
    assert (made.answer, made.entry, made.officer, made.decided_at) == (answer, entry, officer, NOW)
    assert findings_for(record, on=TODAY)[0].state == answer
    detail = {"edition": "cn-technologies 2026", "answer": answer, "entry": "990201X" if entry else ""}
    assert list(AuditEntry.objects.values_list("verb", "actor_id", "detail")) == [
        ("classify", officer.pk, detail)
    ]
    assert list(OutboxEntry.objects.values_list("topic", "payload")) == [
        ("compliance.record_classified", {"record_id": str(record.pk)})
    ]


def test_prohibited_record_is_kept_back_until_an_officer_answers_otherwise(home: tuple[Record, User]):
    record, officer = home
    edition = made_edition()
    prohibited = {"answer": "listed", "entry_id": entry_of(edition, "990101J").pk}
    classify(officer, record, edition, **prohibited)
    classify(officer, record, edition, **prohibited)
    record.refresh_from_db()
    assert (record.state, record.export_barred_at) == (RecordState.ON_HOLD, NOW)
    topics = list(OutboxEntry.objects.order_by("pk").values_list("topic", flat=True))
    assert topics.count("catalogue.record_withdrawn") == 1
    before = snapshot()
    with pytest.raises(TransitionRefused) as refused:
        resume_record(actor=record.author, record_id=record.pk, now=NOW)
    assert refused.value.code == "export_barred"
    assert snapshot() == before
    classify(officer, record, edition)
    record.refresh_from_db()
    assert (record.state, record.export_barred_at) == (RecordState.ON_HOLD, None)
    assert resume_record(actor=record.author, record_id=record.pk, now=NOW).state == RecordState.PUBLISHED


def test_cleared_record_that_is_prohibited_is_not_published(people: People):
    record = RecordFactory(organisation=people.organisation, author=people.author, state="cleared")
    edition = made_edition("cn-technologies", "2027", valid_from=TODAY + timedelta(days=30))
    entry = entry_of(edition, "990101J")
    classify(officer_of(people.organisation), record, edition, answer="listed", entry_id=entry.pk)
    with pytest.raises(TransitionRefused):
        publish_record(actor=record.author, record_id=record.pk, now=NOW)
    record.refresh_from_db()
    assert (record.state, record.export_barred_at) == (RecordState.CLEARED, NOW)


def test_database_refuses_a_published_record_that_is_kept_back(home: tuple[Record, User]):
    with pytest.raises(IntegrityError), transaction.atomic():
        Record.objects.filter(pk=home[0].pk).update(export_barred_at=NOW)


ROLES = (
    "author",
    "colleague",
    "own_adviser",
    "reviewer",
    "screener",
    "administrator",
    "member_elsewhere",
    "without_membership",
)


@pytest.mark.parametrize("role", ROLES)
def test_only_an_officer_of_the_owner_answers(role: str, people: People, home: tuple[Record, User]):
    edition, before = made_edition(), None
    before = snapshot()
    with pytest.raises((NotAllowed, NotFound)):
        classify(getattr(people, role), home[0], edition)
    assert snapshot() == before


@pytest.mark.parametrize("role", Role)
def test_of_the_roles_in_the_owner_only_the_officers_answers(role: str, home: tuple[Record, User]):
    edition, record = made_edition(), home[0]
    user = MembershipFactory(organisation=record.organisation, role=role).user
    before = snapshot()
    if role == Role.COMPLIANCE_OFFICER:
        assert classify(user, record, edition).officer == user
    else:
        with pytest.raises(NotAllowed):
            classify(user, record, edition)
        assert snapshot() == before


def test_officer_without_second_factor_or_of_another_organisation_is_refused(people: People):
    record, edition = RecordFactory(organisation=people.organisation), made_edition()
    elsewhere = officer_of(people.member_elsewhere.memberships.get().organisation)
    weak = MembershipFactory(
        organisation=people.organisation, role=Role.COMPLIANCE_OFFICER, second_factor=False
    ).user
    before = snapshot()
    with pytest.raises(NotFound):
        classify(elsewhere, record, edition)
    with pytest.raises(NotAllowed):
        classify(weak, record, edition)
    assert snapshot() == before
    SecondFactorFactory(user=weak)
    assert classify(weak, record, edition).officer == weak


def test_officer_whose_membership_has_ended_is_refused(home: tuple[Record, User]):
    record, officer = home
    edition = made_edition()
    Membership.objects.filter(user=officer).update(is_active=False)
    with pytest.raises(NotAllowed):
        classify(officer, record, edition)
    assert Classification.objects.count() == 0


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({"answer": "perhaps"}, {"answer"}),
        ({"answer": "listed"}, {"entry"}),
        ({"answer": "listed", "entry_id": 0}, {"entry"}),
        ({"answer": "listed", "entry_id": 999_999}, {"entry"}),
        ({"answer": "not_listed", "entry_id": 1}, {"entry"}),
        ({"answer": "unsure", "entry_id": 1}, {"entry"}),
        ({"grounds": " \u0000"}, {"grounds"}),
        ({"grounds": "x" * 2001}, {"grounds"}),
    ],
)
def test_wrong_answer_is_refused(values: dict[str, Any], fields: set[str], home: tuple[Record, User]):
    edition = made_edition()
    before = snapshot()
    with pytest.raises(Invalid) as refusal:
        classify(home[1], home[0], edition, **values)
    assert set(refusal.value.fields) == fields
    assert snapshot() == before


def test_entry_of_another_edition_is_refused(home: tuple[Record, User]):
    old, new = made_edition(valid_from=date(2025, 1, 1), name="2025"), made_edition()
    with pytest.raises(Invalid):
        classify(home[1], home[0], new, answer="listed", entry_id=entry_of(old, "990201X").pk)
    assert Classification.objects.count() == 0


def test_edition_that_is_not_in_force_is_refused(home: tuple[Record, User]):
    old = made_edition(valid_from=date(2025, 1, 1), name="2025")
    made_edition()
    for edition in (old, made_edition("ru-dual-use")):
        with pytest.raises(TransitionRefused):
            classify(home[1], home[0], edition)
    with pytest.raises(TransitionRefused):
        classify_record(
            actor=home[1], record_id=home[0].pk, edition_id=0, answer="unsure", grounds="x", now=NOW
        )
    assert Classification.objects.count() == 0


def test_profile_of_an_expert_needs_no_answer(people: People):
    record = RecordFactory(kind="expert", organisation=people.organisation)
    edition, officer = made_edition(), officer_of(people.organisation)
    with pytest.raises(TransitionRefused):
        classify(officer, record, edition)
    assert Classification.objects.count() == 0


def test_record_that_is_not_there_is_not_found(home: tuple[Record, User]):
    with pytest.raises(NotFound):
        classify_record(actor=home[1], record_id=uuid4(), edition_id=1, answer="unsure", grounds="x", now=NOW)


def test_latest_answer_counts_and_the_earlier_ones_stay(home: tuple[Record, User]):
    edition = made_edition()
    listed = entry_of(edition, "990201X")
    classify(home[1], home[0], edition, answer="listed", entry_id=listed.pk)
    assert findings_for(home[0], on=TODAY) == (
        Finding("cn-technologies", ClassificationState.LISTED, "restricted", "990201X"),
    )
    classify(home[1], home[0], edition)
    assert findings_for(home[0], on=TODAY) == (Finding("cn-technologies", ClassificationState.NOT_LISTED),)
    assert list(Classification.objects.order_by("pk").values_list("answer", flat=True)) == [
        "listed",
        "not_listed",
    ]


def state_on(record: Record, day: date) -> list[tuple[str, str]]:
    return [(finding.control_list, finding.state.value) for finding in findings_for(record, on=day)]


def test_new_edition_asks_for_another_check_from_its_first_day():
    record, old = record_of("CN"), made_edition()
    answered(record, old)
    new = made_edition(name="2026-10", valid_from=TODAY + timedelta(days=30))
    assert state_on(record, TODAY) == [("cn-technologies", "not_listed")]
    assert state_on(record, TODAY + timedelta(days=29)) == [("cn-technologies", "not_listed")]
    assert state_on(record, TODAY + timedelta(days=30)) == [("cn-technologies", "needs_recheck")]
    answered(record, new, "unsure")
    assert state_on(record, TODAY) == [("cn-technologies", "not_listed")]
    assert state_on(record, TODAY + timedelta(days=30)) == [("cn-technologies", "unsure")]


def test_answer_for_a_coming_edition_is_taken(home: tuple[Record, User]):
    coming = made_edition(name="2026-10", valid_from=TODAY + timedelta(days=30))
    classify(home[1], home[0], coming)
    assert state_on(home[0], TODAY) == [("cn-technologies", "unclassified")]
    assert state_on(home[0], TODAY + timedelta(days=30)) == [("cn-technologies", "not_listed")]


def test_edition_that_ended_without_a_successor_counts_no_more():
    record = record_of("CN")
    answered(record, made_edition(valid_to=TODAY))
    assert state_on(record, TODAY) == [("cn-technologies", "not_listed")]
    assert state_on(record, TODAY + timedelta(days=1)) == [("cn-technologies", "needs_recheck")]


def test_second_list_counts_from_its_first_edition_on():
    record = record_of("CN")
    answered(record, made_edition())
    made_edition("cn-dual-use", valid_from=TODAY)
    assert state_on(record, TODAY - timedelta(days=1)) == [("cn-technologies", "not_listed")]
    assert state_on(record, TODAY) == [
        ("cn-technologies", "not_listed"),
        ("cn-dual-use", "unclassified"),
    ]


def test_required_list_counts_even_where_it_was_never_imported():
    assert state_on(record_of("RU"), TODAY) == [("ru-dual-use", "unclassified")]


def test_sample_gives_way_to_any_other_edition():
    sample = made_edition(name="sample", is_sample=True, valid_from=date(2026, 8, 1))
    assert editions_in_force("CN", on=TODAY) == {"cn-technologies": sample}
    real = made_edition(valid_from=date(2020, 1, 1))
    assert editions_in_force("CN", on=TODAY) == {"cn-technologies": real}


def test_editions_to_answer_for_are_those_in_force_then_those_to_come():
    made_edition(name="2025", valid_from=date(2025, 1, 1))
    present, coming = made_edition(), made_edition(name="2027", valid_from=date(2027, 1, 1))
    dual = made_edition("cn-dual-use")
    made_edition("ru-dual-use")
    assert answerable_editions("CN", on=TODAY) == [present, dual, coming]


def test_prohibited_entry_is_remembered_until_the_new_edition_is_answered():
    record, old = record_of("CN"), made_edition()
    answered(record, old, "listed", "990101J")
    new = made_edition(name="2026-09", valid_from=TODAY)
    assert findings_for(record, on=TODAY) == (
        Finding("cn-technologies", ClassificationState.NEEDS_RECHECK, "prohibited", "990101J"),
    )
    answered(record, new)
    assert findings_for(record, on=TODAY) == (Finding("cn-technologies", ClassificationState.NOT_LISTED),)
