"""Small indexed documents for tests, without an encoder or a segmenter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from qiaosearch.types import (
    PUBLIC,
    Document,
    IndexedDocument,
    IndexedPassage,
    Language,
    Passage,
    Section,
    Text,
    Vectors,
)

DIM = 24
START = datetime(2026, 1, 1, tzinfo=UTC)


def unit(*components: float) -> np.ndarray:
    """A unit vector of ``DIM`` dimensions that begins with these components."""
    vector = np.zeros(DIM, dtype=np.float32)
    vector[: len(components)] = components
    return vector / np.linalg.norm(vector)


def random_units(n: int, *, seed: int = 0, dim: int = DIM) -> Vectors:
    vectors = np.random.default_rng(seed).standard_normal((n, dim)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def made(
    name: str,
    terms: str = "",
    vector: np.ndarray | None = None,
    *,
    language: Language = Language.RU,
    age_days: int = 0,
    groups: frozenset[str] = frozenset({PUBLIC}),
    **fields: Any,
) -> IndexedDocument:
    """A document of one passage, its title."""
    document = Document(
        id=name,
        kind=fields.pop("kind", "achievement"),
        texts=(Text(language, (Section("title", terms),)),),
        original=language,
        updated=START - timedelta(days=age_days),
        groups=groups,
        **fields,
    )
    passage = Passage(name, language, "title", 0, 0, terms, groups)
    return IndexedDocument(
        document, (IndexedPassage(passage, terms, unit(1) if vector is None else vector, f"digest {terms}"),)
    )


def with_section(
    indexed: IndexedDocument, name: str, terms: str, vector: np.ndarray, groups: frozenset[str]
) -> IndexedDocument:
    """The document with one more section, for ``groups`` only, and its passage."""
    document = indexed.document
    text = document.texts[0]
    longer = replace(text, sections=(*text.sections, Section(name, terms, groups)))
    passage = Passage(document.id, text.language, name, 0, 0, terms, groups)
    return IndexedDocument(
        replace(document, texts=(longer, *document.texts[1:])),
        (*indexed.passages, IndexedPassage(passage, terms, vector, f"digest {terms}")),
    )


def with_text(
    indexed: IndexedDocument, language: Language, terms: str, vector: np.ndarray
) -> IndexedDocument:
    """The document with its title in one more language."""
    document = indexed.document
    passage = Passage(document.id, language, "title", 0, 0, terms, document.groups)
    return IndexedDocument(
        replace(document, texts=(*document.texts, Text(language, (Section("title", terms),)))),
        (*indexed.passages, IndexedPassage(passage, terms, vector, f"digest {terms}")),
    )


def found(run: Sequence[Any]) -> list[str]:
    """The document ids of a run."""
    return [candidate.document_id for candidate in run]
