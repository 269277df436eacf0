from __future__ import annotations

import pytest

from qiaomost.translation.drafts import Suggested, joined
from qiaomost.translation.presenting import EditorRow, EditorText, Piece, editor_rows, from_memory, taken
from qiaomost.translation.services import add_concept
from qiaomost.translation.states import Label
from tests.factories import NOW, concept_draft


def rows(*texts: EditorText, target: str = "ru") -> list[EditorRow]:
    def ask(segments: object, level: str, scope: str) -> list[Suggested]:
        assert isinstance(segments, list)
        return [Suggested(one, f"{level}{scope}:{one}", Label.MACHINE) for one in segments]

    return editor_rows(list(texts), target=target, ask=ask)


def test_each_level_is_asked_for_itself():
    found = rows(
        EditorText("title", "甲。", "public"),
        EditorText("a", "乙。", "room", "case:1"),
        EditorText("b", "丙。", "public"),
    )
    assert [row.whole for row in found] == ["public:甲。", "roomcase:1:乙。", "public:丙。"]


@pytest.mark.parametrize(
    ("source", "parts", "target", "whole"),
    [
        ("甲。乙。\n丙", ["А.", "Б.", "В"], "ru", "А. Б.\nВ"),
        ("Один. Два.\n\nТри", ["甲。", "乙。", "丙"], "zh", "甲。乙。\n\n丙"),
        ("", [], "ru", ""),
    ],
)
def test_segments_are_put_together_as_the_language_wants_it(
    source: str, parts: list[str], target: str, whole: str
):
    assert joined(source, parts, target) == whole


@pytest.mark.parametrize(
    ("choice", "typed", "result"),
    [
        ("title.0", "", ("title", "public:甲。")),
        ("title.1", "Начало.", ("title", "Начало. public:乙。")),
        ("title.all", "Начало.", ("title", "public:甲。 public:乙。")),
        ("words.0", "раз", ("words", "раз\npublic:丙")),
        ("title.7", "", None),
        ("title.x", "", None),
        ("ghost.all", "", None),
    ],
)
def test_taking_a_suggestion(choice: str, typed: str, result: tuple[str, str] | None):
    found = rows(EditorText("title", "甲。乙。", "public"), EditorText("words", "丙", "public", is_list=True))
    assert taken(found, choice, typed, "ru") == result


@pytest.mark.django_db
def test_terms_are_pieces_of_their_segment():
    add_concept(actor=None, draft=concept_draft(), now=NOW)
    found = editor_rows(
        [EditorText("title", "关于技术转让的技术转让", "public")], target="ru", ask=from_memory("zh", "ru")
    )
    segment = found[0].segments[0]
    term = Piece("技术转让", "передача технологии")
    assert segment.pieces == (Piece("关于"), term, Piece("的"), term)
    assert segment.wanted == [("技术转让", "передача технологии")]
    assert found[0].whole == ""
