from __future__ import annotations

import pytest

from qiaomost.partnering.documents import AgreementKind, parameters, templates
from qiaomost.partnering.documents.library import WrongLibrary, check_fields, clauses, wording

SHARED = {"language", "final"}
GUARDED = {"export_control", "personal_data", "governing_law", "disputes", "notices"}
PRICED = {
    "payment",
    "acceptance",
    "liability",
    "confidentiality",
    "registration",
    "force_majeure",
    "definitions",
}
CONTRACTS = {"development", "transfer", "licence", "consulting", "service"}


def names(kind: AgreementKind) -> list[str]:
    return [clause_id.partition("/")[0] for clause_id in templates()[kind].clauses]


def test_every_kind_has_a_template():
    assert set(templates()) == set(AgreementKind)


def test_every_clause_and_parameter_is_used():
    assert {clause_id for template in templates().values() for clause_id in template.clauses} == set(
        clauses()
    )
    assert {name for template in templates().values() for name in template.parameters()} == set(parameters())


@pytest.mark.parametrize("kind", AgreementKind)
def test_template_has_each_clause_once(kind: AgreementKind):
    assert sorted(set(names(kind))) == sorted(names(kind))


@pytest.mark.parametrize("kind", AgreementKind)
def test_template_has_what_its_kind_can_not_do_without(kind: AgreementKind):
    needed = SHARED | (GUARDED if kind != "mou" else set()) | (PRICED if kind in CONTRACTS else set())
    assert needed - set(names(kind)) == set()


def test_clauses_have_all_languages_with_as_many_paragraphs():
    assert {frozenset(text) for clause in clauses().values() for text in (clause.heading, *clause.body)} == {
        frozenset({"zh", "ru", "en"})
    }


def test_chinese_of_the_library_has_no_half_width_punctuation():
    texts = [text["zh"] for clause in clauses().values() for text in (clause.heading, *clause.body)]
    assert [text for text in texts if set(text) & set(',;:?!()"')] == []


def test_russian_of_the_library_has_its_own_quotation_marks():
    texts = [text["ru"] for clause in clauses().values() for text in (clause.heading, *clause.body)]
    assert [text for text in texts if set(text) & set('"“”')] == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ({"zh": "{term_months}", "ru": "{term_months}", "en": "x"}, "the languages have other fields"),
        ({"zh": "{nothing}", "ru": "{nothing}", "en": "{nothing}"}, "no such parameter: nothing"),
        ({"zh": "{0.x}", "ru": "x", "en": "x"}, "braces that are no field"),
        ({"zh": "{", "ru": "x", "en": "x"}, "braces that are no field"),
    ],
)
def test_fault_of_a_clause_is_told(text: dict[str, str], fault: str):
    with pytest.raises(WrongLibrary, match=f"^a/1: {fault}"):
        check_fields(text, "a/1")


def test_choices_have_a_default_only_where_none_of_the_sides_is_favoured():
    assert {
        name: parameter.default for name, parameter in parameters().items() if parameter.kind == "choice"
    } == {"licence_type": "ordinary", "governing_law": "", "arbitration": "", "arbitration_language": "en"}


def test_wording_names_every_currency_that_a_record_may_have():
    assert set(wording()["currency"]) >= {"CNY", "RUB"}
