from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from qiaosearch.documents import OLDEST
from qiaosearch.errors import DatasetError
from qiaosearch.evaluation import Dataset, JudgedQuery, read_dataset
from qiaosearch.types import Document, Language, Section, Text
from tests.qiaosearch.samples import write_dataset

CORPUS: list[dict[str, Any]] = [
    {"_id": "d1", "title": "Бетон", "text": "Морозостойкость бетона.", "language": "ru", "metadata": {}},
    {"_id": "d2", "text": "混凝土抗冻性"},
    {"_id": "d3", "text": "Frost resistance"},
    {"_id": "d4", "text": "Soy"},
]
QUERIES: list[dict[str, Any]] = [
    {"_id": "q1", "text": "混凝土", "language": "zh"},
    {"_id": "q2", "text": "soy"},
    {"_id": "q3", "text": "nothing is relevant"},
]
QRELS: list[tuple[str, str, object]] = [("q1", "d1", 3), ("q1", "d3", 1), ("q2", "d4", 1), ("q3", "d1", 0)]


def read(folder: Path, **parts: Any) -> Dataset:
    given = {"corpus": CORPUS, "queries": QUERIES, "qrels": QRELS, **parts}
    return read_dataset(write_dataset(folder, **given))


def refusal(folder: Path, **parts: Any) -> str:
    with pytest.raises(DatasetError) as caught:
        read(folder, **parts)
    return str(caught.value).removeprefix(f"{folder}/")


def test_dataset_is_read_with_given_and_detected_languages(tmp_path: Path) -> None:
    dataset = read(tmp_path / "set")
    assert dataset.name == "set"
    assert dataset.documents[0] == Document(
        "d1",
        "document",
        (Text(Language.RU, (Section("title", "Бетон"), Section("text", "Морозостойкость бетона."))),),
        Language.RU,
        OLDEST,
    )
    assert [document.original for document in dataset.documents] == ["ru", "zh", "en", "en"]
    assert dataset.queries == (
        JudgedQuery("q1", "混凝土", Language.ZH),
        JudgedQuery("q2", "soy", Language.EN),
    )
    assert dataset.qrels == {"q1": {"d1": 3, "d3": 1}, "q2": {"d4": 1}, "q3": {"d1": 0}}


def test_dataset_reads_the_split_it_is_asked_for(tmp_path: Path) -> None:
    write_dataset(tmp_path, CORPUS, QUERIES, QRELS)
    write_dataset(tmp_path, CORPUS, QUERIES, [("q2", "d4", 2)], split="dev")
    assert read_dataset(tmp_path, split="dev").qrels == {"q2": {"d4": 2}}


def test_corpus_entry_with_texts_is_a_whole_document(tmp_path: Path) -> None:
    entry = {
        "_id": "a",
        "title": "left out",
        "text": "left out",
        "language": "ru",
        "kind": "achievement",
        "country": "RU",
        "subjects": ["2.5"],
        "readiness": 6,
        "updated": "2026-05-28",
        "owner": "o1",
        "texts": {
            "zh": {"title": "焊接", "keywords": ["钢"]},
            "ru": {"title": "Сварка", "criteria": ["раз", "два"]},
        },
    }
    document = read(tmp_path, corpus=[*CORPUS, entry]).documents[-1]
    assert document == Document(
        "a",
        "achievement",
        (
            Text(Language.ZH, (Section("title", "焊接"), Section("keywords", "钢")), ("钢",)),
            Text(Language.RU, (Section("title", "Сварка"), Section("criteria", "раз\nдва"))),
        ),
        Language.RU,
        datetime(2026, 5, 28, tzinfo=UTC),
        subjects=("2.5",),
        country="RU",
        readiness=6,
        owner="o1",
    )


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"corpus": [{"_id": "d1"}]}, "corpus.jsonl:1: text: a string is needed"),
        ({"corpus": [{"_id": 7, "text": "x"}]}, "corpus.jsonl:1: _id: a string is needed"),
        ({"queries": [{"text": "x"}]}, "queries.jsonl:1: _id: a string is needed"),
        ({"corpus": [*CORPUS, CORPUS[0]]}, "corpus.jsonl:5: _id: 'd1' stands on an earlier line already"),
        ({"queries": [QUERIES[0]] * 2}, "queries.jsonl:2: _id: 'q1' stands on an earlier line already"),
        (
            {"corpus": [{"_id": "d1", "text": "x", "language": "de"}]},
            "corpus.jsonl:1: texts.0.language: Input should be 'zh', 'ru' or 'en'",
        ),
        (
            {"corpus": [{"_id": "d1", "text": "x", "readiness": 10}]},
            "corpus.jsonl:1: readiness: Input should be less than or equal to 9",
        ),
        (
            {"queries": [{"_id": "q1", "text": "x", "language": 5}]},
            "queries.jsonl:1: language: zh, ru or en is needed",
        ),
        ({"qrels": [("q9", "d1", 1)]}, "qrels/test.tsv:2: there is no query 'q9'"),
        ({"qrels": [("q1", "d1", 1), ("q1", "d9", 1)]}, "qrels/test.tsv:3: there is no document 'd9'"),
        (
            {"qrels": [("q1", "d1", -1)]},
            "qrels/test.tsv:2: the grade is '-1'; a whole number from 0 is needed",
        ),
        (
            {"qrels": [("q1", "d1", "x")]},
            "qrels/test.tsv:2: the grade is 'x'; a whole number from 0 is needed",
        ),
        (
            {"qrels": [("q1", "d1", 1), ("q1", "d1", 2)]},
            "qrels/test.tsv:3: 'q1' and 'd1' are judged on an earlier line already",
        ),
        ({"qrels": [("q1", "d1", 1, 1)]}, "qrels/test.tsv:2: 4 columns; three are needed, split by tabs"),
        ({"qrels": [("q1", "d1", 0)]}, "no query with all its relevant documents is left to evaluate"),
    ],
)
def test_dataset_fault_is_named_with_file_and_line(
    tmp_path: Path, parts: dict[str, Any], message: str
) -> None:
    assert refusal(tmp_path, **parts) == message


