from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiaomost.catalogue.drafts import (
    AchievementFacts,
    ChallengeFacts,
    EvidenceDraft,
    ExpertFacts,
    IpRightDraft,
    RecordDraft,
    cleaned,
    cleaned_text,
    validate,
)
from qiaomost.common.errors import Invalid
from tests.factories import OrganisationFactory, record_draft, text_draft, translation_draft

pytestmark = pytest.mark.django_db

TODAY = date(2026, 9, 1)
NOBODY = uuid4()


@pytest.fixture
def draft() -> RecordDraft:
    return record_draft(organisation_id=OrganisationFactory().pk)


def problems(draft: RecordDraft) -> set[str]:
    try:
        validate(cleaned(draft), today=TODAY)
    except Invalid as refusal:
        return set(refusal.fields)
    return set()


def test_a_right_draft_passes(draft: RecordDraft):
    full = replace(
        draft,
        texts=(text_draft(keywords=("混凝土", "抗冻")), translation_draft()),
        subjects=("2.1", "2.5"),
        evidence=(
            EvidenceDraft(title="冻融试验报告", kind="report", year=2025, address="https://example.org/1"),
        ),
        facts=AchievementFacts(trl=9, cooperation=("licence",), ip_rights=(IpRightDraft("CN", "granted"),)),
        section_disclosure={"description": "room"},
    )
    assert problems(full) == set()


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ({"title": ""}, "texts.zh.title"),
        ({"title": "\u202e\x00 \n"}, "texts.zh.title"),
        ({"title": "题" * 257}, "texts.zh.title"),
        ({"summary": "要" * 501}, "texts.zh.summary"),
        ({"description": "述" * 4001}, "texts.zh.description"),
        ({"description": "述" * 10_000_000}, "texts.zh.description"),
        ({"desired_outcome": "目标"}, "texts.zh.desired_outcome"),
        ({"acceptance_criteria": ("强度",)}, "texts.zh.acceptance_criteria"),
        ({"keywords": tuple(f"词{n}" for n in range(13))}, "texts.zh.keywords"),
        ({"keywords": ("词" * 81,)}, "texts.zh.keywords"),
        ({"translated_by": "译" * 201}, "texts.zh.translated_by"),
        ({"language": "de"}, "texts.de.language"),
    ],
)
def test_a_wrong_text_is_named(draft: RecordDraft, text: dict[str, Any], field: str):
    assert problems(replace(draft, texts=(text_draft(**text),))) == {field}


@pytest.mark.parametrize(
    ("texts", "fields"),
    [
        ((), {"texts"}),
        ((text_draft(origin="human"),), {"texts"}),
        ((text_draft(), text_draft(language="ru")), {"texts"}),
        ((text_draft(), translation_draft(language="zh")), {"texts.zh"}),
        ((text_draft(), translation_draft(origin="angel")), {"texts.ru.origin"}),
    ],
)
def test_there_is_exactly_one_original_and_one_text_a_language(
    draft: RecordDraft, texts: Any, fields: set[str]
):
    assert problems(replace(draft, texts=texts)) == fields


