"""The declared features of a match and their weights. Pure functions; every value is in [0, 1].

A value that can't be known (no readiness given, say) is ``NEUTRAL``, so that silence neither helps nor harms.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from types import MappingProxyType

from qiaosearch.types import Document, Feature

NEUTRAL = 0.5

WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        "semantic_fit": 0.70,
        "shared_terms": 0.10,
        "shared_subjects": 0.10,
        "readiness": 0.03,
        "cooperation": 0.04,
        "language_of_work": 0.01,
        "freshness": 0.02,
    }
)
"""Feature → weight; they sum to 1.

The first three were chosen on the development half of our test collection. The others are what the parties agree on
later; relevance judgements say nothing of them, so they break ties and no more. A common language of work is the
least of them: the network exists for pairs that have none.
"""

COUNTERPARTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"challenge": ("achievement", "expert"), "achievement": ("challenge",), "expert": ("challenge",)}
)
"""Kind → kinds that answer it, or that it answers."""

COSINE_FLOOR, COSINE_CEILING = 0.05, 0.70
"""Cosines of unrelated and of practically equal passages under the default encoder; between them the fit is linear."""

HALF_LIFE_DAYS = 730.0
READINESS_STEP = 0.25
"""What each missing readiness level takes away."""


def fit(cosine: float) -> float:
    """Map a cosine to [0, 1]."""
    return _clip((cosine - COSINE_FLOOR) / (COSINE_CEILING - COSINE_FLOOR))


def shared_subjects(ours: Collection[str], theirs: Collection[str]) -> float:
    """1 for a common field, ½ for a common upper field only."""
    if not ours or not theirs:
        return NEUTRAL
    if set(ours) & set(theirs):
        return 1.0
    return 0.5 if {_upper(code) for code in ours} & {_upper(code) for code in theirs} else 0.0


def readiness(asked: int | None, offered: int | None) -> float:
    """1 if the technology is as ready as asked, less by ``READINESS_STEP`` for each missing level."""
    if asked is None or offered is None:
        return NEUTRAL
    return _clip(1.0 - READINESS_STEP * max(asked - offered, 0))


def cooperation(wanted: Collection[str], offered: Collection[str]) -> float:
    """The share of the kinds of cooperation wanted that are offered."""
    if not wanted or not offered:
        return NEUTRAL
    return len(set(wanted) & set(offered)) / len(set(wanted))


def language_of_work(ours: Collection[str], theirs: Collection[str]) -> float:
    """1 if the two sides share a language of work, else 0; an interpreter bridges what this feature only notes."""
    if not ours or not theirs:
        return NEUTRAL
    return float(bool(set(ours) & set(theirs)))


def freshness(updated: datetime, now: datetime) -> float:
    """Halves every ``HALF_LIFE_DAYS``."""
    age_days = max((now - updated).total_seconds() / 86_400, 0.0)
    return float(0.5 ** (age_days / HALF_LIFE_DAYS))


def compare(
    problem: Document, solution: Document, *, semantic: float, terms: float, now: datetime
) -> tuple[Feature, ...]:
    """Return all features of a pair, in the order of ``WEIGHTS``.

    Args:
        problem: the side that asks, whichever side the search started from.
        solution: the side that answers.
        semantic: semantic fit, already in [0, 1].
        terms: fit of terms, already in [0, 1].
        now: what freshness is measured from.
    """
    values = {
        "semantic_fit": semantic,
        "shared_terms": terms,
        "shared_subjects": shared_subjects(problem.subjects, solution.subjects),
        "readiness": readiness(problem.facts.get("trl_min"), solution.readiness),
        "cooperation": cooperation(
            problem.facts.get("cooperation", ()), solution.facts.get("cooperation", ())
        ),
        "language_of_work": language_of_work(
            problem.facts.get("languages_of_work", ()), solution.facts.get("languages_of_work", ())
        ),
        "freshness": freshness(solution.updated, now),
    }
    return tuple(Feature(name, values[name], weight) for name, weight in WEIGHTS.items())


def total(features: Collection[Feature]) -> float:
    """The score: the sum of all contributions, in [0, 1]."""
    return _clip(sum(feature.contribution for feature in features))


def _upper(code: str) -> str:
    return code.partition(".")[0]


def _clip(value: float) -> float:
    return min(max(value, 0.0), 1.0)