def test_dataset_with_bad_bytes_or_json_names_the_line(tmp_path: Path) -> None:
    write_dataset(tmp_path, CORPUS, QUERIES, QRELS)
    corpus = tmp_path / "corpus.jsonl"
    faults = {
        b'{"_id": ': "not JSON (Expecting value: line 1 column 9 (char 8))",
        b"[1]": "an object is needed, in braces",
        b'{"_id": "\xff"}': "not UTF-8 (byte 10 of the line)",
    }
    for line, message in faults.items():
        corpus.write_bytes(b'\n{"_id": "d0", "text": "x"}\n' + line)
        with pytest.raises(DatasetError) as caught:
            read_dataset(tmp_path)
        assert str(caught.value) == f"{corpus}:3: {message}"


def test_judgements_without_header_are_refused(tmp_path: Path) -> None:
    write_dataset(tmp_path, CORPUS, QUERIES, QRELS)
    qrels = tmp_path / "qrels" / "test.tsv"
    qrels.write_text("q1\td1\t1\n")
    with pytest.raises(DatasetError) as caught:
        read_dataset(tmp_path)
    assert str(caught.value) == f"{qrels}:1: a header is needed: query-id, corpus-id, score"


def test_missing_file_is_named(tmp_path: Path) -> None:
    write_dataset(tmp_path, CORPUS, QUERIES, QRELS)
    with pytest.raises(DatasetError) as caught:
        read_dataset(tmp_path, split="dev")
    assert str(caught.value) == f"{tmp_path}/qrels/dev.tsv: there is no such file"


def ids(dataset: Dataset) -> tuple[list[str], list[str]]:
    return [document.id for document in dataset.documents], [query.id for query in dataset.queries]


@pytest.mark.parametrize(
    ("documents", "queries", "expected"),
    [
        (None, None, (["d1", "d2", "d3", "d4"], ["q1", "q2"])),
        (9, 1, (["d1", "d2", "d3", "d4"], ["q1"])),
        (3, None, (["d1", "d3", "d4"], ["q1", "q2"])),
        (3, 1, (["d1", "d2", "d3"], ["q1"])),
        (2, None, (["d1", "d3"], ["q1"])),
        (1, None, (["d4"], ["q2"])),  # q1 needs two documents
    ],
)
def test_limited_dataset_keeps_relevant_documents_first(
    tmp_path: Path, documents: int | None, queries: int | None, expected: tuple[list[str], list[str]]
) -> None:
    assert ids(read(tmp_path).limited(documents=documents, queries=queries)) == expected


def test_limit_that_leaves_no_query_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="no query with all its relevant documents"):
        read(tmp_path).limited(documents=1, queries=1)
