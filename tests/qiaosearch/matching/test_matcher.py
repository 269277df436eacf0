from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from qiaosearch.matching import Matcher
from qiaosearch.matching.terms import readable_keywords
from qiaosearch.searching import Collection
from qiaosearch.types import PUBLIC, Document, Filter, Language, Match, Section
from tests.qiaosearch.samples import NOW, collection_of, document

CHALLENGE = document(
    "challenge",
    {
        "en": {
            "title": "Frost damage of bridge concrete",
            "description": "Concrete of bridge decks scales after 150 freezing cycles of GB/T 50082 testing.",
        }
    },
    kind="challenge",
    owner="road company",
    subjects=("2.1",),
    facts={"cooperation": ["licence"], "trl_min": 6},
)
DOCUMENTS = [
    CHALLENGE,
    document("copy", {"en": {"title": "Frost damage of bridge concrete"}}, kind="challenge", owner="another"),
    document(
        "concrete",
        {
            "en": {
                "title": "Frost resistant concrete",
                "description": "Concrete for bridge decks lasts 600 freezing cycles by GB/T 50082.",
            },
            "ru": {
                "title": "Морозостойкий бетон",
                "description": "Бетон для мостов выдерживает 600 циклов замораживания по GB/T 50082.",
            },
        },
        owner="institute",
        subjects=("2.1",),
        readiness=7,
        facts={"cooperation": ["licence"]},
    ),
    document("own", {"en": {"title": "Frost damage of bridge concrete"}}, owner="road company"),
    document("soy", {"en": {"title": "Soybean breeding for short summers"}}, owner="farm", subjects=("4.1",)),
    document("room", {"en": {"title": "Bridge concrete frost"}}, owner="x", groups=frozenset({"room:1"})),
    document(
        "engineer",
        {"en": {"title": "Consultant for civil works"}},
        kind="expert",
        owner="institute",
        facts={"evidence": ["concrete", "room", "unknown"]},
    ),
    document("agronomist", {"en": {"title": "Consultant for crops"}}, kind="expert", owner="farm"),
]


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    with collection_of(tmp_path, DOCUMENTS) as collection:
        yield collection


def matches(
    collection: Collection, asked: Document = CHALLENGE, kind: str = "achievement", **given: object
) -> list[Match]:
    return Matcher(collection).match(asked, kind=kind, now=NOW, **given)  # type: ignore[arg-type]


def compared(
    collection: Collection, names: list[str], groups: frozenset[str] = frozenset({PUBLIC})
) -> list[Match]:
    kinds = frozenset({"achievement"})
    return Matcher(collection).compare(CHALLENGE, names, kinds=kinds, now=NOW, groups=groups)


def ids(found: list[Match]) -> list[str]:
    return [match.document.id for match in found]


def test_match_leaves_out_own_organisation_and_what_the_reader_may_not_see(collection: Collection) -> None:
    assert ids(matches(collection)) == ["concrete", "soy"]
    of_the_room = matches(collection, filter=Filter(groups=frozenset({PUBLIC, "room:1"})))
    assert sorted(ids(of_the_room)) == ["concrete", "room", "soy"]


def test_match_is_never_the_record_itself(collection: Collection) -> None:
    assert ids(matches(collection, kind="challenge")) == ["copy"]
    ownerless = replace(CHALLENGE, owner="")
    assert ids(matches(collection, ownerless, "challenge")) == ["copy"]


def test_match_of_a_solution_finds_the_problem(collection: Collection) -> None:
    solution = next(item for item in DOCUMENTS if item.id == "concrete")
    found = matches(collection, solution, "challenge")
    assert sorted(ids(found)) == ["challenge", "copy"]
    pair = next(match for match in found if match.document.id == "challenge").explanation.pairs[0]
    assert (pair.problem.document_id, pair.solution.document_id) == ("challenge", "concrete")


def test_score_is_the_sum_of_contributions_within_unit_range(collection: Collection) -> None:
    for kind in ("achievement", "expert", "challenge"):
        for match in matches(collection, kind=kind):
            parts = [feature.contribution for feature in match.explanation.features]
            assert match.score == pytest.approx(sum(parts))
            assert 0 <= match.score <= 1
            assert all(0 <= feature.value <= 1 for feature in match.explanation.features)


