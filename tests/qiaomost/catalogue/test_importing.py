from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from qiaomost.catalogue import services
from qiaomost.catalogue.drafts import AchievementFacts, ChallengeFacts, EvidenceDraft, RecordDraft
from qiaomost.catalogue.models import Record, RecordText
from qiaomost.catalogue.selectors import draft_of
from qiaomost.catalogue.services import Outcome, imported_id, upsert_imported
from qiaomost.catalogue.states import LIFETIME, RecordState
from qiaomost.common.errors import Invalid
from qiaomost.common.models import AuditEntry
from tests.factories import NOW, OrganisationFactory, record_draft, text_draft, translation_draft
from tests.qiaomost.catalogue.snapshots import snapshot, topics, verbs

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=100)


@pytest.fixture
def draft() -> RecordDraft:
    return record_draft(
        organisation_id=OrganisationFactory().pk,
        texts=(text_draft(), translation_draft()),
        evidence=(EvidenceDraft(title="冻融试验"),),
    )


def run(draft: RecordDraft, **values: Any) -> Outcome:
    given: dict[str, Any] = {"source": "csl", "source_id": "42", "now": NOW}
    return upsert_imported(draft, **(given | values))


def stored() -> Record:
    return Record.objects.get(source="csl", source_id="42")


def test_new_row_is_published_with_its_provenance(draft: RecordDraft):
    assert (
        run(draft, source_address="https://example.org/42", updated_at=NOW - timedelta(days=9))
        == Outcome.CREATED
    )
    record = stored()
    assert draft_of(record) == draft
    assert (record.pk, record.state, record.version) == (imported_id("csl", "42"), "published", 1)
    assert (record.published_at, record.expires_at) == (NOW, NOW + LIFETIME)
    assert record.updated_at == NOW - timedelta(days=9)
    assert record.source_address == "https://example.org/42"
    assert [text.state for text in record.texts.all()] == ["approved", "approved"]
    assert (verbs(), topics()) == (["import"], ["catalogue.record_published"])
    assert AuditEntry.objects.get().detail == {"source": "csl", "source_id": "42", "outcome": "created"}


def test_same_row_again_writes_nothing(draft: RecordDraft, django_assert_num_queries):
    run(draft)
    before = snapshot()
    with django_assert_num_queries(3):  # the savepoint's two and the look-up
        assert run(draft, now=LATER) == Outcome.UNCHANGED
    assert snapshot() == before


def test_changed_row_updates_what_changed(draft: RecordDraft):
    run(draft)
    changed = replace(draft, texts=(text_draft(title="新题目"),), facts=AchievementFacts(trl=9))
    assert run(changed, now=LATER) == Outcome.UPDATED
    record = stored()
    assert (record.version, record.updated_at, record.expires_at) == (2, LATER, LATER + LIFETIME)
    assert (record.texts.get(language="zh").title, record.achievement.trl) == ("新题目", 9)
    assert record.texts.get(language="ru").state == "stale"
    assert topics() == ["catalogue.record_published", "catalogue.record_changed"]


def test_expired_row_comes_back_when_it_changes(draft: RecordDraft):
    run(draft)
    services.expire_due(now=NOW + LIFETIME)
    assert run(replace(draft, subjects=()), now=NOW + LIFETIME) == Outcome.UPDATED
    assert stored().state == "published"
    assert topics()[-1] == "catalogue.record_published"


@pytest.mark.parametrize("state", ["on_hold", "archived", "under_review", "blocked"])
def test_state_that_a_person_set_stays(state: str, draft: RecordDraft):
    run(draft)
    Record.objects.update(state=state)
    RecordText.objects.filter(origin="original").update(state="draft")
    assert run(replace(draft, texts=(text_draft(title="新题目"),)), now=LATER) == Outcome.UPDATED
    record = stored()
    approved = "approved" if state == "on_hold" else "draft"
    assert (record.state, record.texts.get(language="zh").state) == (state, approved)
    assert topics() == ["catalogue.record_published"]


def test_row_may_enter_as_a_draft_and_be_published_later(draft: RecordDraft):
    run(draft, state=RecordState.DRAFT)
    assert (stored().state, stored().published_at, topics()) == ("draft", None, [])
    assert {text.state for text in stored().texts.all()} == {"draft"}
    run(draft)
    assert stored().state == "published"
    with pytest.raises(Invalid):
        run(draft, state=RecordState.CLEARED)


def test_texts_of_a_draft_are_approved_when_the_row_is_published(draft: RecordDraft):
    run(draft, state=RecordState.DRAFT)
    run(draft)
    assert {text.state for text in stored().texts.all()} == {"approved"}


def test_challenge_whose_deadline_has_passed_is_taken(draft: RecordDraft):
    facts = ChallengeFacts(deadline=date(2020, 1, 1))
    assert run(replace(draft, facts=facts)) == Outcome.CREATED
    assert stored().expires_at == NOW + LIFETIME


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({"source": ""}, {"source"}),
        ({"source_id": "x" * 201}, {"source_id"}),
        ({"source_id": "4\x002"}, {"source_id"}),
        ({"source_address": "javascript:alert(1)"}, {"source_address"}),
    ],
)
def test_row_without_provenance_is_refused(values: dict[str, str], fields: set[str], draft: RecordDraft):
    before = snapshot()
    with pytest.raises(Invalid) as refusal:
        run(draft, **values)
    assert (set(refusal.value.fields), snapshot()) == (fields, before)


def test_wrong_row_is_refused_whole(draft: RecordDraft):
    before = snapshot()
    with pytest.raises(Invalid):
        run(replace(draft, texts=(text_draft(), translation_draft(title=""))))
    assert snapshot() == before


def test_kind_and_language_of_a_row_can_not_change(draft: RecordDraft):
    run(draft)
    before = snapshot()
    for changed in (
        replace(draft, facts=ChallengeFacts()),
        replace(draft, texts=(text_draft(language="ru"),)),
    ):
        with pytest.raises(Invalid):
            run(changed)
    assert snapshot() == before


def test_ids_are_the_same_in_every_catalogue():
    assert imported_id("csl", "42") == imported_id("csl", "42")
    assert len({imported_id("csl", "42"), imported_id("csl4", "2"), imported_id("ius", "42")}) == 3
