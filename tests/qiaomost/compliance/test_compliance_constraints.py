"""Impossible rows that the database itself refuses, whoever writes them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from qiaomost.compliance.models import Classification, ControlEdition, ControlEntry, ExportDocument
from tests.factories import NOW, OrganisationFactory, UserFactory
from tests.qiaomost.compliance.making import TODAY, answered, entry_of, made_edition, record_of, recorded

pytestmark = pytest.mark.django_db


def _refused(model: Any, row: Any, **values: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.filter(pk=row.pk).update(**values)


@pytest.mark.parametrize(
    "values",
    [
        {"control_list": "us-eccn"},
        {"valid_to": date(2025, 12, 31)},
        {"source_address": ""},
        {"sha256": ""},
    ],
)
def test_impossible_edition_is_refused(values: dict[str, Any]):
    _refused(ControlEdition, made_edition(), **values)


def test_edition_of_a_list_is_there_once():
    made_edition()
    other = made_edition(name="2027")
    _refused(ControlEdition, other, name="2026")
    _refused(ControlEntry, entry_of(other, "990201X"), code="990101J")


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("990101J", {"control": "restricted"}),
        ("990201X", {"control": "prohibited"}),
        ("990201X", {"code": "990201"}),
        ("990201X", {"control": "perhaps"}),
        ("990201X", {"name_en": ""}),
    ],
)
def test_impossible_entry_is_refused(code: str, values: dict[str, Any]):
    _refused(ControlEntry, entry_of(made_edition(), code), **values)


def test_listed_has_an_entry_and_the_other_answers_have_none():
    edition, record = made_edition(), record_of("CN")
    listed, unsure = answered(record, edition, "listed", "990201X"), answered(record, edition, "unsure")
    _refused(Classification, listed, entry=None)
    _refused(Classification, listed, answer="not_listed")
    _refused(Classification, listed, answer="perhaps")
    _refused(Classification, unsure, entry=entry_of(edition, "990201X"))
    _refused(Classification, unsure, answer="listed")
    _refused(Classification, unsure, grounds="")


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "permit"},
        {"valid_until": TODAY - timedelta(days=11)},
        {"number": ""},
        {"sha256": ""},
        {"size": 0},
        {"state": "withdrawn"},
        {"state": "lost"},
        {"reason": "x"},
        {"withdrawn_at": NOW},
        {"state": "withdrawn", "withdrawn_at": NOW, "reason": "x"},
    ],
)
def test_impossible_document_is_refused(values: dict[str, Any]):
    document = recorded(record_of("CN"), OrganisationFactory(country="RU"), "cn_letter_of_intent")
    _refused(ExportDocument, document, **values)


def test_withdrawal_has_a_reason_and_a_document_is_in_force_once():
    record, recipient = record_of("CN"), OrganisationFactory(country="RU")
    document = recorded(record, recipient, "cn_letter_of_intent", number="1")
    other = recorded(record, recipient, "cn_letter_of_intent", number="2")
    _refused(ExportDocument, other, number="1")
    withdrawn = {"state": "withdrawn", "withdrawn_at": NOW, "withdrawn_by": UserFactory()}
    _refused(ExportDocument, document, **withdrawn)
    ExportDocument.objects.filter(pk=document.pk).update(**withdrawn, reason="x")
    ExportDocument.objects.filter(pk=other.pk).update(number="1")
