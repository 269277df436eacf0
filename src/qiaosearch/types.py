"""The nouns of retrieval: frozen values that pass between text, encoders, index, fusion and matching.

A *document* is one record with its texts in up to three languages. Each section of each text is split into
*passages*; a passage is what is encoded, indexed, found and shown. A *run* is a ranked list of candidates.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
"""Float32 array of shape ``(n, dim)``; every row has unit Euclidean norm."""


class Language(enum.StrEnum):
    """The three languages of the network (ISO 639-1); ``zh`` is simplified Chinese."""

    ZH = "zh"
    RU = "ru"
    EN = "en"


class Mode(enum.StrEnum):
    """Which legs a search runs."""

    HYBRID = "hybrid"
    DENSE = "dense"
    LEXICAL = "lexical"


LABEL_SECTIONS = frozenset({"title", "keywords", "name"})
"""Sections that name a document; they are searched, and too short to be shown as what answers or as a reason."""

PUBLIC = "public"
"""The visibility group that every reader has."""


@dataclass(frozen=True, slots=True)
class Section:
    """A named part of a text, such as ``title``, ``summary``, ``description`` or ``advantages``.

    ``groups`` are the visibility groups that may read it; ``None`` means those of its document.
    """

    name: str
    text: str
    groups: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """One language of a document."""

    language: Language
    sections: tuple[Section, ...]
    keywords: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The text of the section ``title``, or an empty string."""
        return next((section.text for section in self.sections if section.name == "title"), "")


@dataclass(frozen=True, slots=True)
class Document:
    """What the collection holds: one record, all its languages, and the facts that searches filter by.

    Attributes:
        groups: visibility groups; a reader sees the document if it has one of them.
        subjects: OECD Fields of R&D codes such as ``2.5``; a filter on ``2`` finds ``2.5``.
        readiness: technology readiness level, 1 to 9.
        owner: identifier of the organisation; a match never joins two documents of one owner.
        facts: what only matching reads (kinds of cooperation, languages of work, evidence ids, ...): JSON values.
    """

    id: str
    kind: str
    texts: tuple[Text, ...]
    original: Language
    updated: datetime
    groups: frozenset[str] = frozenset({PUBLIC})
    subjects: tuple[str, ...] = ()
    country: str = ""
    readiness: int | None = None
    state: str = "published"
    owner: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)

    def text(self, language: Language) -> Text | None:
        """Return the text in ``language``, if the document has one."""
        return next((text for text in self.texts if text.language == language), None)


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one section of one text, short enough for the encoder's window.

    ``text`` is exactly what stands in the section at ``start``; neighbouring passages of a long section overlap.
    """

    document_id: str
    language: Language
    section: str
    ordinal: int
    start: int
    text: str
    groups: frozenset[str]


@dataclass(frozen=True, slots=True)
class IndexedPassage:
    """A passage with what an index stores of it.

    Attributes:
        terms: segmented, normalised terms joined by single spaces (what the lexical leg matches).
        vector: float32 of shape ``(dim,)``, unit norm.
        digest: hash of the text that was encoded; equal digests have equal vectors under one fingerprint.
    """

    passage: Passage
    terms: str
    vector: npt.NDArray[np.float32]
    digest: str


@dataclass(frozen=True, slots=True)
class IndexedDocument:
    """A document with its indexed passages: what ``Index.upsert`` takes."""

    document: Document
    passages: tuple[IndexedPassage, ...]


@dataclass(frozen=True, slots=True)
class Filter:
    """What a search is restricted to, inside the engine. ``None`` or empty means no restriction.

    ``groups`` is what the reader may see; it has no permissive default besides the public group.
    """

    groups: frozenset[str] = frozenset({PUBLIC})
    kinds: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    subjects: frozenset[str] = frozenset()
    languages: frozenset[Language] = frozenset()
    states: frozenset[str] = frozenset()
    readiness_min: int | None = None
    readiness_max: int | None = None
    only_ids: frozenset[str] = frozenset()
    exclude_ids: frozenset[str] = frozenset()
    exclude_owners: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class IndexQuery:
    """What one ``Index.search`` call asks.

    Attributes:
        terms: segmented, normalised query terms; empty switches the lexical leg off.
        vector: float32 of shape ``(dim,)``, unit norm; ``None`` switches the dense leg off.
        depth: how many candidates (documents, each by its best passage) each leg returns at most.
    """

    terms: tuple[str, ...]
    vector: npt.NDArray[np.float32] | None
    filter: Filter
    depth: int = 100


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document in a run, by its best passage; ``score`` is ``bm25`` (lexical) or ``cosine`` (dense)."""

    document_id: str
    passage_key: int
    score: float


Run = tuple[Candidate, ...]
"""Candidates of one leg, best first, each document once; ties broken by document id."""


@dataclass(frozen=True, slots=True)
class IndexResult:
    """What the two legs found."""

    lexical: Run
    dense: Run


