from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from qiaomost.catalogue.demo import content
from qiaomost.catalogue.demo.collection import collection_files, split_challenges
from qiaomost.catalogue.demo.content import read_groups, read_judgements
from qiaosearch.evaluation.datasets import read_dataset

COMMITTED = Path(__file__).parents[4] / "benchmarks" / "collection"


def test_committed_collection_is_what_the_export_writes():
    stale = [
        name for name, text in collection_files().items() if (COMMITTED / name).read_text("utf-8") != text
    ]
    assert stale == [], "run: qiaomost export --collection benchmarks/collection"


@pytest.mark.parametrize("split", ["dev", "test"])
def test_collection_is_read_by_the_evaluation(split: str):
    dataset = read_dataset(COMMITTED, split=split)
    assert (len(dataset.documents), len(dataset.queries)) == (222, 33)


def test_halves_have_the_same_groups_and_languages():
    split_of = split_challenges(read_groups())
    assert Counter(split_of.values()) == {"dev": 33, "test": 33}
    strata = Counter(
        (group.name, record.source_language, split_of[record.id])
        for group in read_groups()
        for record in group.records
        if record.id in split_of
    )
    pairs = {key[:2] for key in strata}
    assert {abs(strata[*pair, "dev"] - strata[*pair, "test"]) <= 1 for pair in pairs} == {True}


def test_judgements_across_groups_win_over_those_of_a_group(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    group = tmp_path / "g"
    group.mkdir()
    (group / "records.jsonl").write_text("")
    (group / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nc1\ta1\t0\nc1\ta2\t2\n")
    monkeypatch.setattr(content, "FOLDER", tmp_path)
    assert read_judgements() == {("c1", "a1"): 0, ("c1", "a2"): 2}
    (tmp_path / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nc1\ta1\t3\nc1\tb1\t1\n")
    assert read_judgements() == {("c1", "a1"): 3, ("c1", "a2"): 2, ("c1", "b1"): 1}


def test_every_pair_of_a_group_is_judged_from_0_to_3():
    judged = read_judgements()
    kinds = [Counter(record.kind.value for record in group.records) for group in read_groups()]
    assert kinds == [{"challenge": 11, "achievement": 26, "expert": 11}] * 6
    missing = [
        (challenge.id, document.id)
        for group in read_groups()
        for challenge in group.records
        for document in group.records
        if challenge.kind == "challenge" != document.kind and (challenge.id, document.id) not in judged
    ]
    assert missing == []
    assert set(judged.values()) == {0, 1, 2, 3}
