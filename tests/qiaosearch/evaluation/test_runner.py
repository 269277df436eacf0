from __future__ import annotations

from pathlib import Path

import pytest

from qiaosearch.encoders.hashing import HashingEncoder
from qiaosearch.evaluation import Dataset, Evaluation, evaluate, read_dataset
from qiaosearch.types import Mode
from tests.qiaosearch.samples import CountingEncoder, write_dataset


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    corpus = [
        {"_id": "zh", "text": "寒区混凝土的抗冻性", "language": "zh"},
        {"_id": "ru", "text": "Морозостойкость бетона в Сибири", "language": "ru"},
        {"_id": "en", "text": "Frost resistance of concrete", "language": "en"},
        {"_id": "soy", "text": "Soybean breeding for short summers", "language": "en"},
        {"_id": "blank", "text": " "},
    ]
    queries = [
        {"_id": "q-zh", "text": "混凝土抗冻", "language": "zh"},
        {"_id": "q-en", "text": "frost resistance of concrete", "language": "en"},
        {"_id": "q-emoji", "text": "🧊🧊", "language": "zh"},
        {"_id": "q-long", "text": "concrete " * 500},
    ]
    qrels: list[tuple[str, str, object]] = [
        ("q-zh", "zh", 3),
        ("q-en", "en", 3),
        ("q-en", "ru", 1),
        ("q-emoji", "zh", 1),
        ("q-long", "en", 1),
    ]
    return read_dataset(write_dataset(tmp_path / "set", corpus, queries, qrels))


def test_run_answers_in_a_pool_of_three_languages(dataset: Dataset) -> None:
    evaluation = evaluate(dataset, HashingEncoder(), mode=Mode.LEXICAL)
    assert evaluation.run == {"q-zh": ("zh",), "q-en": ("en",), "q-emoji": (), "q-long": ()}
    assert evaluation.refused == ("q-emoji", "q-long")
    assert evaluation.documents == 5
    assert {query: values["recall@10"] for query, values in evaluation.values.items()} == {
        "q-zh": 1.0,
        "q-en": 0.5,
        "q-emoji": 0.0,
        "q-long": 0.0,
    }


@pytest.mark.parametrize("mode", Mode)
def test_own_text_of_a_query_is_found_first_in_every_mode(dataset: Dataset, mode: Mode) -> None:
    assert evaluate(dataset, HashingEncoder(), mode=mode).run["q-en"][0] == "en"


def test_summary_has_means_counts_and_times() -> None:
    half, none = dict.fromkeys(("ndcg@10", "recall@1", "recall@10", "recall@100", "mrr@10", "map"), 0.5), {}
    none = dict.fromkeys(half, 0.0)
    evaluation = Evaluation({"a": half, "b": none}, {}, 7, 3.5, (1.0, 2.0, 3.0), ())
    assert evaluation.summary() == {
        **dict.fromkeys(half, 0.25),
        "queries": 2,
        "documents": 7,
        "encode_per_s": 3.5,
        "query_ms_p50": 2.0,
        "query_ms_p95": pytest.approx(2.9),
    }


def test_cache_spares_the_encoder(dataset: Dataset, tmp_path: Path) -> None:
    first, second = CountingEncoder(), CountingEncoder()
    before = evaluate(dataset, first, cache=tmp_path / "cache")
    after = evaluate(dataset, second, cache=tmp_path / "cache")
    assert after.run == before.run
    assert len(first.encoded) == 4
    # the sample that the speed is measured on, in an index of its own
    assert sorted(second.encoded) == sorted(first.encoded)
    assert after.encode_per_s > 0


def test_cache_holds_only_what_the_run_has(dataset: Dataset, tmp_path: Path) -> None:
    evaluate(dataset, HashingEncoder(), cache=tmp_path / "cache")
    smaller = evaluate(dataset.limited(documents=2, queries=2), HashingEncoder(), cache=tmp_path / "cache")
    assert smaller.documents == 2
    encoders = [evaluate(dataset, HashingEncoder(dim), cache=tmp_path / "cache") for dim in (32, 64)]
    assert [evaluation.documents for evaluation in encoders] == [5, 5]
    assert len(list((tmp_path / "cache").glob("set-*.db"))) == 2
