from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qiaosearch.closeness import closeness
from qiaosearch.searching import Collection
from qiaosearch.types import Candidate, Filter, IndexResult, Mode
from tests.qiaosearch.samples import collection_of, document

CLOSE = 0.34


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    documents = [
        document("robot", {"en": {"title": "Welding robot", "summary": "It welds pipelines in frost."}}),
        document(
            "hidden", {"en": {"title": "Zirconium crucible"}}, groups=frozenset({"members"}), kind="challenge"
        ),
    ]
    with collection_of(tmp_path, documents) as made:
        yield made


def judged(
    collection: Collection, query: str, cosine: float, close: float | None = CLOSE
) -> tuple[bool, tuple[str, ...]]:
    prepared = collection.prepare_query(query, Filter(), Mode.HYBRID)
    lexical = collection.index.search(prepared).lexical
    near = closeness(
        collection.index, prepared, query, IndexResult(lexical, (Candidate("robot", 1, cosine),)), close=close
    )
    return near.is_close, near.unknown


@pytest.mark.parametrize(
    ("query", "cosine", "is_close"),
    [
        ("welding pipelines", CLOSE - 0.1, True),  # all words in one document
        ("welding recipes", CLOSE - 0.1, False),
        ("welding recipes", CLOSE, True),
        ("borscht", CLOSE - 0.01, False),
    ],
)
def test_close_is_what_is_near_in_meaning_or_has_all_words(
    collection: Collection, query: str, cosine: float, is_close: bool
) -> None:
    assert judged(collection, query, cosine)[0] is is_close


def test_where_nobody_measured_the_encoder_everything_counts_as_near(collection: Collection) -> None:
    assert judged(collection, "borscht", 0.0, close=None) == (True, ("borscht",))


def test_words_that_no_visible_document_has_are_named_as_typed(collection: Collection) -> None:
    query = "Welding of Borscht, рыбы and 焊接 40Cr ox in a crucible"
    assert judged(collection, query, 0.9)[1] == ("Borscht", "рыбы", "crucible")
    assert collection.search("borscht").unknown == ("borscht",)
    assert collection.search("").unknown == ()
    assert collection.search("").is_close


def test_what_a_filter_leaves_out_counts_but_what_is_hidden_does_not(collection: Collection) -> None:
    elsewhere = collection.search("welding pipelines", filter=Filter(kinds=frozenset({"expert"})))
    assert (elsewhere.is_close, elsewhere.unknown) == (True, ())
    assert collection.search("zirconium crucible").unknown == ("zirconium", "crucible")
    shown = collection.search("zirconium crucible", filter=Filter(groups=frozenset({"members"})))
    assert (shown.is_close, shown.unknown) == (True, ())
