from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from qiaomost.common.errors import Invalid
from qiaomost.partnering.documents import (
    AgreementKind,
    Languages,
    Money,
    Right,
    RightOrigin,
    Share,
    defaults,
    templates,
)
from tests.agreements import COMPANY, INSTITUTE, SUBJECT, THREE, TWO, agreement, values_for

NDA, LICENCE = AgreementKind.NDA, AgreementKind.LICENCE


def clause(document: Any, name: str) -> Any:
    return next(clause for clause in document.clauses if clause.name == name)


def problems(**given: Any) -> dict[str, str]:
    with pytest.raises(Invalid) as refusal:
        agreement(**given)
    return {name: str(message) for name, message in refusal.value.fields.items()}


@pytest.mark.parametrize("kind", AgreementKind)
@pytest.mark.parametrize("languages", [TWO, THREE, Languages(("ru", "en"), ("en",))])
def test_no_field_is_left_open(kind: AgreementKind, languages: Languages):
    document = agreement(kind, languages)
    texts = [
        document.recitals,
        *(text for clause in document.clauses for text in (clause.heading, clause.body)),
    ]
    assert {tuple(text) for text in texts} == {languages.shown}
    assert [words for text in texts for words in text.values() if not words or set("{}") & set(words)] == []
    assert document.template == f"{kind}/1"


def test_periods_agree_with_their_numbers():
    body = clause(agreement(NDA, THREE, values={"term_months": "21", "notice_days": 1}), "nda_term").body
    assert "有效期为21个月；任何一方可以提前1日书面通知终止。" in body["zh"]
    assert "составляет 21\N{NO-BREAK SPACE}месяца." in body["ru"]
    assert "не менее чем за 1\N{NO-BREAK SPACE}дня." in body["ru"]
    assert "for 21\N{NO-BREAK SPACE}months;" in body["en"]
    assert "at least 1\N{NO-BREAK SPACE}day." in body["en"]


def test_agreement_is_named_in_the_right_case():
    language = clause(agreement(NDA), "language").body["ru"]
    assert language.startswith("Стороны составили настоящее Соглашение на китайском и русском языках.")
    assert clause(agreement(LICENCE, THREE), "final").body["en"].startswith("This Contract and its annexes")


@pytest.mark.parametrize(
    ("languages", "rule"),
    [
        (TWO, "本协议以中文和俄文写成。各语言文本同等作准"),
        (THREE, "本协议以中文、俄文和英文写成。各语言文本不一致的，以英文文本为准。"),
        (
            Languages(("zh", "ru", "en"), ("zh", "ru"), "ru"),
            "本协议以中文和俄文写成。各语言文本不一致的，以俄文文本为准。其他语言文本仅供参考。",
        ),
        (
            Languages(("zh", "ru"), ("zh",)),
            "本协议以中文写成。该语言文本为唯一作准文本。其他语言文本仅供参考。",
        ),
    ],
)
def test_language_clause_says_which_text_counts(languages: Languages, rule: str):
    assert clause(agreement(NDA, languages), "language").body["zh"].startswith(rule)


def test_value_is_never_read_as_a_field():
    tricky = dict.fromkeys(("zh", "ru"), "{term_months} {0.__class__} %(x)s {{agreement}}")
    body = clause(agreement(NDA, values={"purpose": tricky}), "nda_purpose").body
    assert "相互披露" in body["zh"]
    assert "{term_months} {0.__class__} %(x)s {{agreement}}" in body["zh"]


def test_every_wrong_value_is_named():
    assert problems(
        kind=LICENCE,
        values={
            "subject": {"zh": "技术"},
            "term_months": "many",
            "royalty_percent": "101",
            "acceptance_days": "1.5",
            "licence_type": "secret",
            "governing_law": "",
            "weather": "fine",
        },
    ) == {
        "values.weather": "There is no such parameter.",
        "values.subject": "This is required.",
        "values.term_months": "This is not a number that makes sense here.",
        "values.royalty_percent": "This is not a number that makes sense here.",
        "values.acceptance_days": "This is not a number that makes sense here.",
        "values.licence_type": "This is none of the choices.",
        "values.governing_law": "This is required.",
    }


@pytest.mark.parametrize("typed", ["NaN", "Infinity", "-1", "1e9", "٣x"])
def test_number_that_makes_no_sense_is_refused(typed: str):
    assert list(problems(kind=NDA, values={"term_months": typed})) == ["values.term_months"]


def test_default_is_offered_but_never_filled_in():
    template = templates()[NDA]
    assert defaults(template) == {
        "term_months": "36",
        "notice_days": "60",
        "confidentiality_months": "60",
        "negotiation_days": "60",
        "arbitration_language": "en",
        "copies": "2",
    }
    assert set(problems(kind=NDA, values=dict.fromkeys(values_for(NDA), ""))) == {
        f"values.{name}" for name in template.parameters()
    }


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"languages": Languages(("zh",), ("zh",))}, "languages"),
        ({"languages": Languages(("zh", "zh"), ("zh",))}, "languages"),
        ({"languages": Languages(("zh", "de"), ("zh",))}, "languages"),
        ({"languages": Languages(("zh", "ru"), ())}, "languages.authentic"),
        ({"languages": Languages(("zh", "ru"), ("en",))}, "languages.authentic"),
        ({"languages": Languages(("zh", "ru"), ("zh",), "ru")}, "languages.authentic"),
        ({"parties": (COMPANY,), "rights": ()}, "parties"),
        ({"parties": (COMPANY, INSTITUTE, COMPANY)}, "parties"),
        ({"value": None}, "value"),
        ({"value": Money(Decimal(0), "CNY")}, "value"),
        ({"value": Money(Decimal(5), "XXX")}, "value"),
        ({"technical_value": Money(Decimal(5), "RUB")}, "technical_value"),
        ({"technical_value": Money(Decimal(2000000), "CNY")}, "technical_value"),
        (
            {"rights": (Right(SUBJECT, RightOrigin.FOREGROUND, (Share(0, Decimal(60)),), SUBJECT),)},
            "rights.0",
        ),
        (
            {"rights": (Right(SUBJECT, RightOrigin.FOREGROUND, (Share(2, Decimal(100)),), SUBJECT),)},
            "rights.0",
        ),
    ],
)
def test_draft_that_can_not_be_signed_is_refused(changed: dict[str, Any], field: str):
    assert list(problems(**changed)) == [field]
