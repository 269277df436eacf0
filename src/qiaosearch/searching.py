"""A collection: an encoder and an index together. Documents go in, ranked hits with their passages come out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import islice
from typing import Self

import numpy as np
import numpy.typing as npt

from qiaosearch import fusion
from qiaosearch.closeness import closeness
from qiaosearch.encoders import load_encoder
from qiaosearch.errors import EmptyQuery, QueryTooLong, SearchIndexError
from qiaosearch.faceting import by_count, without_own
from qiaosearch.index import open_index, rebuild_index
from qiaosearch.text import segment
from qiaosearch.text.detect import detect
from qiaosearch.text.normalise import clean
from qiaosearch.text.passages import document_passages
from qiaosearch.text.reading import readable
from qiaosearch.types import (
    LABEL_SECTIONS,
    Document,
    Encoder,
    Filter,
    Hit,
    Index,
    IndexedDocument,
    IndexedPassage,
    IndexQuery,
    IndexResult,
    Language,
    Mode,
    Passage,
    SearchResult,
)

MAX_QUERY_CHARACTERS = 4_000
DEPTH = 200
"""Candidates that each leg contributes to fusion and facets."""

Vector = npt.NDArray[np.float32]
Progress = Callable[[int], None]
Arrange = Callable[[Sequence[str]], Sequence[str]]
"""Puts the ids that were found, best first, into another order."""


@dataclass(frozen=True, slots=True)
class FusionRule:
    """How the two legs become one score (``fusion.seated``).

    Dense candidates below ``cosine_floor``, or below ``relative_floor`` times the best cosine, are dropped: they are
    as near as any text is to any other. ``lexical_weight`` weighs the BM25 score, saturated so that ``bm25_half``
    counts ½, beside the cosine; a query of at most ``keyword_terms`` terms is a list of keywords, whose words matter
    more. Chosen on the development half of our test collection (``benchmarks/matching.py`` prints the table).
    """

    lexical_weight: float = 0.1
    keyword_weight: float = 0.5
    keyword_terms: int = 6
    bm25_half: float = 10.0
    cosine_floor: float = 0.1
    relative_floor: float = 0.5

    def weight_for(self, terms: Sequence[str]) -> float:
        """What the lexical leg counts for a query of these terms."""
        return self.keyword_weight if len(terms) <= self.keyword_terms else self.lexical_weight

    def near_enough(self, cosines: fusion.Scores) -> dict[str, float]:
        """The dense candidates that are worth showing."""
        floor = max(self.cosine_floor, self.relative_floor * max(cosines.values(), default=0.0))
        return {document_id: cosine for document_id, cosine in cosines.items() if cosine >= floor}


class Collection:
    """Documents that can be searched. Safe for use by several threads as far as its encoder and index are."""

    def __init__(
        self, encoder: Encoder, index: Index, *, rule: FusionRule | None = None, known: Index | None = None
    ) -> None:
        """Join an encoder and an index; vectors are looked up in ``known`` too before they are computed."""
        self.encoder = encoder
        self.index = index
        self._known = known
        self.rule = rule or FusionRule()

    @classmethod
    def open(
        cls,
        index_url: str,
        *,
        encoder: str | Encoder = "default",
        create: bool = False,
        threads: int | None = None,
    ) -> Self:
        """Open an index with its encoder: one that is loaded already, or the spec of one.

        Raises:
            IndexMissing: there is no index and ``create`` is false.
            FingerprintMismatch: it was built with another encoder or segmenter.
            EncoderError: the encoder can't be built.
        """
        loaded = load_encoder(encoder, threads=threads) if isinstance(encoder, str) else encoder
        return cls(loaded, open_index(index_url, fingerprint=fingerprint(loaded), create=create))

    def close(self) -> None:
        """Close the index."""
        self.index.close()

    # ---- writing

    def upsert(
        self, documents: Iterable[Document], *, batch: int = 64, progress: Progress | None = None
    ) -> int:
        """Encode and store documents, a transaction each ``batch``; returns how many.

        Texts whose vector the index already has are not encoded again.
        """
        total = 0
        for group in _batches(documents, batch):
            self.index.upsert(self.prepare(group))
            total += len(group)
            if progress:
                progress(len(group))
        return total

    def prepare(self, documents: Sequence[Document]) -> list[IndexedDocument]:
        """Split documents into passages and encode those that the index does not have yet."""
        split = [
            document_passages(document, self.encoder.count_tokens, window=self._room())
            for document in documents
        ]
        inputs = [
            _encoder_input(document, passage)
            for document, passages in zip(documents, split, strict=True)
            for passage in passages
        ]
        languages = [passage.language for passages in split for passage in passages]
        digests = [_digest(text, language) for text, language in zip(inputs, languages, strict=True)]
        vectors = self._vectors(inputs, languages, digests)
        numbered = iter(digests)
        return [
            IndexedDocument(
                document,
                tuple(
                    IndexedPassage(passage, _passage_terms(document, passage), vectors[digest], digest)
                    for passage, digest in zip(passages, numbered, strict=False)
                ),
            )
            for document, passages in zip(documents, split, strict=True)
        ]

    def _room(self) -> int:
        """Tokens that a passage may have, so that it fits the window together with its title."""
        return max(self.encoder.window * 3 // 5, 16)

    def _vectors(
        self, inputs: Sequence[str], languages: Sequence[Language], digests: Sequence[str]
    ) -> dict[str, Vector]:
        distinct = list(dict.fromkeys(digests))
        known = self.index.vectors(distinct)
        if self._known is not None:
            known |= self._known.vectors([digest for digest in distinct if digest not in known])
        missing = {
            digest: place for place, digest in reversed(list(enumerate(digests))) if digest not in known
        }
        if missing:
            places = list(missing.values())
            encoded = self.encoder.encode_documents(
                [inputs[place] for place in places], [languages[place] for place in places]
            )
            known |= dict(zip(missing, encoded, strict=True))
        return known

    # ---- reading

    def search(
        self,
        query: str,
        *,
        filter: Filter | None = None,
        mode: Mode = Mode.HYBRID,
        limit: int = 20,
        offset: int = 0,
        reader: Language | None = None,
        arrange: Arrange | None = None,
        vector: Vector | None = None,
    ) -> SearchResult:
        """Find documents for ``query``; an empty query lists what the filter leaves, newest first.

        ``reader`` is the language in which passages are shown where a document has a text in it; ``arrange`` gives
        what was found another order before a page of it is cut; ``vector`` is the query's, where it is known already.

        Raises:
            EmptyQuery: nothing in the query can be searched for (only emoji or marks, say).
            QueryTooLong: it has more than ``MAX_QUERY_CHARACTERS`` characters.
        """
        query, restriction = clean(query).strip(), filter or Filter()
        if not query:
            return self._browse(restriction, limit, offset, reader, arrange)
        language = detect(query)
        prepared = self.prepare_query(query, restriction, mode, vector=vector)
        found, ranking = self.rank(prepared, language)
        scores = dict(ranking)
        ordered = arrange(list(scores)) if arrange else list(scores)
        page = [(document_id, scores[document_id]) for document_id in ordered[offset : offset + limit]]
        hits = self._hits(page, found, prepared, reader)
        facets = self._facets_of(prepared, list(scores))
        near = closeness(self.index, prepared, query, found, close=self.encoder.close)
        return SearchResult(query, language, len(ranking), hits, facets, near.is_close, near.unknown)

    def prepare_query(
        self,
        query: str,
        filter: Filter,
        mode: Mode,
        *,
        depth: int = DEPTH,
        language: Language | None = None,
        vector: Vector | None = None,
    ) -> IndexQuery:
        """Segment and encode a query; its language is detected where not given.

        ``vector`` is what encoding it gave before, under this encoder's fingerprint.

        Raises:
            EmptyQuery, QueryTooLong: as ``search``.
        """
        if len(query) > MAX_QUERY_CHARACTERS:
            raise QueryTooLong(
                f"The query has {len(query)} characters; at most {MAX_QUERY_CHARACTERS} are allowed."
            )
        terms = query_terms(query)
        detected = detect(query)
        if not terms and detected is None:
            raise EmptyQuery("There is no word or number to search for in the query.")
        language = language or detected
        dense = mode is not Mode.LEXICAL and language is not None
        if not dense or language is None:
            vector = None
        elif vector is None:
            vector = self.encoder.encode_queries([query], [language])[0]
        return IndexQuery(() if mode is Mode.DENSE else terms, vector, filter, depth)

    def rank(self, query: IndexQuery, language: Language | None) -> tuple[IndexResult, fusion.Ranking]:
        """Run both legs and fuse them."""
        found = self.index.search(query)
        dense, lexical = self._legs(found)
        if not dense or not lexical:
            return found, fusion.ranked(dense or lexical)
        ids = dense.keys() | lexical.keys()
        speakers = self.index.speakers(ids, language, query.filter.groups) if language else frozenset()
        weight = self.rule.weight_for(query.terms)
        return found, fusion.seated(dense, lexical, weight=weight, group_of=lambda id_: id_ in speakers)

    def _legs(self, found: IndexResult) -> tuple[dict[str, float], dict[str, float]]:
        dense = self.rule.near_enough(fusion.scores(found.dense))
        return dense, fusion.saturated(found.lexical, half=self.rule.bm25_half)

    def _facets_of(self, query: IndexQuery, ids: Sequence[str]) -> dict[str, dict[str, int]]:
        """Count what was found; a facet under a filter of its own counts what would be found without that."""
        seen = Filter(groups=query.filter.groups)
        counts = self.index.facets(seen, among=ids)
        for name, wider in without_own(query.filter):
            dense, lexical = self._legs(self.index.search(replace(query, filter=wider)))
            counts[name] = self.index.facets(seen, among=dense.keys() | lexical.keys())[name]
        return by_count(counts)

    def _browse(
        self, restriction: Filter, limit: int, offset: int, reader: Language | None, arrange: Arrange | None
    ) -> SearchResult:
        ids = self.index.ids(restriction)
        shown = (arrange(ids) if arrange else ids)[offset : offset + limit]
        page = [(document_id, 0.0) for document_id in shown]
        empty = IndexQuery((), None, restriction)
        hits = self._hits(page, IndexResult((), ()), empty, reader)
        counts = self.index.facets(restriction)
        counts |= {name: self.index.facets(wider)[name] for name, wider in without_own(restriction)}
        return SearchResult("", None, len(ids), hits, by_count(counts))

    def _hits(
        self,
        page: Sequence[tuple[str, float]],
        found: IndexResult,
        query: IndexQuery,
        reader: Language | None,
    ) -> tuple[Hit, ...]:
        ids, groups = [document_id for document_id, _ in page], query.filter.groups
        documents, passages = self.index.documents(ids, groups), self.index.document_passages(ids, groups)
        cosines, bm25s = fusion.scores(found.dense), fusion.scores(found.lexical)
        hits = []
        for document_id, score in page:
            if document_id not in documents or not passages.get(document_id):
                continue  # deleted between the two reads
            passage = best_passage(passages[document_id], query, reader, documents[document_id].original)
            hits.append(
                Hit(
                    documents[document_id],
                    min(max(score, 0.0), 1.0),
                    passage,
                    highlights(passage.text, query.terms),
                    cosines.get(document_id),
                    bm25s.get(document_id),
                )
            )
        return tuple(hits)


@contextmanager
def rebuilt(index_url: str, *, encoder: str = "default", threads: int | None = None) -> Iterator[Collection]:
    """A context that gives an empty collection to fill and, when left, puts it in place of the live one.

    Vectors that the live index has under the same fingerprint are taken over. What is written to the live index
    meanwhile is lost at the swap: compare it with its source afterwards. If the block raises, the live index stays.
    """
    loaded = load_encoder(encoder, threads=threads)
    name = fingerprint(loaded)
    with ExitStack() as stack:
        live = None
        with suppress(SearchIndexError):
            live = open_index(index_url, fingerprint=name)
            stack.callback(live.close)
        rebuild = stack.enter_context(rebuild_index(index_url, fingerprint=name))
        yield Collection(loaded, rebuild.index, known=live)


def fingerprint(encoder: Encoder) -> str:
    """Name all that decides what an index holds: the encoder and the version of the segmenter."""
    return f"{encoder.fingerprint}|terms-{segment.VERSION}"


def query_terms(query: str) -> tuple[str, ...]:
    """The distinct terms of a query; none where it has stop words alone, which no index holds."""
    return tuple(dict.fromkeys(segment.term_list(query)))


def best_passage(
    passages: Sequence[IndexedPassage], query: IndexQuery, reader: Language | None, original: Language
) -> Passage:
    """Choose what to show: in the language of the title that is shown, no mere label, nearest to the query."""
    ours = readable(passages, reader, original)
    bodies = [item for item in ours if item.passage.section not in LABEL_SECTIONS] or ours
    wanted = set(query.terms)

    def nearness(item: IndexedPassage) -> tuple[float, int, int]:
        cosine = float(item.vector @ query.vector) if query.vector is not None else 0.0
        return cosine, len(wanted & set(item.terms.split())), -item.passage.ordinal

    return max(bodies, key=nearness).passage


def highlights(text: str, terms: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Return the stretches of ``text`` whose terms are among ``terms``, merged where they touch."""
    wanted = frozenset(terms)
    merged: list[tuple[int, int]] = []
    for term in sorted(segment.terms(text), key=lambda term: term.start) if wanted else ():
        if term.term not in wanted:
            continue
        if merged and term.start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], term.end))
        else:
            merged.append((term.start, term.end))
    return tuple(merged)


def _encoder_input(document: Document, passage: Passage) -> str:
    """What is encoded of a passage: itself under its title, since a paragraph alone rarely says what it is about."""
    text = document.text(passage.language)
    title = next((section for section in text.sections if section.name == "title"), None) if text else None
    if title is None or passage.section == "title" or title.groups is not None:
        return passage.text  # a title that fewer may read must not colour a passage that more may read
    return f"{title.text}\n{passage.text}"


def _passage_terms(document: Document, passage: Passage) -> str:
    """What the lexical leg matches; the keywords of a text count with its title."""
    text = document.text(passage.language)
    keywords = (
        " , ".join(text.keywords) if text and passage.section == "title" and passage.ordinal == 0 else ""
    )
    return " ".join(segment.term_list(f"{passage.text} , {keywords}"))


def _digest(text: str, language: Language) -> str:
    return hashlib.sha256(f"{language}\0{text}".encode()).hexdigest()


def _batches(documents: Iterable[Document], size: int) -> Iterator[Sequence[Document]]:
    remaining = iter(documents)
    while group := list(islice(remaining, size)):
        yield group
