"""Documents as JSON: what ``qiaosearch index`` and ``qiaosearch match`` read.

One document a line::

    {"id": "a1", "kind": "achievement", "country": "RU", "subjects": ["2.5"], "readiness": 7, "owner": "o1",
     "updated": "2026-05-28", "original": "ru",
     "texts": [{"language": "ru", "title": "…", "summary": "…", "keywords": ["…"]}],
     "facts": {"cooperation": ["licence"]}}

``texts`` may also be an object, language → sections. Every key of a text besides ``language`` and
``keywords`` is a section; its value is a string, or a list of strings that become its lines. A language that
is not given is detected.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from qiaosearch.errors import InvalidDocument, QiaosearchError
from qiaosearch.text.detect import detect
from qiaosearch.text.normalise import clean
from qiaosearch.types import PUBLIC, Document, Language, Section, Text

OLDEST = datetime(1970, 1, 1, tzinfo=UTC)
"""When a document without a date was updated: it counts as old, never as fresh."""

_SECTIONS_OF_A_PLAIN_FILE = ("title", "summary", "description")


class _TextEntry(BaseModel):
    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, str | list[str]] = Field(init=False)

    language: Language | None = None
    keywords: list[str] = []

    def build(self) -> Text:
        given = {name: value if isinstance(value, str) else "\n".join(value) for name, value in self._extra()}
        if self.keywords:
            given.setdefault("keywords", ", ".join(self.keywords))
        sections = tuple(Section(name, clean(text)) for name, text in given.items() if clean(text).strip())
        language = self.language or detect("\n".join(section.text for section in sections)) or Language.EN
        return Text(language, sections, tuple(map(clean, self.keywords)))

    def _extra(self) -> list[tuple[str, str | list[str]]]:
        return list((self.__pydantic_extra__ or {}).items())


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: str = Field(min_length=1)
    kind: str = Field(min_length=1)
    texts: list[_TextEntry] = Field(min_length=1)
    original: Language | None = None
    updated: datetime = OLDEST
    groups: list[str] = [PUBLIC]
    subjects: list[str] = []
    country: str = ""
    readiness: int | None = Field(None, ge=1, le=9)
    state: str = "published"
    owner: str = ""
    facts: dict[str, Any] = {}

    @field_validator("texts", mode="before")
    @classmethod
    def _list_of_texts(cls, value: object) -> object:
        if isinstance(value, Mapping) and all(isinstance(text, Mapping) for text in value.values()):
            return [{**text, "language": language} for language, text in value.items()]
        return value

    @field_validator("updated")
    @classmethod
    def _with_zone(cls, value: datetime) -> datetime:
        return value if value.tzinfo else value.replace(tzinfo=UTC)

    def build(self) -> Document:
        texts = tuple(text.build() for text in self.texts)
        languages = [text.language for text in texts]
        if len(set(languages)) < len(languages):
            raise InvalidDocument("texts: two are in one language")
        if self.original and self.original not in languages:
            raise InvalidDocument(f"original: there is no text in {self.original!r}")
        return Document(
            id=self.id,
            kind=self.kind,
            texts=texts,
            original=self.original or languages[0],
            updated=self.updated,
            groups=frozenset(self.groups),
            subjects=tuple(self.subjects),
            country=self.country,
            readiness=self.readiness,
            state=self.state,
            owner=self.owner,
            facts=self.facts,
        )


FIELDS = frozenset(_Entry.model_fields)
"""The keys that a document may have."""


def parse_document(data: Mapping[str, Any]) -> Document:
    """Return the document that ``data`` describes.

    Raises:
        InvalidDocument: a field is missing, unknown or of the wrong form; the message begins with its name.
    """
    try:
        return _Entry.model_validate(data).build()
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise InvalidDocument(f"{place}: {first['msg']}") from error


def parse_problem(data: Mapping[str, Any], *, kind: str) -> Document:
    """Return a document that need not be in any collection.

    Args:
        data: a whole document, or ``{"title", "summary", "description", "language"?}`` with at least one of
            the first three; further keys of a document, such as ``subjects``, may stand beside them.
        kind: taken where ``data`` has none.

    Raises:
        InvalidDocument: as ``parse_document``, or there is no text.
    """
    fields = dict(data)
    if "texts" not in fields:
        names = ("language", "keywords", *_SECTIONS_OF_A_PLAIN_FILE)
        text = {name: fields.pop(name) for name in names if name in fields}
        if not any(text.get(name) for name in _SECTIONS_OF_A_PLAIN_FILE):
            raise InvalidDocument("title: at least a title, a summary or a description is needed")
        fields["texts"] = [text]
    return parse_document({"id": "file", "kind": kind, **fields})


def read_problem(path: Path, *, kind: str) -> Document:
    """Read one document outside any collection from a JSON file; see ``parse_problem``.

    Raises:
        InvalidDocument: it is no such document; the message names the file, and the field.
    """
    try:
        return parse_problem(_json_object(path.read_bytes(), str(path), InvalidDocument), kind=kind)
    except InvalidDocument as error:
        prefix = "" if str(error).startswith(str(path)) else f"{path}: "
        raise InvalidDocument(f"{prefix}{error}") from error


def read_documents(path: Path) -> Iterator[Document]:
    """Yield the documents of a JSONL file.

    Raises:
        InvalidDocument: a line is no document, or repeats an id; the message names file, line and field.
    """
    seen: set[str] = set()
    for place, data in json_lines(path, InvalidDocument):
        try:
            document = parse_document(data)
        except InvalidDocument as error:
            raise InvalidDocument(f"{place}: {error}") from error
        if document.id in seen:
            raise InvalidDocument(f"{place}: id: {document.id!r} stands on an earlier line already")
        seen.add(document.id)
        yield document


def json_lines(path: Path, error: type[QiaosearchError]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield ``("FILE:LINE", object)`` of each line that is not blank; raises ``error`` for no JSON object."""
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                place = f"{path}:{number}"
                yield place, _json_object(line, place, error)


def _json_object(line: bytes, place: str, error: type[QiaosearchError]) -> dict[str, Any]:
    try:
        data = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as reason:
        raise error(f"{place}: not UTF-8 (byte {reason.start + 1} of the line)") from reason
    except json.JSONDecodeError as reason:
        raise error(f"{place}: not JSON ({reason})") from reason
    except RecursionError as reason:
        raise error(f"{place}: nested too deeply") from reason
    if not isinstance(data, dict):
        raise error(f"{place}: an object is needed, in braces")
    return data
