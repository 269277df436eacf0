"""Impossible rows that the database itself refuses, whoever writes them."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from qiaomost.catalogue.models import Achievement, Challenge, Evidence, Record, RecordText, Review
from qiaomost.common.models import OutboxEntry
from tests.factories import NOW, RecordFactory, RecordTextFactory, UserFactory

pytestmark = pytest.mark.django_db


def _refused(model: Any, row: Any, **values: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.filter(pk=row.pk).update(**values)


@pytest.mark.parametrize(
    "values",
    [
        {"state": "published"},
        {"state": "published", "published_at": NOW},
        {"state": "lost"},
        {"kind": "advertisement"},
    ],
)
def test_impossible_record_is_refused(values: dict[str, Any]):
    _refused(Record, RecordFactory(), **values)


def test_source_has_a_row_once():
    RecordFactory(source="demo", source_id="1")
    _refused(Record, RecordFactory(), source="demo", source_id="1")
    RecordFactory()  # two records without a source are no doubles


@pytest.mark.parametrize("values", [{"state": "stale"}, {"state": "approved"}])
def test_impossible_original_is_refused(values: dict[str, Any]):
    _refused(RecordText, RecordFactory().texts.get(), **values)


def test_second_original_and_second_text_of_a_language_are_refused():
    record = RecordFactory()
    text = RecordTextFactory(record=record, language="ru", origin="human")
    _refused(RecordText, text, origin="original")
    _refused(RecordText, text, language="zh")


@pytest.mark.parametrize(
    "values", [{"trl": 0}, {"trl": 10}, {"production_readiness": 11}, {"market_readiness": 10}]
)
def test_readiness_outside_its_scale_is_refused(values: dict[str, int]):
    _refused(Achievement, RecordFactory().achievement, **values)


@pytest.mark.parametrize(
    "values",
    [{"budget": 5}, {"budget": 0, "currency": "CNY"}, {"budget": -1, "currency": "CNY"}, {"trl_min": 10}],
)
def test_impossible_challenge_is_refused(values: dict[str, Any]):
    _refused(Challenge, RecordFactory(kind="challenge").challenge, **values)


@pytest.mark.parametrize(
    "values", [{"decision": "accepted"}, {"decision": "accepted", "closed_at": NOW}, {"closed_at": NOW}]
)
def test_impossible_review_is_refused(values: dict[str, Any]):
    _refused(Review, RecordFactory(state="under_review").reviews.get(), **values)


def test_reviewer_who_submitted_is_refused():
    review = RecordFactory(state="under_review").reviews.get()
    _refused(Review, review, reviewer=review.submitted_by)
    Review.objects.filter(pk=review.pk).update(reviewer=UserFactory())


def test_second_open_review_is_refused():
    record = RecordFactory(state="under_review")
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.create(record=record, round=2, opened_at=NOW)


def test_evidence_is_a_record_or_has_a_title():
    record = RecordFactory()
    row = Evidence.objects.create(record=record, kind="report", title="试验报告")
    _refused(Evidence, row, title="")
    _refused(Evidence, row, kind="record")
    _refused(Evidence, row, target=RecordFactory())


def test_outbox_entry_is_not_both_done_and_failed():
    entry = OutboxEntry.objects.create(topic="a.done", created_at=NOW, available_at=NOW, done_at=NOW)
    _refused(OutboxEntry, entry, failed_at=NOW)
