from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiaosearch.matching import features
from tests.qiaosearch.samples import NOW, document

unit = st.floats(0, 1)
codes = st.lists(st.sampled_from(["1.1", "2.1", "2.5", "4.1"]), max_size=3)
words = st.lists(st.sampled_from(["licence", "sale", "joint_rd"]), max_size=3)
levels = st.none() | st.integers(1, 9)


def test_weights_sum_to_one() -> None:
    assert sum(features.WEIGHTS.values()) == pytest.approx(1.0, abs=1e-12)
    assert min(features.WEIGHTS.values()) > 0


def test_counterparts_answer_each_other() -> None:
    pairs = {(kind, other) for kind, others in features.COUNTERPARTS.items() for other in others}
    assert pairs == {(other, kind) for kind, other in pairs}


@given(unit, unit, codes, codes, levels, levels, words, words, st.integers(-400, 4_000))
def test_every_value_and_the_total_are_within_unit_range(
    semantic: float,
    terms: float,
    ours: list[str],
    theirs: list[str],
    asked: int | None,
    offered: int | None,
    wanted: list[str],
    given_: list[str],
    days: int,
) -> None:
    problem = document(
        "p", "x", kind="challenge", subjects=ours, facts={"trl_min": asked, "cooperation": wanted}
    )
    solution = document(
        "s",
        "y",
        subjects=theirs,
        readiness=offered,
        updated=NOW - timedelta(days=days),
        facts={"cooperation": given_, "languages_of_work": ["ru"]},
    )
    compared = features.compare(problem, solution, semantic=semantic, terms=terms, now=NOW)
    assert [feature.name for feature in compared] == list(features.WEIGHTS)
    assert all(0 <= feature.value <= 1 for feature in compared)
    assert features.total(compared) == pytest.approx(sum(feature.contribution for feature in compared))
    assert 0 <= features.total(compared) <= 1


@pytest.mark.parametrize(
    ("ours", "theirs", "value"),
    [(["2.5"], ["2.5", "1.1"], 1.0), (["2.5"], ["2.1"], 0.5), (["2.5"], ["1.1"], 0.0), ([], ["1.1"], 0.5)],
)
def test_shared_subjects_count_a_common_upper_field_half(
    ours: list[str], theirs: list[str], value: float
) -> None:
    assert features.shared_subjects(ours, theirs) == value


@pytest.mark.parametrize(
    ("asked", "offered", "value"),
    [(5, 5, 1.0), (5, 9, 1.0), (5, 4, 0.75), (9, 1, 0.0), (None, 3, 0.5), (3, None, 0.5)],
)
def test_readiness_loses_a_step_for_each_missing_level(
    asked: int | None, offered: int | None, value: float
) -> None:
    assert features.readiness(asked, offered) == value


def test_cooperation_is_the_share_of_what_is_wanted() -> None:
    assert features.cooperation(["licence", "sale"], ["sale", "joint_rd"]) == 0.5
    assert features.cooperation([], ["sale"]) == features.NEUTRAL


def test_language_of_work_is_shared_or_not() -> None:
    assert features.language_of_work(["zh"], ["zh", "en"]) == 1.0
    assert features.language_of_work(["zh"], ["ru"]) == 0.0
    assert features.language_of_work(["zh"], []) == features.NEUTRAL


def test_freshness_halves_every_half_life() -> None:
    half_life = timedelta(days=features.HALF_LIFE_DAYS)
    assert [features.freshness(NOW - n * half_life, NOW) for n in (-1, 0, 1, 2)] == [1.0, 1.0, 0.5, 0.25]


def test_fit_is_linear_between_floor_and_ceiling() -> None:
    middle = (features.COSINE_FLOOR + features.COSINE_CEILING) / 2
    cosines = (-1.0, features.COSINE_FLOOR, middle, features.COSINE_CEILING, 1.0)
    assert [features.fit(cosine) for cosine in cosines] == pytest.approx([0.0, 0.0, 0.5, 1.0, 1.0])
