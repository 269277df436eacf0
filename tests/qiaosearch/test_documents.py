from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from qiaosearch.documents import OLDEST, parse_document, parse_problem, read_documents, read_problem
from qiaosearch.errors import InvalidDocument
from qiaosearch.types import PUBLIC, Document, Language, Section, Text
from tests.qiaosearch.samples import write_lines

FULL: dict[str, Any] = {
    "id": "a1",
    "kind": "achievement",
    "texts": [
        {
            "language": "ru",
            "title": "Бетон\x00",
            "criteria": ["раз", "два"],
            "empty": " ",
            "keywords": ["мороз"],
        },
        {"language": "zh", "title": "混凝土"},
    ],
    "original": "zh",
    "updated": "2026-05-28T10:00:00+00:00",
    "groups": ["members"],
    "subjects": ["2.1"],
    "country": "RU",
    "readiness": 6,
    "state": "on_hold",
    "owner": "o1",
    "facts": {"cooperation": ["licence"]},
}
LEAST: dict[str, Any] = {"id": "a", "kind": "challenge", "texts": [{"title": "Soy"}]}


def test_document_with_every_field_is_read() -> None:
    sections = (Section("title", "Бетон"), Section("criteria", "раз\nдва"), Section("keywords", "мороз"))
    assert parse_document(FULL) == Document(
        "a1",
        "achievement",
        (
            Text(Language.RU, sections, ("мороз",)),
            Text(Language.ZH, (Section("title", "混凝土"),)),
        ),
        Language.ZH,
        datetime(2026, 5, 28, 10, tzinfo=UTC),
        frozenset({"members"}),
        ("2.1",),
        "RU",
        6,
        "on_hold",
        "o1",
        {"cooperation": ["licence"]},
    )


def test_document_with_the_least_is_public_and_old() -> None:
    document = parse_document(LEAST)
    assert document.texts == (Text(Language.EN, (Section("title", "Soy"),)),)
    assert (document.original, document.updated, document.groups) == ("en", OLDEST, frozenset({PUBLIC}))


def test_document_with_no_groups_is_for_nobody() -> None:
    assert parse_document({**LEAST, "groups": []}).groups == frozenset()


def test_texts_may_be_an_object_by_language() -> None:
    document = parse_document({**LEAST, "texts": {"zh": {"title": "大豆"}, "en": {"title": "Soy"}}})
    assert [(text.language, text.title) for text in document.texts] == [("zh", "大豆"), ("en", "Soy")]


def test_date_without_zone_is_utc() -> None:
    assert parse_document({**LEAST, "updated": "2026-05-28"}).updated == datetime(2026, 5, 28, tzinfo=UTC)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"id": ""}, "id"),
        ({"id": 5}, "id"),
        ({"kind": None}, "kind"),
        ({"texts": []}, "texts"),
        ({"texts": "Soy"}, "texts"),
        ({"texts": [{"title": 5}]}, "texts.0.title.str"),
        ({"texts": [{"language": "de"}]}, "texts.0.language"),
        ({"texts": [{"language": "zh"}, {"title": "豆"}]}, "texts"),
        ({"texts": {"de": {"title": "Soja"}}}, "texts.0.language"),
        ({"updated": "yesterday"}, "updated"),
        ({"readiness": 0}, "readiness"),
        ({"original": "fr"}, "original"),
        ({"original": "ru"}, "original"),
        ({"groups": "public"}, "groups"),
        ({"facts": []}, "facts"),
        ({"titel": "x"}, "titel"),
    ],
)
def test_fault_is_named_by_its_field(change: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidDocument) as caught:
        parse_document({**LEAST, **change})
    assert str(caught.value).partition(": ")[0] == field


def test_file_fault_is_named_by_line_and_field(tmp_path: Path) -> None:
    file = write_lines(tmp_path / "documents.jsonl", [LEAST, FULL, {**LEAST, "id": "b", "readiness": 12}])
    documents = read_documents(file)
    assert [next(documents).id, next(documents).id] == ["a", "a1"]
    with pytest.raises(InvalidDocument) as caught:
        next(documents)
    assert str(caught.value) == f"{file}:3: readiness: Input should be less than or equal to 9"


def test_file_with_an_id_twice_is_refused(tmp_path: Path) -> None:
    file = write_lines(tmp_path / "documents.jsonl", [LEAST, LEAST])
    with pytest.raises(InvalidDocument) as caught:
        list(read_documents(file))
    assert str(caught.value) == f"{file}:2: id: 'a' stands on an earlier line already"


def test_problem_is_a_plain_text(tmp_path: Path) -> None:
    problem = parse_problem(
        {"title": "Бетон", "description": "Трещины", "keywords": ["мост"], "subjects": ["2.1"]},
        kind="challenge",
    )
    assert (problem.kind, problem.subjects, problem.original) == ("challenge", ("2.1",), "ru")
    assert problem.texts[0].sections == (
        Section("title", "Бетон"),
        Section("description", "Трещины"),
        Section("keywords", "мост"),
    )


def test_problem_may_be_a_whole_document() -> None:
    assert parse_problem(FULL, kind="challenge") == parse_document(FULL)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (json.dumps({"language": "zh"}), "title: at least a title, a summary or a description is needed"),
        (
            json.dumps({"title": "x", "language": "de"}),
            "texts.0.language: Input should be 'zh', 'ru' or 'en'",
        ),
        (json.dumps({"title": "x", "text": "y"}), "text: Extra inputs are not permitted"),
        ("[]", "an object is needed, in braces"),
        ("", "not JSON (Expecting value: line 1 column 1 (char 0))"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_problem_file_fault_is_named(tmp_path: Path, content: str, message: str) -> None:
    file = tmp_path / "problem.json"
    file.write_text(content)
    with pytest.raises(InvalidDocument) as caught:
        read_problem(file, kind="challenge")
    assert str(caught.value) == f"{file}: {message}"
