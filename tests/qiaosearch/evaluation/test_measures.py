from __future__ import annotations

import pytest

from qiaosearch.evaluation import measures

QRELS = {"q1": {"a": 2, "b": 1, "c": 0, "e": 1}, "q2": {"a": 1}, "q3": {"a": 1}, "not asked": {"a": 1}}
RUN = {"q1": ("b", "c", "a", "d"), "q2": ("c", "a"), "q3": ()}


def test_measures_agree_with_a_case_reckoned_by_hand() -> None:
    values = measures.per_query(QRELS, RUN)
    assert values["q1"] == pytest.approx(
        {
            # found: 1/log2(2) + 0/log2(3) + 2/log2(4) = 2; ideal: 2/log2(2) + 1/log2(3) + 1/log2(4) = 3.13093
            "ndcg@10": 2 / 3.1309298,
            "recall@1": 1 / 3,  # b, of a, b and e
            "recall@10": 2 / 3,
            "recall@100": 2 / 3,
            "mrr@10": 1.0,
            "map": (1 / 1 + 2 / 3) / 3,  # precision at b, at a, and nothing for e
        }
    )
    assert values["q2"] == pytest.approx(
        {
            "ndcg@10": 0.6309298,  # 1/log2(3), of an ideal 1
            "recall@1": 0.0,
            "recall@10": 1.0,
            "recall@100": 1.0,
            "mrr@10": 0.5,
            "map": 0.5,
        }
    )
    assert values["q3"] == dict.fromkeys(measures.MEASURES, 0.0)
    assert list(values) == ["q1", "q2", "q3"]
    assert measures.mean(values)["mrr@10"] == pytest.approx((1 + 0.5 + 0) / 3)


def test_cut_off_is_at_the_rank_that_the_name_says() -> None:
    ranking = [f"x{number}" for number in range(150)]
    run = {"tenth": [*ranking[:9], "a"], "eleventh": [*ranking[:10], "a"], "hundredth": [*ranking[:99], "a"]}
    run["hundred and first"] = [*ranking[:100], "a"]
    values = measures.per_query({query: {"a": 1} for query in run}, run)
    assert [values[query]["recall@10"] for query in run] == [1, 0, 0, 0]
    assert [values[query]["mrr@10"] for query in run] == [0.1, 0, 0, 0]
    assert [values[query]["recall@100"] for query in run] == [1, 1, 1, 0]
    assert [values[query]["map"] for query in run] == pytest.approx([1 / 10, 1 / 11, 1 / 100, 1 / 101])
