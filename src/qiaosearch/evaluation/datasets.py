"""Test collections in BEIR layout (Thakur et al. 2021, "BEIR: a heterogeneous benchmark").

A folder with ``corpus.jsonl`` (``_id``, ``text``, ``title``?, ``language``?), ``queries.jsonl`` (``_id``,
``text``, ``language``?) and ``qrels/<split>.tsv`` (a header, then query, document and grade, by tabs). A
document of the corpus may also have what a document of the product has (``kind``, ``country``, ``subjects``,
``texts``, ...); where it has ``texts``, these are indexed in place of ``title`` and ``text``. Other keys are
left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from qiaosearch.documents import FIELDS, json_lines, parse_document
from qiaosearch.errors import DatasetError, InvalidDocument
from qiaosearch.text.detect import detect
from qiaosearch.types import Document, Language

Qrels = Mapping[str, Mapping[str, int]]
"""Query id → document id → grade; 0 is judged and not relevant."""


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    """A query of a test collection; ``language`` as the collection says, else detected."""

    id: str
    text: str
    language: Language | None


@dataclass(frozen=True, slots=True)
class Dataset:
    """A test collection; ``queries`` are those with at least one relevant document."""

    name: str
    documents: tuple[Document, ...]
    queries: tuple[JudgedQuery, ...]
    qrels: Qrels

    def limited(self, *, documents: int | None = None, queries: int | None = None) -> Dataset:
        """Return a smaller collection.

        The first ``queries`` queries are kept. Of the corpus, the documents relevant to them come first, then
        others in order, ``documents`` in all; a query whose relevant documents do not all fit is dropped.

        Raises:
            DatasetError: no query is left.
        """
        kept = self.queries[:queries]
        if documents is None or documents >= len(self.documents):
            return replace(self, queries=_not_empty(kept))
        chosen: set[str] = set()
        fitting = []
        for query in kept:
            needed = chosen | relevant(self.qrels[query.id])
            if len(needed) <= documents:
                chosen = needed
                fitting.append(query)
        others = (document.id for document in self.documents if document.id not in chosen)
        chosen.update(id_ for id_, _ in zip(others, range(documents - len(chosen)), strict=False))
        corpus = tuple(document for document in self.documents if document.id in chosen)
        return replace(self, documents=corpus, queries=_not_empty(tuple(fitting)))


def relevant(grades: Mapping[str, int]) -> set[str]:
    """Return the ids of the documents whose grade is above 0."""
    return {document_id for document_id, grade in grades.items() if grade > 0}


def read_dataset(folder: Path, *, split: str = "test") -> Dataset:
    """Read a test collection.

    Raises:
        DatasetError: a file is missing or wrong; the message names file and line.
    """
    documents = tuple(read_corpus(folder))
    queries = tuple(_read_queries(folder / "queries.jsonl"))
    known = ({query.id for query in queries}, {document.id for document in documents})
    qrels = _read_qrels(folder / "qrels" / f"{split}.tsv", *known)
    judged = tuple(query for query in queries if relevant(qrels.get(query.id, {})))
    return Dataset(folder.resolve().name, documents, _not_empty(judged), qrels)


def read_corpus(folder: Path) -> Iterator[Document]:
    """Yield the documents of ``corpus.jsonl``.

    Raises:
        DatasetError: as ``read_dataset``.
    """
    for place, entry in _entries(folder / "corpus.jsonl"):
        fields = {name: value for name, value in entry.items() if name in FIELDS}
        fields.setdefault("kind", "document")
        if "texts" not in fields:
            names = ("language", "title", "text")
            fields["texts"] = [{name: entry[name] for name in names if name in entry}]
        if "language" in entry:
            fields.setdefault("original", entry["language"])
        try:
            yield parse_document({**fields, "id": entry["_id"]})
        except InvalidDocument as error:
            raise DatasetError(f"{place}: {error}") from error


def _read_queries(path: Path) -> Iterator[JudgedQuery]:
    for place, entry in _entries(path):
        try:
            given = Language(entry["language"]) if "language" in entry else None
        except ValueError as error:
            raise DatasetError(f"{place}: language: zh, ru or en is needed") from error
        yield JudgedQuery(entry["_id"], entry["text"], given or detect(entry["text"]))


def _entries(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the lines of a corpus or of queries: each with a text and an id of its own."""
    seen: set[str] = set()
    for place, entry in json_lines(_existing(path), DatasetError):
        for key in ("_id", "text"):
            if not isinstance(entry.get(key), str):
                raise DatasetError(f"{place}: {key}: a string is needed")
        if entry["_id"] in seen:
            raise DatasetError(f"{place}: _id: {entry['_id']!r} stands on an earlier line already")
        seen.add(entry["_id"])
        yield place, entry


def _read_qrels(path: Path, query_ids: set[str], document_ids: set[str]) -> Qrels:
    qrels: dict[str, dict[str, int]] = {}
    for place, (query_id, document_id, grade) in _judgements(path):
        if query_id not in query_ids:
            raise DatasetError(f"{place}: there is no query {query_id!r}")
        if document_id not in document_ids:
            raise DatasetError(f"{place}: there is no document {document_id!r}")
        if document_id in qrels.setdefault(query_id, {}):
            raise DatasetError(
                f"{place}: {query_id!r} and {document_id!r} are judged on an earlier line already"
            )
        if not grade.isdecimal():
            raise DatasetError(f"{place}: the grade is {grade!r}; a whole number from 0 is needed")
        qrels[query_id][document_id] = int(grade)
    return qrels


def _judgements(path: Path) -> Iterator[tuple[str, tuple[str, str, str]]]:
    """Yield place and the three columns of each line after the header."""
    with _existing(path).open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            place = f"{path}:{number}"
            try:
                columns = line.decode("utf-8-sig").rstrip("\r\n").split("\t")
            except UnicodeDecodeError as error:
                raise DatasetError(f"{place}: not UTF-8") from error
            if columns == [""]:
                continue
            if len(columns) != 3:
                raise DatasetError(f"{place}: {len(columns)} columns; three are needed, split by tabs")
            if number > 1:
                yield place, (columns[0], columns[1], columns[2].strip())
            elif columns[2].strip().lstrip("-").isdecimal():
                raise DatasetError(f"{place}: a header is needed: query-id, corpus-id, score")


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise DatasetError(f"{path}: there is no such file")
    return path


def _not_empty(queries: tuple[JudgedQuery, ...]) -> tuple[JudgedQuery, ...]:
    if not queries:
        raise DatasetError("no query with all its relevant documents is left to evaluate")
    return queries
