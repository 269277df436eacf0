"""The library tutorial runs as it stands, with the encoder that needs no weights."""

import re
from pathlib import Path
from typing import Any

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "tutorial" / "library.md"
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the names of the page stand for once all its blocks have run."""
    source = "".join(BLOCK.findall(PAGE.read_text(encoding="utf-8")))
    assert source.count('ENCODER = "default"\n') == 1
    names: dict[str, Any] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("notebook"))
        exec(compile(source.replace('"default"', '"hashing"'), str(PAGE), "exec"), names)
    return names


def test_tutorial_search_finds_all_but_the_challenge(page: dict[str, Any]) -> None:
    assert {hit.document.id for hit in page["result"].hits} <= {"a1", "a2", "a3", "e1"}
    assert [hit.document.id for hit in page["russian"].hits] == ["a1"]


def test_tutorial_match_explains_its_score(page: dict[str, Any]) -> None:
    best = page["best"]
    assert {match.document.id for match in page["matches"]} == {"a1", "a2", "a3"}
    assert best.score == pytest.approx(sum(feature.contribution for feature in best.explanation.features))


def test_tutorial_evaluation_finds_the_one_relevant_document(page: dict[str, Any]) -> None:
    assert page["evaluation"].summary()["ndcg@10"] == 1.0
