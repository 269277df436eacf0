from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiaomost.catalogue.transfer.mapping import ColumnMapping, presets
from qiaomost.catalogue.transfer.shaping import lead, shape
from qiaomost.common.errors import Invalid

PAPER: dict[str, Any] = {
    "id": "csl-1",
    "lang": "zh",
    "title": "寒区混凝土",
    "abstract": "引气剂掺量为0.5%.结果表明耐久.",
    "keywords": [f"词{n}" for n in range(20)],
    "category": "工学",
    "discipline": "图书馆、情报与档案管理",
}


def by_columns(*names: str, **constants: str) -> ColumnMapping:
    return ColumnMapping(columns={name: name for name in names}, set=constants)


def test_chinese_paper_becomes_an_achievement():
    row = shape(PAPER, presets()["csl"])
    assert row == {
        "id": "csl-1",
        "kind": "achievement",
        "source_language": "zh",
        "country": "CN",
        "organisation": None,
        "subjects": ["5.8"],
        "address": "",
        "updated": None,
        "texts": {
            "zh": {
                "title": "寒区混凝土",
                "description": PAPER["abstract"],
                "summary": PAPER["abstract"],
                "keywords": PAPER["keywords"][:12],
            }
        },
        "facts": {},
    }


def test_russian_paper_has_the_subjects_of_its_journal():
    row = shape({"id": "ius-1", "lang": "ru", "title": "т", "keywords": [], "subject": "ж"}, presets()["ius"])
    assert (row["subjects"], row["country"]) == (["1.2", "2.2"], "RU")


def test_title_of_a_problem_list_becomes_a_challenge_with_an_id_of_its_own():
    item = {
        "title": "Dark matter",
        "lang": "en",
        "year": 2019,
        "source": "https://example.org/a",
        "kind": "x",
    }
    rows = [
        shape(item | change, presets()["challenges"])
        for change in ({}, {"year": 2020}, {"source": "https://b"})
    ]
    assert (rows[0]["kind"], rows[0]["country"], rows[0]["texts"]) == (
        "challenge",
        "CN",
        {"en": {"title": "Dark matter"}},
    )
    assert rows[0]["address"] == "https://example.org/a"
    assert rows[0]["id"] == rows[1]["id"]
    assert rows[0]["id"] != rows[2]["id"]


def test_columns_of_a_language_make_its_text():
    mapping = by_columns("title", "title.ru", "keywords.ru", "acceptance_criteria.ru", language="zh")
    values = {
        "title": "桥",
        "title.ru": "мост",
        "keywords.ru": "сталь, бетон；лёд",
        "acceptance_criteria.ru": "а, б\nв",
    }
    assert shape(values, mapping)["texts"] == {
        "zh": {"title": "桥"},
        "ru": {"title": "мост", "keywords": ["сталь", "бетон", "лёд"], "acceptance_criteria": ["а, б", "в"]},
    }


def test_language_that_is_not_told_is_that_of_the_words():
    assert shape({"title": "Мост"}, by_columns("title"))["source_language"] == "ru"


def test_codes_and_names_of_subjects_may_be_mixed():
    mapping = ColumnMapping(columns={"title": "title", "subjects": "s"}, subjects={"数学": ["1.1"]})
    assert shape({"title": "a", "s": "数学; 2.3, 1.1"}, mapping)["subjects"] == ["1.1", "2.3"]


def test_expert_in_a_table_is_refused():
    with pytest.raises(Invalid, match="own shape only"):
        shape({"title": "a"}, by_columns("title", kind="expert"))


def test_lone_surrogate_is_left_to_the_check_of_the_row():
    assert len(shape({"title": "\ud800"}, by_columns("title"))["id"]) == 16


@pytest.mark.parametrize("value", [["a"], {"a": 1}])
def test_list_as_a_title_is_refused(value: object):
    with pytest.raises(Invalid, match="title: this is no text"):
        shape({"title": value}, by_columns("title"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("第一句。第二句很长。", "第一句。"),
        ("精度0.5级.第二句很长很长", "精度0.5级."),
        ("Первое. Второе длинное", "Первое."),
        ("Value 1.25 of it is long", "Value…"),
        ("没有句号的很长的一段文字", "没有句号的很长…"),
        ("short", "short"),
    ],
)
def test_lead_ends_with_a_sentence_where_one_fits(text: str, expected: str):
    assert lead(text, 8) == expected


@given(st.text(max_size=60), st.integers(min_value=2, max_value=30))
def test_lead_is_never_longer_than_its_limit(text: str, limit: int):
    assert len(lead(text, limit)) <= limit
