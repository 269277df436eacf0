"""Fusion of runs into one ranking. Pure functions over ``{document id: score}``, best first on return."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence

from qiaosearch.types import Run

Scores = Mapping[str, float]
Ranking = list[tuple[str, float]]

RRF_K = 60
"""The constant of reciprocal rank fusion (Cormack, Clarke, Büttcher 2009, "Reciprocal Rank Fusion")."""


def scores(run: Run) -> dict[str, float]:
    """Return document id → score of a run."""
    return {candidate.document_id: candidate.score for candidate in run}


def reciprocal_rank(runs: Sequence[Run], *, k: int = RRF_K) -> Ranking:
    """Fuse by the sum of ``1 / (k + rank)``, ranks from 1."""
    fused: dict[str, float] = {}
    for run in runs:
        for rank, candidate in enumerate(run, start=1):
            fused[candidate.document_id] = fused.get(candidate.document_id, 0.0) + 1.0 / (k + rank)
    return ranked(fused)


def weighted(runs: Sequence[tuple[Scores, float]]) -> Ranking:
    """Fuse by the weighted sum of scores; a document that a run lacks gets nothing from it."""
    fused: dict[str, float] = {}
    for run, weight in runs:
        for document_id, score in run.items():
            fused[document_id] = fused.get(document_id, 0.0) + weight * score
    return ranked(fused)


def seated(dense: Scores, lexical: Scores, *, weight: float, group_of: Callable[[str], Hashable]) -> Ranking:
    """Fuse two legs of which one knows a single language.

    BM25 rewards documents in the language of the query; added to the cosine it would push all others down. So the
    lexical leg only decides who sits where *within* a group of documents that it treats alike (those with a text in
    the query's language, and the rest): in each group documents are ordered by ``dense + weight * lexical`` and
    take, in this order, the dense scores that the group has. The shares of the languages stay those of the dense
    leg.
    """
    groups: dict[Hashable, list[str]] = {}
    for document_id in dense.keys() | lexical.keys():
        groups.setdefault(group_of(document_id), []).append(document_id)
    fused: dict[str, float] = {}
    for members in groups.values():
        seats = sorted((dense.get(member, 0.0) for member in members), reverse=True)
        both = {member: dense.get(member, 0.0) + weight * lexical.get(member, 0.0) for member in members}
        fused |= {member: seat for (member, _), seat in zip(ranked(both), seats, strict=True)}
    return ranked(fused)


def saturated(run: Run, *, half: float) -> dict[str, float]:
    """Map unbounded scores into [0, 1): a score of ``half`` becomes 0.5. Order is kept."""
    return {candidate.document_id: candidate.score / (candidate.score + half) for candidate in run}


def ranked(fused: Scores) -> Ranking:
    """Sort by falling score, ties by document id, so that a ranking never depends on chance."""
    return sorted(fused.items(), key=lambda pair: (-pair[1], pair[0]))