@runtime_checkable
class Encoder(Protocol):
    """Turns texts into vectors of one space.

    ``fingerprint`` names weights, recipe and language means; vectors of two fingerprints never meet. ``close`` is the
    best cosine from which a query counts as answered, ``None`` where nobody has measured it.
    """

    @property
    def close(self) -> float | None: ...

    @property
    def dim(self) -> int: ...

    @property
    def fingerprint(self) -> str: ...

    @property
    def window(self) -> int:
        """How many tokens (as ``count_tokens`` counts) a passage may have at most."""
        ...

    def count_tokens(self, texts: Sequence[str]) -> list[int]: ...

    def encode_queries(self, texts: Sequence[str], languages: Sequence[Language] | None = None) -> Vectors:
        """Encode queries; float32 ``(n, dim)``, unit norm. Languages are detected where not given."""
        ...

    def encode_documents(self, texts: Sequence[str], languages: Sequence[Language] | None = None) -> Vectors:
        """Encode passages; float32 ``(n, dim)``, unit norm. Languages are detected where not given."""
        ...


@runtime_checkable
class Index(Protocol):
    """Holds documents with their passages and answers both legs of a search.

    Every call is safe from several processes. What a call to ``upsert`` or ``delete`` acknowledged is on disk, and
    seen by the next ``search`` of any process.
    """

    @property
    def fingerprint(self) -> str: ...

    def upsert(self, documents: Sequence[IndexedDocument]) -> None:
        """Insert or replace documents, all of them in one transaction."""
        ...

    def delete(self, ids: Sequence[str]) -> int:
        """Delete documents in one transaction; returns how many there were."""
        ...

    def search(self, query: IndexQuery) -> IndexResult: ...

    def documents(self, ids: Sequence[str], groups: frozenset[str]) -> dict[str, Document]:
        """The stored documents that ``groups`` may see, each with only the texts and sections they may see."""
        ...

    def passages(self, keys: Sequence[int]) -> dict[int, Passage]:
        """The passages behind ``Candidate.passage_key``."""
        ...

    def document_passages(
        self, ids: Sequence[str], groups: frozenset[str]
    ) -> dict[str, tuple[IndexedPassage, ...]]:
        """All passages, with their vectors, of these documents that ``groups`` may see."""
        ...

    def vectors(self, digests: Sequence[str]) -> dict[str, npt.NDArray[np.float32]]:
        """Vectors that are already stored, by digest, so that a rebuild encodes only what is new."""
        ...

    def ids(self, filter: Filter) -> list[str]:
        """Ids of all documents under the filter, newest first."""
        ...

    def inventory(self) -> dict[str, datetime]:
        """Id → time of the last change of every document, whoever may see it: what a catalogue compares itself with."""
        ...

    def count(self, filter: Filter | None = None) -> int:
        """How many documents there are, under a filter if given."""
        ...

    def facets(self, filter: Filter, among: Iterable[str] | None = None) -> dict[str, dict[str, int]]:
        """Facet → value → how many documents under the filter have it (see ``SearchResult``), in no order.

        ``among`` counts only documents with these ids.
        """
        ...

    def speakers(self, ids: Iterable[str], language: Language, groups: frozenset[str]) -> frozenset[str]:
        """Those of these documents that have a text in a language that ``groups`` may see."""
        ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Hit:
    """A found document.

    Attributes:
        score: fused score, in [0, 1] within one search; comparable only there.
        passage: the passage that answers best, as the reader may see it.
        highlights: spans ``(start, end)`` in ``passage.text`` of the query's terms.
        cosine, bm25: the legs' own scores, ``None`` where the leg did not find it.
    """

    document: Document
    score: float
    passage: Passage
    highlights: tuple[tuple[int, int], ...] = ()
    cosine: float | None = None
    bm25: float | None = None


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Hits of one page, with the facets of all candidates.

    ``facets`` maps a facet (``kind``, ``country``, ``language``, ``subject``, ``readiness``) to value → count. One
    that the filter restricts counts what there is without that restriction, so that its other values can be chosen.
    ``is_close`` is false where the hits are only what lies nearest to the query; ``unknown`` are its words, as typed,
    that stand in no document.
    """

    query: str
    language: Language | None
    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, Mapping[str, int]]
    is_close: bool = True
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PassagePair:
    """A problem passage and the solution passage that answers it."""

    problem: Passage
    solution: Passage
    cosine: float


@dataclass(frozen=True, slots=True)
class Feature:
    """A declared feature of a match: ``value`` in [0, 1], ``weight`` its share; contributions sum to the score."""

    name: str
    value: float
    weight: float

    @property
    def contribution(self) -> float:
        """``value × weight``."""
        return self.value * self.weight


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why two documents were matched.

    ``terms`` are pairs (in the problem's text, in the solution's text) that met, within or across languages;
    ``evidence`` are ids of documents that speak for an expert.
    """

    features: tuple[Feature, ...]
    pairs: tuple[PassagePair, ...]
    terms: tuple[tuple[str, str], ...] = ()
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """A candidate with its score in [0, 1] and the reasons."""

    document: Document
    score: float
    explanation: Explanation


@dataclass(frozen=True, slots=True)
class MatchResult:
    """Matches of one page; ``total`` and ``facets`` (as in ``SearchResult``) are of all candidates compared."""

    total: int
    matches: tuple[Match, ...]
    facets: Mapping[str, Mapping[str, int]]