def test_features_are_those_of_the_pair(collection: Collection) -> None:
    features = {feature.name: feature.value for feature in matches(collection)[0].explanation.features}
    assert {
        name: features[name] for name in ("shared_subjects", "readiness", "cooperation", "freshness")
    } == {
        "shared_subjects": 1.0,
        "readiness": 1.0,
        "cooperation": 1.0,
        "freshness": 1.0,
    }


def test_explanation_shows_passages_and_the_terms_that_met(collection: Collection) -> None:
    explanation = matches(collection)[0].explanation
    assert explanation.terms == (("gb/t50082", "gb/t50082"),)
    pair = explanation.pairs[0]
    assert (pair.problem.section, pair.solution.section) == ("description", "description")
    assert (pair.problem.language, pair.solution.language) == (Language.EN, Language.EN)
    assert 0 < pair.cosine <= 1


def test_passages_are_in_the_language_of_the_reader_where_there_is_one(collection: Collection) -> None:
    pair = matches(collection, reader=Language.RU)[0].explanation.pairs[0]
    assert (pair.problem.language, pair.solution.language) == (Language.EN, Language.RU)


def test_expert_is_ranked_through_evidence_which_is_named(collection: Collection) -> None:
    found = matches(collection, kind="expert")
    assert ids(found) == ["engineer", "agronomist"]
    assert [match.explanation.evidence for match in found] == [("concrete",), ()]


def test_keywords_that_mean_the_same_meet(tmp_path: Path) -> None:
    asked = document("a", "Problem", keywords=("steel", "LiFePO4"), kind="challenge")
    offered = document("b", "Solution", keywords=("steel", "copper"))
    with collection_of(tmp_path, [offered]) as collection:
        assert matches(collection, asked)[0].explanation.terms == (("steel", "steel"),)


def test_order_is_deterministic_with_ties_by_id(tmp_path: Path) -> None:
    twins = [document(id_, "Frost resistant concrete") for id_ in ("b", "c", "a")]
    with collection_of(tmp_path, twins) as collection:
        runs = [matches(collection) for _ in range(3)]
    assert [ids(run) for run in runs] == [["a", "b", "c"]] * 3
    assert len({match.score for match in runs[0]}) == 1


def test_limit_cuts_the_list(collection: Collection) -> None:
    assert ids(matches(collection, limit=1)) == ["concrete"]


@pytest.mark.parametrize("text", ["", " \n"])
def test_document_without_text_matches_nothing(collection: Collection, text: str) -> None:
    empty = replace(CHALLENGE, texts=(replace(CHALLENGE.texts[0], sections=(Section("title", text),)),))
    assert matches(collection, empty) == []


def test_pages_cut_one_ranking_and_count_all_of_it(collection: Collection) -> None:
    matcher = Matcher(collection)
    pages = [matcher.page(CHALLENGE, kind="achievement", now=NOW, limit=1, offset=at) for at in range(3)]
    assert [ids(list(page.matches)) for page in pages] == [["concrete"], ["soy"], []]
    assert [page.total for page in pages] == [2, 2, 2]
    assert pages[0].facets["subject"] == {"2": 1, "2.1": 1, "4": 1, "4.1": 1}


def test_candidates_below_the_least_score_do_not_count(collection: Collection) -> None:
    best = matches(collection)[0]
    page = Matcher(collection).page(CHALLENGE, kind="achievement", now=NOW, least=best.score)
    assert (page.total, list(page.matches)) == (1, [best])


def test_comparison_keeps_the_order_asked_for_and_says_what_the_ranking_says(collection: Collection) -> None:
    found = compared(collection, ["soy", "concrete"])
    assert found == list(reversed(matches(collection)))


def test_comparison_leaves_out_what_is_no_candidate(collection: Collection) -> None:
    assert ids(compared(collection, ["room", "own", "challenge", "copy", "unknown", "engineer"])) == []
    assert ids(compared(collection, ["room"], groups=frozenset({PUBLIC, "room:1"}))) == ["room"]


def test_terms_that_meet_are_in_the_language_of_the_reader_where_they_meet_in_it() -> None:
    both = document("a", {"zh": {"title": "钢"}, "ru": {"title": "Сталь"}})
    chinese, russian = both.texts
    both = replace(both, texts=(replace(chinese, keywords=("钢",)), replace(russian, keywords=("сталь",))))
    assert readable_keywords(both, Language.RU) == [("сталь", Language.RU)]
    assert readable_keywords(both, Language.EN) == [("钢", Language.ZH), ("сталь", Language.RU)]
    assert readable_keywords(both, None) == readable_keywords(both, Language.EN)
