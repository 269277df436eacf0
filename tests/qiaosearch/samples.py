"""Documents and collections for tests of search and match, with the encoder that needs no weights."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from qiaosearch.encoders.hashing import HashingEncoder
from qiaosearch.index import open_index
from qiaosearch.searching import Collection, fingerprint
from qiaosearch.types import Document, Encoder, Language, Section, Text, Vectors

NOW = datetime(2026, 6, 1, tzinfo=UTC)

Sections = Mapping[str, str]


def document(
    id: str, texts: Mapping[str, Sections] | str, *, keywords: Sequence[str] = (), **fields: Any
) -> Document:
    """Make a document; ``texts`` is language → section → text, or the title of an English one."""
    given = {"en": {"title": texts}} if isinstance(texts, str) else texts
    built = tuple(
        Text(
            Language(language), tuple(Section(name, text) for name, text in sections.items()), tuple(keywords)
        )
        for language, sections in given.items()
    )
    fields = {"kind": "achievement", "original": built[0].language, "updated": NOW, **fields}
    return Document(id, texts=built, **fields)


@contextmanager
def collection_of(
    folder: Path, documents: Iterable[Document] = (), *, encoder: Encoder | None = None
) -> Iterator[Collection]:
    """Open a collection in a folder and fill it."""
    encoder = encoder or HashingEncoder()
    index = open_index(folder / "index.db", fingerprint=fingerprint(encoder), create=True)
    try:
        collection = Collection(encoder, index)
        collection.upsert(documents)
        yield collection
    finally:
        index.close()


class CountingEncoder(HashingEncoder):
    """Remembers what it was given to encode as documents."""

    def __init__(self) -> None:
        super().__init__()
        self.encoded: list[str] = []

    def encode_documents(self, texts: Sequence[str], languages: Sequence[Language] | None = None) -> Vectors:
        self.encoded += texts
        return super().encode_documents(texts, languages)


def write_lines(path: Path, rows: Iterable[Mapping[str, Any]]) -> Path:
    """Write JSON lines, making the folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def write_dataset(
    folder: Path,
    corpus: Iterable[Mapping[str, Any]],
    queries: Iterable[Mapping[str, Any]],
    qrels: Iterable[tuple[str, str, object]],
    *,
    split: str = "test",
) -> Path:
    """Write a test collection in BEIR layout."""
    write_lines(folder / "corpus.jsonl", corpus)
    write_lines(folder / "queries.jsonl", queries)
    rows = [("query-id", "corpus-id", "score"), *qrels]
    (folder / "qrels").mkdir(exist_ok=True)
    (folder / "qrels" / f"{split}.tsv").write_text(
        "".join("\t".join(map(str, row)) + "\n" for row in rows), encoding="utf-8"
    )
    return folder
