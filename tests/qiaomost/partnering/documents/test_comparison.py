from __future__ import annotations

from dataclasses import replace

import pytest
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st

from qiaomost.partnering.documents import (
    AgreementDocument,
    AgreementKind,
    Clause,
    Run,
    Words,
    compare_documents,
    compare_texts,
    stale_languages,
)
from tests.agreements import TWO, agreement

NDA = agreement(AgreementKind.NDA, TWO)


def with_clauses(*clauses: Clause) -> AgreementDocument:
    return replace(NDA, clauses=clauses)


def clause(name: str, zh: str, ru: str, *, version: int = 1) -> Clause:
    return Clause(f"{name}/{version}", {"zh": "条", "ru": "Статья"}, {"zh": zh, "ru": ru})


def edited(document: AgreementDocument, name: str, **words: str) -> AgreementDocument:
    clauses = [
        replace(item, body={**item.body, **words}) if item.name == name else item for item in document.clauses
    ]
    return replace(document, clauses=tuple(clauses))


@settings(deadline=None)  # the first call loads the segmenter
@given(st.text(alphabet="甲乙方应当 支付ab но\n,。1"), st.text(alphabet="甲乙方应当 支付ab но\n,。1"))
def test_runs_make_up_both_texts(old: str, new: str):
    runs = compare_texts(old, new)
    assert "".join(run.text for run in runs if run.kind != "insert") == old
    assert "".join(run.text for run in runs if run.kind != "delete") == new


def test_chinese_is_compared_by_words():
    assert compare_texts("委托方应当支付经费。", "受托方应当支付报酬。") == (
        Run("delete", "委托方"),
        Run("insert", "受托方"),
        Run("equal", "应当支付"),
        Run("delete", "经费"),
        Run("insert", "报酬"),
        Run("equal", "。"),
    )


def test_neighbouring_words_are_one_change():
    assert compare_texts("в течение 30 дней", "в течение 10 суток") == (
        Run("equal", "в течение "),
        Run("delete", "30 дней"),
        Run("insert", "10 суток"),
    )


def test_version_compared_with_itself_has_no_change():
    assert compare_documents(NDA, NDA).changed == ()


def test_sections_tell_what_became_of_them():
    old = with_clauses(clause("a", "甲", "а"), clause("b", "乙", "б"), clause("c", "丙", "в"))
    new = with_clauses(clause("c", "丙", "в", version=2), clause("a", "甲", "г"), clause("d", "丁", "д"))
    found = [(section.name, section.status) for section in compare_documents(old, new).sections]
    assert found == [
        ("particulars", "same"),
        ("recitals", "same"),
        ("c", "same"),
        ("a", "changed"),
        ("b", "removed"),
        ("d", "added"),
    ]


def test_change_of_parties_and_annexes_is_shown():
    old = agreement()
    new = replace(old, number="QM-2026-018", milestones=old.milestones[:1])
    assert [section.name for section in compare_documents(old, new).changed] == ["particulars", "milestones"]


@pytest.mark.parametrize(
    ("words", "stale"),
    [
        ({"zh": "新的条款。"}, {"nda_rights": frozenset({"ru"})}),
        ({"zh": "新的条款。", "ru": "Новое условие."}, {}),
        ({}, {}),
    ],
)
def test_language_that_was_not_changed_with_the_other_is_stale(
    words: Words, stale: dict[str, frozenset[str]]
):
    assert stale_languages(NDA, edited(NDA, "nda_rights", **words)) == stale


def test_spaces_and_line_breaks_make_nothing_stale():
    spaced = NDA.clauses[0].body["ru"].replace(" ", "  ").replace("\n\n", "\n \n\n")
    assert stale_languages(NDA, edited(NDA, NDA.clauses[0].name, ru=spaced)) == {}


def test_new_clause_is_stale_where_it_has_no_words():
    new = replace(NDA, clauses=(*NDA.clauses, Clause("own/1", {"zh": "新"}, {"zh": "新的条款。"})))
    assert stale_languages(NDA, new) == {"own": frozenset({"ru"})}


def test_recitals_are_stale_like_a_clause():
    new = replace(NDA, recitals={**NDA.recitals, "ru": "Стороны договорились:"})
    assert stale_languages(NDA, new) == {"recitals": frozenset({"zh"})}


def test_page_marks_changes_by_elements_and_words():
    old, new = (with_clauses(clause("a", "甲方支付。", words)) for words in ("за <b>10</b>", "за <b>20</b>"))
    page = render_to_string(
        "partnering/documents/_comparison.html", {"comparison": compare_documents(old, new)}
    )
    assert (
        '<del><span class="unseen" lang="en">deleted: </span>10</del>'
        '<ins><span class="unseen" lang="en">inserted: </span>20</ins>'
    ) in page
    assert "&lt;b&gt;" in page
    assert page.count("<section") == 1


def test_page_says_that_nothing_changed():
    page = render_to_string(
        "partnering/documents/_comparison.html", {"comparison": compare_documents(NDA, NDA)}
    )
    assert page.split() == ["<p", 'class="empty">The', "two", "versions", "say", "the", "same.</p>"]
