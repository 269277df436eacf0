from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiaosearch import fusion
from qiaosearch.types import Candidate, Run

scores = st.dictionaries(st.text("abcdef", min_size=1, max_size=2), st.floats(0, 1), max_size=8)


def run(**found: float) -> Run:
    return tuple(Candidate(id_, 0, score) for id_, score in found.items())


def test_reciprocal_rank_sums_over_runs() -> None:
    fused = fusion.reciprocal_rank([run(a=9.0, b=5.0), run(b=0.9)], k=60)
    assert fused == [("b", pytest.approx(1 / 62 + 1 / 61)), ("a", pytest.approx(1 / 61))]


def test_weighted_sums_scores_by_weight() -> None:
    fused = fusion.weighted([({"a": 0.5, "b": 1.0}, 0.6), ({"a": 1.0}, 0.4)])
    assert fused == [("a", pytest.approx(0.7)), ("b", pytest.approx(0.6))]


def test_ties_are_ordered_by_id() -> None:
    assert fusion.ranked({"b": 1.0, "c": 2.0, "a": 1.0}) == [("c", 2.0), ("a", 1.0), ("b", 1.0)]


@given(scores, scores, st.floats(0, 1))
def test_weighted_stays_within_unit_range_and_falls(
    first: fusion.Scores, second: fusion.Scores, w: float
) -> None:
    fused = fusion.weighted([(first, w), (second, 1 - w)])
    assert {id_ for id_, _ in fused} == {*first, *second}
    values = [score for _, score in fused]
    assert values == sorted(values, reverse=True)
    assert all(0 <= value <= 1 + 1e-12 for value in values)


@given(st.lists(st.floats(0.001, 1e6), min_size=1, max_size=8, unique=True))
def test_saturated_keeps_order_below_one(values: list[float]) -> None:
    ordered = sorted(values, reverse=True)
    result = fusion.saturated(tuple(Candidate(str(n), 0, v) for n, v in enumerate(ordered)), half=10.0)
    assert all(0 < value < 1 for value in result.values())
    assert list(result.values()) == sorted(result.values(), reverse=True)


def test_saturated_is_one_half_at_half() -> None:
    assert fusion.saturated(run(a=10.0, b=30.0), half=10.0) == {"a": 0.5, "b": 0.75}


def test_scores_of_a_run() -> None:
    assert fusion.scores(run(a=2.0, b=1.0)) == {"a": 2.0, "b": 1.0}


def language_of(id_: str) -> str:
    return id_[0]


def test_seated_orders_within_a_group_and_keeps_the_seats_of_each() -> None:
    dense = {"ru1": 0.9, "zh1": 0.8, "zh2": 0.7, "ru2": 0.6}
    lexical = {"zh2": 0.9, "zh3": 0.5}
    fused = fusion.seated(dense, lexical, weight=0.5, group_of=language_of)
    # both legs: zh2 0.7 + 0.45, zh1 0.8, zh3 0.25; they take the seats 0.8, 0.7 and 0 of their language
    assert fused == [("ru1", 0.9), ("zh2", 0.8), ("zh1", 0.7), ("ru2", 0.6), ("zh3", 0.0)]


@given(scores, scores, st.floats(0, 1))
def test_seated_leaves_each_group_the_scores_of_the_dense_leg(
    dense: fusion.Scores, lexical: fusion.Scores, weight: float
) -> None:
    fused = fusion.seated(dense, lexical, weight=weight, group_of=language_of)
    assert sorted(id_ for id_, _ in fused) == sorted({*dense, *lexical})
    for group in {language_of(id_) for id_, _ in fused}:
        expected = sorted(dense.get(id_, 0.0) for id_, _ in fused if language_of(id_) == group)
        assert sorted(score for id_, score in fused if language_of(id_) == group) == expected


def test_seated_without_lexical_scores_is_the_dense_leg() -> None:
    dense = {"a": 0.2, "b": 0.4}
    assert fusion.seated(dense, {}, weight=1.0, group_of=language_of) == fusion.ranked(dense)
