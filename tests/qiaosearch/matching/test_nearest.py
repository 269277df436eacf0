from __future__ import annotations

from pathlib import Path

import pytest

from qiaosearch.matching.nearest import nearest
from qiaosearch.types import PUBLIC, Filter, Section
from tests.qiaosearch.samples import collection_of, document

SAME = {"en": {"title": "Frost damage of bridge concrete", "summary": "Decks scale after 150 cycles."}}


def test_nearest_are_ranked_by_their_nearest_passage(tmp_path: Path):
    part = document("part", {"en": {"title": "Frost damage of bridge concrete in spring"}})
    far = document("far", "Soy protein isolate")
    with collection_of(tmp_path, [far, part, document("same", SAME)]) as collection:
        found = nearest(collection, document("new", SAME), filter=Filter(), limit=2)
    assert [near.id for near, _ in found] == ["same", "part"]
    assert found[0][1] == pytest.approx(1.0, abs=1e-3)
    assert found[0][1] > found[1][1]


def test_nearest_are_only_those_that_the_filter_leaves(tmp_path: Path):
    hidden = document("hidden", SAME, groups=frozenset({"org:1"}))
    with collection_of(tmp_path, [hidden, document("same", SAME)]) as collection:
        mine = Filter(exclude_ids=frozenset({"same"}))
        assert nearest(collection, document("same", SAME), filter=mine) == []


def test_nearest_are_cut_to_what_the_reader_may_see(tmp_path: Path):
    partly = document("partly", SAME)
    text = partly.texts[0]
    secret = Section("description", "Secret recipe", frozenset({"org:1"}))
    object.__setattr__(text, "sections", (*text.sections, secret))
    with collection_of(tmp_path, [partly]) as collection:
        ((found, _),) = nearest(collection, document("new", SAME), filter=Filter(groups=frozenset({PUBLIC})))
    assert [section.name for section in found.texts[0].sections] == ["title", "summary"]