@pytest.mark.parametrize(
    ("facts", "fields"),
    [
        (AchievementFacts(trl=0), {"facts.trl"}),
        (AchievementFacts(trl=10, market_readiness=10), {"facts.trl", "facts.market_readiness"}),
        (AchievementFacts(production_readiness=11), {"facts.production_readiness"}),
        (AchievementFacts(stage="done", cooperation=("gift",)), {"facts.stage", "facts.cooperation"}),
        (AchievementFacts(ip_rights=(IpRightDraft("China", "granted"),)), {"facts.ip_rights"}),
        (AchievementFacts(ip_rights=(IpRightDraft("CN", "sold"),)), {"facts.ip_rights"}),
        (AchievementFacts(ip_rights=(IpRightDraft("CN", "granted", "1" * 41),)), {"facts.ip_rights"}),
        (ChallengeFacts(budget=Decimal(1)), {"facts.currency"}),
        (ChallengeFacts(budget=Decimal(0), currency="CNY"), {"facts.budget"}),
        (ChallengeFacts(budget=Decimal("NaN"), currency="CNY"), {"facts.budget"}),
        (ChallengeFacts(budget=Decimal("1e30"), currency="USD"), {"facts.budget", "facts.currency"}),
        (ChallengeFacts(deadline=date(2026, 8, 31)), {"facts.deadline"}),
        (ChallengeFacts(deadline=TODAY), set()),
        (ChallengeFacts(deliverable="x", ip_terms="y"), {"facts.deliverable", "facts.ip_terms"}),
        (ExpertFacts(person_id=NOBODY), {"facts.person"}),
        (ExpertFacts(person_id=NOBODY, languages={"zh": "good"}), {"facts.person", "facts.languages"}),
    ],
)
def test_wrong_facts_are_named(draft: RecordDraft, facts: Any, fields: set[str]):
    assert problems(replace(draft, facts=facts)) == fields


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({"subjects": ("2.1", "9.9")}, {"subjects"}),
        ({"subjects": tuple(f"2.{n}" for n in range(1, 12))}, {"subjects"}),
        ({"disclosure": "secret"}, {"disclosure"}),
        ({"section_disclosure": {"title": "room"}}, {"section_disclosure.title"}),
        ({"section_disclosure": {"summary": "secret"}}, {"section_disclosure.summary"}),
        ({"organisation_id": NOBODY}, {"organisation"}),
        ({"contact_id": NOBODY}, {"contact"}),
        ({"evidence": (EvidenceDraft(),)}, {"evidence.0.title"}),
        ({"evidence": (EvidenceDraft(title="报告", kind="rumour"),)}, {"evidence.0.kind"}),
        ({"evidence": (EvidenceDraft(title="报告", year=99),)}, {"evidence.0.year"}),
        ({"evidence": (EvidenceDraft(title="报告", address="javascript:alert(1)"),)}, {"evidence.0.address"}),
        ({"evidence": (EvidenceDraft(kind="record", target_id=NOBODY),)}, {"evidence"}),
        ({"evidence": (EvidenceDraft(kind="record"),)}, {"evidence.0.target", "evidence.0.title"}),
    ],
)
def test_other_wrong_fields_are_named(draft: RecordDraft, values: dict[str, Any], fields: set[str]):
    assert problems(replace(draft, **values)) == fields


def test_every_wrong_field_is_named_at_once(draft: RecordDraft):
    wrong = replace(draft, texts=(text_draft(title=""),), subjects=("x",), facts=AchievementFacts(trl=99))
    assert problems(wrong) == {"texts.zh.title", "subjects", "facts.trl"}


def test_cleaning_drops_what_nobody_sees():
    text = cleaned_text(
        text_draft(
            title=" A\u202eB\n\tC\x00 ", description=" 一\r\n二\u200b ", keywords=("b", " b\x00", "", "a")
        )
    )
    assert (text.title, text.description, text.keywords) == ("AB C", "一\n二", ("b", "a"))


@given(st.text(max_size=300))
def test_cleaning_twice_is_cleaning_once(words: str):
    once = cleaned_text(text_draft(title=words, description=words, keywords=(words,)))
    assert cleaned_text(once) == once


def test_rights_and_evidence_are_cleaned_too(draft: RecordDraft):
    given = replace(
        draft,
        facts=AchievementFacts(ip_rights=(IpRightDraft("CN", "granted", "ZL\x002020"),)),
        evidence=(EvidenceDraft(title="试验\u202e报告", abstract="\x00"),),
    )
    stored = cleaned(given)
    assert isinstance(stored.facts, AchievementFacts)
    assert (stored.facts.ip_rights[0].number, stored.evidence[0].title, stored.evidence[0].abstract) == (
        "ZL2020",
        "试验报告",
        "",
    )


def test_kind_and_language_follow_from_facts_and_texts(draft: RecordDraft):
    assert (draft.kind, draft.source_language) == ("achievement", "zh")
    assert isinstance(draft.organisation_id, UUID)
