"""How sure a difference between two systems is, from their values on the same queries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Numbers = Sequence[float] | npt.NDArray[np.float64]

_AT_A_TIME = 500
"""Samples drawn in one go, which bounds memory at so many rows of one number a query."""


class Interval(NamedTuple):
    """A mean with the bounds of its confidence interval."""

    mean: float
    low: float
    high: float


def mean_interval(values: Numbers, *, level: float = 0.95, samples: int = 10_000, seed: int = 0) -> Interval:
    """Return the mean over queries with its percentile bootstrap interval.

    Efron and Tibshirani 1993, "An Introduction to the Bootstrap", chapter 13: queries are drawn with
    replacement.

    Args:
        values: shape ``(n_queries,)``, n ≥ 1.
        level: of confidence, in (0, 1).
        samples: how often the queries are drawn.
        seed: equal seeds give equal intervals.
    """
    numbers = _numbers(values)
    random = np.random.default_rng(seed)
    means = np.concatenate(
        [
            numbers[random.integers(len(numbers), size=(size, len(numbers)))].mean(axis=1)
            for size in _portions(samples)
        ]
    )
    tail = (1.0 - level) / 2.0
    low, high = np.quantile(means, [tail, 1.0 - tail])
    return Interval(float(numbers.mean()), float(low), float(high))


def difference_interval(
    ours: Numbers, theirs: Numbers, *, level: float = 0.95, samples: int = 10_000, seed: int = 0
) -> Interval:
    """Return the mean of ``ours − theirs`` with its paired bootstrap interval; see ``mean_interval``.

    Sakai 2006, "Evaluating evaluation metrics based on the bootstrap".
    """
    return mean_interval(_differences(ours, theirs), level=level, samples=samples, seed=seed)


def randomisation_test(ours: Numbers, theirs: Numbers, *, samples: int = 10_000, seed: int = 0) -> float:
    """Return the two-sided p-value, in (0, 1], that the two systems do not differ in the mean.

    Paired randomisation: the sign of each query's difference is drawn at random (Smucker, Allan and
    Carterette 2007, "A comparison of statistical significance tests for information retrieval evaluation");
    the observed signs count as one of the draws, so that p is never 0 (Phipson and Smyth 2010).
    """
    differences = _differences(ours, theirs)
    observed = abs(differences.sum())
    random = np.random.default_rng(seed)
    extreme = 0
    for size in _portions(samples):
        signs = random.choice((-1.0, 1.0), size=(size, len(differences)))
        extreme += int((np.abs(signs @ differences) >= observed - 1e-12).sum())
    return (extreme + 1) / (samples + 1)


def _differences(ours: Numbers, theirs: Numbers) -> npt.NDArray[np.float64]:
    first, second = _numbers(ours), _numbers(theirs)
    if len(first) != len(second):
        raise ValueError(
            f"the two systems have {len(first)} and {len(second)} values, not one for each query"
        )
    differences: npt.NDArray[np.float64] = first - second
    return differences


def _numbers(values: Numbers) -> npt.NDArray[np.float64]:
    numbers = np.asarray(values, dtype=np.float64)
    if numbers.ndim != 1 or not len(numbers):
        raise ValueError(f"one number for each query is needed, not an array of shape {numbers.shape}")
    return numbers


def _portions(samples: int) -> list[int]:
    full, rest = divmod(samples, _AT_A_TIME)
    return [_AT_A_TIME] * full + [rest] * bool(rest)
