"""Impossible rows that the database itself refuses, whoever writes them."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from qiaomost.translation.models import Concept, Segment, TermForm
from qiaomost.translation.services import add_concept, approve_translation
from tests.factories import NOW, concept_draft

pytestmark = pytest.mark.django_db


def _refused(row: Any, **values: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(**values)


def _segment(source: str = "句子。") -> Segment:
    return approve_translation(
        actor=None,
        source_text=source,
        target_text="Фраза.",
        source="zh",
        target="ru",
        level="public",
        now=NOW,
    )[0]


@pytest.mark.parametrize(
    "values",
    [
        {"level": "room"},
        {"scope": "case:1"},
        {"approved_at": None},
        {"target_language": "zh"},
        {"origin": "oracle"},
        {"level": "secret"},
    ],
)
def test_impossible_segment_is_refused(values: dict[str, Any]):
    _refused(_segment(), **values)


def test_segment_is_there_once():
    _refused(_segment(), source_hash=_segment("另一句。").source_hash)
    assert Segment.objects.count() == 2


def test_impossible_concept_is_refused():
    concept = add_concept(actor=None, draft=concept_draft(code="one"), now=NOW)
    other = add_concept(actor=None, draft=concept_draft(code="two"), now=NOW)
    _refused(concept, state="lost")
    _refused(concept, subject="poetry")
    _refused(other, code="one")
    admitted = TermForm.objects.get(concept=concept, language="zh", status="admitted")
    _refused(admitted, status="preferred")
    _refused(admitted, text="技术转让")
    _refused(admitted, status="unknown")
    assert Concept.objects.count() == 2
