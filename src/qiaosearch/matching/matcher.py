"""From a document to its candidates: retrieval by every passage, features, score, explanation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from qiaosearch import fusion
from qiaosearch.faceting import facets
from qiaosearch.matching import features, passages, terms
from qiaosearch.searching import Collection
from qiaosearch.types import (
    Document,
    Explanation,
    Feature,
    Filter,
    IndexedPassage,
    IndexQuery,
    Language,
    Match,
    MatchResult,
)

CANDIDATES = 100
"""How many candidates are compared feature by feature."""

MAX_PROBES = 16
"""How many passages of the document are searched with; a longer document is probed by its leading ones."""

EVIDENCE_SHARE = 0.95
"""What evidence counts beside the profile itself: work done is nearly as good as a claim that fits."""

EVIDENCE_NAMED = 0.4
"""The fit from which evidence is worth naming."""

HALF_TOKENS = 3
"""So many shared technical tokens count ½."""

Passages = Sequence[IndexedPassage]


@dataclass(frozen=True, slots=True)
class _Side:
    """A document with its passages, as the reader may see them."""

    document: Document
    passages: Passages


@dataclass(frozen=True, slots=True)
class _Scored:
    side: _Side
    score: float
    features: tuple[Feature, ...]
    evidence: tuple[str, ...]


class Matcher:
    """Matches documents of a collection with each other."""

    def __init__(self, collection: Collection) -> None:
        self.collection = collection
        self._pairs = terms.TermPairs(collection.encoder)

    def match(
        self,
        document: Document,
        *,
        kind: str,
        now: datetime,
        filter: Filter | None = None,
        limit: int = 10,
        reader: Language | None = None,
    ) -> list[Match]:
        """Return the best candidates of ``kind`` for ``document``, best first.

        A candidate is never the document itself, nor one of its own organisation.

        Args:
            document: in the collection or not; what it says is taken from here.
            kind: what is looked for: ``achievement``, ``expert`` or ``challenge``.
            now: what freshness is measured from.
            filter: what the reader may see, and any restriction; kinds and exclusions are set here.
            limit: how many matches at most.
            reader: the language in which passages are shown where there is a text in it.
        """
        return list(
            self.page(document, kind=kind, now=now, filter=filter, limit=limit, reader=reader).matches
        )

    def page(
        self,
        document: Document,
        *,
        kind: str,
        now: datetime,
        filter: Filter | None = None,
        limit: int = 10,
        offset: int = 0,
        least: float = 0.0,
        reader: Language | None = None,
    ) -> MatchResult:
        """Return one page of what ``match`` ranks, with the number of candidates and their facets.

        Args:
            offset: how many of the best candidates come before the page.
            least: the lowest score of a candidate that counts, in [0, 1].
        """
        ours = self._side(document)
        if not ours.passages:
            return MatchResult(0, (), {})
        restriction = self._restriction(document, kind, filter or Filter())
        sides = self._sides(self._candidates(ours, restriction), restriction)
        scored = [one for one in self._scored(ours, sides, restriction, now) if one.score >= least]
        shown = self._explained(ours, scored[offset : offset + limit], reader)
        return MatchResult(len(scored), shown, facets(one.side.document for one in scored))

    def compare(
        self,
        document: Document,
        ids: Sequence[str],
        *,
        kinds: frozenset[str],
        now: datetime,
        groups: frozenset[str],
        reader: Language | None = None,
    ) -> list[Match]:
        """Return these candidates for ``document``, in the order of ``ids``, however far from it they are.

        Left out is what ``match`` would leave out: what ``groups`` may not see, what is of no kind among ``kinds``,
        the document itself and those of its own organisation.
        """
        ours, restriction = self._side(document), Filter(groups=groups)
        sides = {
            id_: side
            for id_, side in self._sides(ids, restriction).items()
            if side.document.kind in kinds and id_ != document.id and not _is_own(document, side.document)
        }
        if not ours.passages:
            return []
        found = self._explained(ours, self._scored(ours, sides, restriction, now), reader)
        return sorted(found, key=lambda match: list(ids).index(match.document.id))

    def _side(self, document: Document) -> _Side:
        return _Side(document, self.collection.prepare([document])[0].passages)

    def _scored(
        self, ours: _Side, sides: Mapping[str, _Side], restriction: Filter, now: datetime
    ) -> list[_Scored]:
        """Score candidates, best first."""
        evidence = self._sides(_evidence_ids(sides), restriction)
        scored = [_score(ours, side, evidence, now) for side in sides.values()]
        return sorted(scored, key=lambda one: (-one.score, one.side.document.id))

    def _restriction(self, document: Document, kind: str, given: Filter) -> Filter:
        owners = {document.owner} if document.owner else set()
        return replace(
            given,
            kinds=frozenset({kind}),
            exclude_ids=given.exclude_ids | {document.id},
            exclude_owners=given.exclude_owners | owners,
        )

    def _candidates(self, ours: _Side, restriction: Filter) -> list[str]:
        """Search with every passage, and with the words of the title and the keywords."""
        index = self.collection.index
        dense: dict[str, float] = {}
        for item in ours.passages[:MAX_PROBES]:
            for candidate in index.search(IndexQuery((), item.vector, restriction, CANDIDATES)).dense:
                dense[candidate.document_id] = max(dense.get(candidate.document_id, -1.0), candidate.score)
        labels = [
            item.terms.split() for item in ours.passages if item.passage.section in ("title", "keywords")
        ]
        words = tuple(dict.fromkeys(term for line in labels for term in line))
        lexical = index.search(IndexQuery(words, None, restriction, CANDIDATES)).lexical
        rule = self.collection.rule
        saturated = fusion.saturated(lexical, half=rule.bm25_half)
        ranking = fusion.weighted([(dense, 1.0), (saturated, rule.lexical_weight)])
        return [document_id for document_id, _ in ranking[:CANDIDATES]]

    def _sides(self, ids: Sequence[str], restriction: Filter) -> dict[str, _Side]:
        documents = self.collection.index.documents(ids, restriction.groups)
        found = self.collection.index.document_passages(list(documents), restriction.groups)
        return {
            document_id: _Side(documents[document_id], found[document_id])
            for document_id in ids
            if document_id in documents and found.get(document_id)
        }

    def _explained(
        self, ours: _Side, scored: Sequence[_Scored], reader: Language | None
    ) -> tuple[Match, ...]:
        shown = [ours.document, *(one.side.document for one in scored)]
        self._pairs.learn(word for document in shown for word in terms.keywords(document))
        return tuple(self._explanation(ours, one, reader) for one in scored)

    def _explanation(self, ours: _Side, scored: _Scored, reader: Language | None) -> Match:
        problem, solution = _roles(ours, scored.side)
        originals = (problem.document.original, solution.document.original)
        pairs = passages.corresponding_pairs(
            problem.passages, solution.passages, limit=3, reader=reader, originals=originals
        )
        read = [terms.readable_keywords(side.document, reader) for side in (problem, solution)]
        words = self._pairs.pairs(*read) or self._pairs.pairs(
            terms.keywords(problem.document), terms.keywords(solution.document)
        )
        tokens = terms.technical_tokens(problem.passages) & terms.technical_tokens(solution.passages)
        explanation = Explanation(scored.features, pairs, terms.met(words, tokens), scored.evidence)
        return Match(scored.side.document, scored.score, explanation)


def _roles(ours: _Side, theirs: _Side) -> tuple[_Side, _Side]:
    """Return (problem, solution), whichever side the search started from."""
    return (theirs, ours) if theirs.document.kind == "challenge" else (ours, theirs)


def _is_own(ours: Document, theirs: Document) -> bool:
    return bool(ours.owner) and ours.owner == theirs.owner


def _evidence_ids(sides: Mapping[str, _Side]) -> list[str]:
    return list(
        dict.fromkeys(id_ for side in sides.values() for id_ in side.document.facts.get("evidence", ()))
    )


def _score(ours: _Side, theirs: _Side, evidence: Mapping[str, _Side], now: datetime) -> _Scored:
    problem, solution = _roles(ours, theirs)
    semantic, speaking = _semantic(problem, solution, evidence)
    shared = terms.technical_tokens(ours.passages) & terms.technical_tokens(theirs.passages)
    words = max(_keyword_fit(ours, theirs), len(shared) / (len(shared) + HALF_TOKENS))
    values = features.compare(problem.document, solution.document, semantic=semantic, terms=words, now=now)
    return _Scored(theirs, features.total(values), values, speaking)


def _semantic(
    problem: _Side, solution: _Side, evidence: Mapping[str, _Side]
) -> tuple[float, tuple[str, ...]]:
    """Return the fit of the pair in [0, 1], and which evidence speaks for it, best first."""
    own = features.fit(passages.semantic_cosine(problem.passages, solution.passages))
    speaking = [
        (
            EVIDENCE_SHARE * features.fit(passages.semantic_cosine(problem.passages, evidence[id_].passages)),
            id_,
        )
        for id_ in solution.document.facts.get("evidence", ())
        if id_ in evidence
    ]
    speaking.sort(reverse=True)
    named = tuple(id_ for fit, id_ in speaking if fit >= EVIDENCE_NAMED)
    return max([own, *(fit for fit, _ in speaking)]), named


def _keyword_fit(ours: _Side, theirs: _Side) -> float:
    """The fit of the two lists of keywords, in whichever languages they come."""
    mine = [item for item in ours.passages if item.passage.section == "keywords"]
    other = [item for item in theirs.passages if item.passage.section == "keywords"]
    if not mine or not other:
        return 0.0
    return features.fit(float((passages.matrix(mine) @ passages.matrix(other).T).max()))
