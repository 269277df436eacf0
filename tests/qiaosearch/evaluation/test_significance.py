from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiaosearch.evaluation.significance import difference_interval, mean_interval, randomisation_test

values = st.lists(st.floats(0, 1), min_size=1, max_size=20)


@given(values)
def test_interval_holds_its_mean_and_stays_within_the_values(numbers: list[float]) -> None:
    interval = mean_interval(numbers, samples=200)
    assert interval.mean == pytest.approx(np.mean(numbers))
    assert min(numbers) - 1e-9 <= interval.low <= interval.high <= max(numbers) + 1e-9


def test_interval_has_the_width_that_theory_gives() -> None:
    numbers = np.random.default_rng(1).normal(0.5, 0.1, 400)
    interval = mean_interval(numbers)
    # 1.96 standard errors to each side: 0.1 / √400 = 0.005
    assert interval.high - interval.mean == pytest.approx(1.96 * 0.005, rel=0.1)
    assert interval.mean - interval.low == pytest.approx(1.96 * 0.005, rel=0.1)
    assert mean_interval(numbers) == interval
    assert mean_interval(numbers, seed=1) != interval


def test_difference_interval_is_paired() -> None:
    theirs = np.random.default_rng(2).uniform(0, 1, 50)
    interval = difference_interval(theirs + 0.1, theirs)
    assert tuple(interval) == pytest.approx((0.1, 0.1, 0.1))


def test_randomisation_test_agrees_with_full_enumeration() -> None:
    # of the 2⁵ signs, only all plus and all minus reach the observed sum: p = 2/32
    ours, theirs = [0.2, 0.4, 0.6, 0.8, 1.0], [0.1, 0.2, 0.3, 0.4, 0.5]
    assert randomisation_test(ours, theirs, samples=20_000) == pytest.approx(2 / 32, abs=0.006)


def test_randomisation_test_of_equals_gives_one() -> None:
    assert randomisation_test([0.3, 0.7], [0.3, 0.7]) == 1.0


def test_randomisation_test_is_symmetric_and_never_zero() -> None:
    ours, theirs = np.ones(40), np.zeros(40)
    assert randomisation_test(ours, theirs, samples=999) == 1 / 1_000
    assert randomisation_test(theirs, ours, samples=999) == 1 / 1_000


@pytest.mark.parametrize(("ours", "theirs"), [([], []), ([1.0], [1.0, 2.0]), ([[1.0]], [[1.0]])])
def test_values_that_are_not_paired_are_refused(ours: list[float], theirs: list[float]) -> None:
    with pytest.raises(ValueError, match="each query"):
        randomisation_test(ours, theirs)
