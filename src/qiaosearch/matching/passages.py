"""Which passages of two documents correspond, and how well the documents fit by them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from qiaosearch.text.reading import readable
from qiaosearch.types import LABEL_SECTIONS, IndexedPassage, Language, PassagePair

PROBES = frozenset({"title", "summary", "desired_outcome", "keywords"})
"""Sections that say what a problem asks for. A long description dilutes: leaving it out raises nDCG@10 by .02."""

LABELS = frozenset({"title", "summary", "keywords"})
"""Sections that say what a solution is."""

FORWARD = 0.7
"""Share of the question “is what the problem asks answered?”; the rest asks whether the solution's labels are about
the problem."""

Matrix = npt.NDArray[np.float32]


def matrix(passages: Sequence[IndexedPassage]) -> Matrix:
    """Stack vectors: float32 ``(len(passages), dim)``."""
    return np.stack([item.vector for item in passages])


def semantic_cosine(problem: Sequence[IndexedPassage], solution: Sequence[IndexedPassage]) -> float:
    """How well two documents fit, as a mean cosine.

    Each passage that says what the problem asks is compared with the solution passage nearest to it; and each
    passage that says what the solution is, with the nearest of the problem.
    """
    forward = _mean_of_nearest(_chosen(problem, PROBES), matrix(solution))
    backward = _mean_of_nearest(_chosen(solution, LABELS), matrix(problem))
    return FORWARD * forward + (1.0 - FORWARD) * backward


def _chosen(passages: Sequence[IndexedPassage], sections: frozenset[str]) -> Matrix:
    return matrix([item for item in passages if item.passage.section in sections] or passages)


def _mean_of_nearest(ours: Matrix, theirs: Matrix) -> float:
    return float((ours @ theirs.T).max(axis=1).mean())


def corresponding_pairs(
    problem: Sequence[IndexedPassage],
    solution: Sequence[IndexedPassage],
    *,
    limit: int,
    reader: Language | None,
    originals: tuple[Language, Language],
) -> tuple[PassagePair, ...]:
    """Return the best-corresponding passages, each used once, in the language that a reader is shown.

    ``originals`` are the languages in which the problem and the solution were written.
    """
    ours, theirs = _shown(problem, reader, originals[0]), _shown(solution, reader, originals[1])
    if not ours or not theirs:
        return ()
    cosines = matrix(ours) @ matrix(theirs).T
    pairs = []
    for _ in range(min(limit, *cosines.shape)):
        row, column = divmod(int(np.argmax(cosines)), cosines.shape[1])
        pairs.append(PassagePair(ours[row].passage, theirs[column].passage, float(cosines[row, column])))
        cosines[row, :] = -2.0
        cosines[:, column] = -2.0
    return tuple(pairs)


def _shown(
    passages: Sequence[IndexedPassage], reader: Language | None, original: Language
) -> list[IndexedPassage]:
    bodies = [item for item in passages if item.passage.section not in LABEL_SECTIONS] or list(passages)
    return readable(bodies, reader, original)
