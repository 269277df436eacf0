from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qiaosearch.encoders.hashing import HashingEncoder
from qiaosearch.errors import EmptyQuery, FingerprintMismatch, IndexMissing, QueryTooLong
from qiaosearch.faceting import facets
from qiaosearch.index import open_index
from qiaosearch.searching import (
    MAX_QUERY_CHARACTERS,
    Collection,
    FusionRule,
    fingerprint,
    highlights,
    query_terms,
)
from qiaosearch.types import PUBLIC, Filter, Language, Mode, SearchResult, Section
from tests.qiaosearch.samples import NOW, CountingEncoder, collection_of, document

DOCUMENTS = [
    document(
        "concrete",
        {
            "zh": {"title": "抗冻混凝土", "summary": "混凝土可承受六百次冻融循环。"},
            "ru": {"title": "Морозостойкий бетон", "summary": "Бетон выдерживает шестьсот циклов."},
        },
        country="CN",
        subjects=("2.1", "2.5"),
        readiness=7,
    ),
    document(
        "soy",
        {"en": {"title": "Soybean breeding", "summary": "Soybeans that ripen in short summers."}},
        kind="challenge",
        country="RU",
        subjects=("4.1",),
        updated=NOW - timedelta(days=1),
    ),
    document(
        "battery",
        {
            "en": {
                "title": "Battery of LiFePO4 for the cold",
                "summary": "Cells of LiFePO4 that charge at minus forty.",
            }
        },
        country="RU",
        subjects=("2.5",),
        readiness=5,
        updated=NOW - timedelta(days=2),
    ),
]


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    with collection_of(tmp_path_factory.mktemp("collection"), DOCUMENTS) as collection:
        yield collection


def ids(result: SearchResult) -> list[str]:
    return [hit.document.id for hit in result.hits]


@pytest.mark.parametrize(
    ("query", "language", "first"),
    [
        ("混凝土", Language.ZH, "concrete"),
        ("бетоны", Language.RU, "concrete"),
        ("soybeans", Language.EN, "soy"),
        ("LiFePO4 低温", Language.ZH, "battery"),
        ("lifepo4", Language.EN, "battery"),
    ],
)
def test_search_finds_words_of_any_language(
    collection: Collection, query: str, language: Language, first: str
) -> None:
    result = collection.search(query)
    assert result.language == language
    assert ids(result)[0] == first
    assert all(0 <= hit.score <= 1 for hit in result.hits)


@pytest.mark.parametrize("query", ["", "  \n\t", "\x00\u200b"])
def test_empty_query_lists_everything_newest_first(collection: Collection, query: str) -> None:
    result = collection.search(query)
    assert (result.query, result.language, result.total) == ("", None, 3)
    assert ids(result) == ["concrete", "soy", "battery"]
    assert result.hits[0].highlights == ()


@pytest.mark.parametrize("query", ["🧊🔥", "…", "{}", '" * ( ) :', "\u0301"])
@pytest.mark.parametrize("mode", Mode)
def test_query_without_letter_or_digit_is_refused(collection: Collection, query: str, mode: Mode) -> None:
    with pytest.raises(EmptyQuery):
        collection.search(query, mode=mode)


def test_query_over_the_limit_is_refused_with_the_limit(collection: Collection) -> None:
    with pytest.raises(QueryTooLong) as caught:
        collection.search("д" * 10_000)
    assert str(caught.value) == "The query has 10000 characters; at most 4000 are allowed."


def test_longest_query_is_answered(collection: Collection) -> None:
    longest = ("бетон " * MAX_QUERY_CHARACTERS)[: MAX_QUERY_CHARACTERS - 1] + "о"
    assert len(longest) == MAX_QUERY_CHARACTERS
    assert ids(collection.search(longest))[0] == "concrete"


@pytest.mark.parametrize(
    "query",
    [
        'NEAR(" *',
        "NEAR(бетон soy, 5)",
        "'; DROP TABLE documents; --",
        "title:soy AND NOT battery*",
        '"soy" OR "',
        "soy^2",
        "{soy}",
        "-soy",
        "%s ${x} {{7*7}} <script>alert(1)</script>",
        "\ud800soy\x00",
        "7",
        "а",
        "的",
        "x",
    ],
)
@pytest.mark.parametrize("mode", Mode)
def test_query_shaped_like_an_attack_is_only_words(collection: Collection, query: str, mode: Mode) -> None:
    result = collection.search(query, mode=mode)
    assert set(ids(result)) <= {"concrete", "soy", "battery"}
    assert collection.index.count() == 3


@pytest.mark.parametrize("query", ["that for the", "и не в", "的了"])
def test_query_of_stop_words_is_answered_by_meaning_alone(collection: Collection, query: str) -> None:
    assert query_terms(f"{query} soy") == ("soy",)
    assert collection.search(query, mode=Mode.LEXICAL).hits == ()
    assert collection.search(query).hits == collection.search(query, mode=Mode.DENSE).hits


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.text(max_size=60))
def test_any_query_gets_an_answer_or_a_clear_error(collection: Collection, query: str) -> None:
    try:
        result = collection.search(query)
    except EmptyQuery:
        return
    assert result.total >= len(result.hits)
    for hit in result.hits:
        assert all(0 <= start < end <= len(hit.passage.text) for start, end in hit.highlights)


def test_highlights_are_the_stretches_of_the_query_terms(collection: Collection) -> None:
    hit = collection.search("бетоны циклов", reader=Language.RU).hits[0]
    assert [hit.passage.text[start:end] for start, end in hit.highlights] == ["Бетон", "циклов"]
    assert highlights("Soy, soya and soybeans", query_terms("soybean")) == ((14, 22),)
    assert highlights("soy", ()) == ()


def test_highlights_merge_where_compound_and_parts_overlap() -> None:
    text = "研究混凝土的强度"
    assert highlights(text, query_terms("混凝土")) == ((2, 5),)


def test_passage_is_in_the_language_of_the_reader_where_there_is_one(collection: Collection) -> None:
    found = {reader: collection.search("混凝土", reader=reader).hits[0] for reader in Language}
    assert [found[reader].passage.language for reader in Language] == ["zh", "ru", "zh"]
    assert [found[reader].passage.section for reader in Language] == ["summary"] * 3


def test_facets_count_all_candidates_with_upper_subjects(collection: Collection) -> None:
    assert collection.search("", limit=1).facets == {
        "kind": {"achievement": 2, "challenge": 1},
        "country": {"RU": 2, "CN": 1},
        "language": {"en": 2, "ru": 1, "zh": 1},
        "subject": {"2": 2, "2.5": 2, "2.1": 1, "4": 1, "4.1": 1},
        "readiness": {"5": 1, "7": 1},
    }


@pytest.mark.parametrize("query", ["", "concrete soy"])
def test_what_is_found_is_arranged_before_a_page_is_cut(collection: Collection, query: str) -> None:
    named = collection.search(query)
    arranged = collection.search(query, limit=1, offset=1, arrange=sorted)
    assert ids(arranged) == sorted(ids(named))[1:2]
    assert (arranged.total, arranged.facets) == (named.total, named.facets)
    scores = {hit.document.id: hit.score for hit in named.hits}
    assert {hit.document.id: hit.score for hit in arranged.hits} == {
        ids(arranged)[0]: scores[ids(arranged)[0]]
    }


@pytest.mark.parametrize("query", ["cold soy", ""])
def test_filter_restricts_hits_total_and_facets_but_its_own(query: str, collection: Collection) -> None:
    everything = collection.search(query)
    result = collection.search(query, filter=Filter(kinds=frozenset({"challenge"})))
    assert (ids(result), result.total) == (["soy"], 1)
    assert result.facets == {
        name: everything.facets["kind"] if name == "kind" else values
        for name, values in facets([result.hits[0].document]).items()
    }


@pytest.mark.parametrize("query", ["", "concrete sample"])
def test_pages_are_disjoint_stable_and_complete(tmp_path: Path, query: str) -> None:
    many = [document(f"d{number:02}", f"concrete sample {number % 7}") for number in range(45)]
    with collection_of(tmp_path, many) as collection:
        first_run = [collection.search(query, limit=10, offset=offset) for offset in range(0, 60, 10)]
        second_run = [collection.search(query, limit=10, offset=offset) for offset in range(0, 60, 10)]
    assert first_run == second_run
    assert [len(page.hits) for page in first_run] == [10, 10, 10, 10, 5, 0]
    assert sorted(id_ for page in first_run for id_ in ids(page)) == [item.id for item in many]
    assert {page.total for page in first_run} == {45}
    assert all(page.facets == first_run[0].facets for page in first_run)


def test_facets_of_a_long_list_do_not_depend_on_the_page(tmp_path: Path) -> None:
    many = [
        document(f"d{number:03}", "x", country=f"C{number % 3}", updated=NOW - timedelta(days=number))
        for number in range(230)
    ]
    with collection_of(tmp_path, many) as collection:
        pages = [collection.search("", limit=10, offset=offset) for offset in (0, 220)]
    assert [len(page.hits) for page in pages] == [10, 10]
    assert pages[0].facets == pages[1].facets


def test_section_is_found_and_shown_only_to_its_groups(tmp_path: Path) -> None:
    secret = Section("advantages", "The secret is graphene.", frozenset({"members"}))
    base = document("a", "Concrete")
    item = replace(base, texts=(replace(base.texts[0], sections=(*base.texts[0].sections, secret)),))
    with collection_of(tmp_path, [item]) as collection:
        anyone = collection.search("graphene", mode=Mode.LEXICAL)
        assert (anyone.hits, anyone.total, anyone.facets["kind"]) == ((), 0, {})
        shown = collection.search("concrete").hits[0]
        assert (shown.passage.section, shown.document.texts[0].sections) == ("title", base.texts[0].sections)
        member = collection.search(
            "graphene", mode=Mode.LEXICAL, filter=Filter(groups=frozenset({PUBLIC, "members"}))
        )
        assert [hit.passage.text for hit in member.hits] == ["The secret is graphene."]


def test_title_that_fewer_may_read_does_not_colour_a_public_passage(tmp_path: Path) -> None:
    encoder = CountingEncoder()
    base = document("a", {"en": {"title": "Graphene", "summary": "Concrete."}})
    title, summary = base.texts[0].sections
    hidden = replace(title, groups=frozenset({"members"}))
    item = replace(base, texts=(replace(base.texts[0], sections=(hidden, summary)),))
    with collection_of(tmp_path, [base], encoder=encoder) as collection:
        collection.upsert([item])
    assert sorted(encoder.encoded) == ["Concrete.", "Graphene", "Graphene\nConcrete."]


def test_vectors_are_reused_by_digest(tmp_path: Path) -> None:
    encoder = CountingEncoder()
    with collection_of(tmp_path, DOCUMENTS, encoder=encoder) as collection:
        count = len(encoder.encoded)
        assert count == 8
        collection.upsert([replace(document_, country="KZ") for document_ in DOCUMENTS])
        assert len(encoder.encoded) == count
        collection.upsert([document("new", {"en": {"title": "Soybean breeding", "summary": "New text."}})])
        assert encoder.encoded[count:] == ["Soybean breeding\nNew text."]


def test_equal_texts_are_encoded_once(tmp_path: Path) -> None:
    encoder = CountingEncoder()
    with collection_of(
        tmp_path, [document(str(n), "Same title") for n in range(5)], encoder=encoder
    ) as collection:
        assert encoder.encoded == ["Same title"]
        assert collection.search("same title").total == 5


def test_upsert_reports_progress_by_batch(tmp_path: Path) -> None:
    advances: list[int] = []
    with collection_of(tmp_path) as collection:
        assert collection.upsert(DOCUMENTS, batch=2, progress=advances.append) == 3
    assert advances == [2, 1]


def test_keywords_are_found(tmp_path: Path) -> None:
    with collection_of(tmp_path, [document("a", "Steel", keywords=("weldability",))]) as collection:
        assert ids(collection.search("weldability", mode=Mode.LEXICAL)) == ["a"]


def test_query_language_can_be_given(collection: Collection) -> None:
    detected = collection.prepare_query("600", Filter(), Mode.HYBRID)
    given_ = collection.prepare_query("600", Filter(), Mode.HYBRID, language=Language.RU)
    assert (detected.vector is None, given_.vector is None) == (True, False)
    assert detected.terms == given_.terms == ("600",)


def test_a_vector_that_is_known_is_not_encoded_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with collection_of(tmp_path, DOCUMENTS) as collection:
        known = collection.prepare_query("concrete", Filter(), Mode.HYBRID).vector
        plain = collection.search("concrete")
        monkeypatch.setattr(collection.encoder, "encode_queries", None)
        assert collection.search("concrete", vector=known) == plain
        lexical = collection.prepare_query("concrete", Filter(), Mode.LEXICAL, vector=known)
        assert lexical.vector is None


def test_dense_and_lexical_modes_run_one_leg(collection: Collection) -> None:
    dense, lexical = (collection.search("soybeans", mode=mode).hits[0] for mode in (Mode.DENSE, Mode.LEXICAL))
    assert (dense.cosine is None, dense.bm25 is None) == (False, True)
    assert (lexical.cosine is None, lexical.bm25 is None) == (True, False)


def test_open_refuses_a_missing_index_and_another_encoder(tmp_path: Path) -> None:
    place = str(tmp_path / "index.db")
    with pytest.raises(IndexMissing):
        Collection.open(place, encoder="hashing")
    Collection.open(place, encoder="hashing", create=True).close()
    with pytest.raises(FingerprintMismatch):
        open_index(place, fingerprint=fingerprint(HashingEncoder(32)))


@pytest.mark.parametrize(("count", "weight"), [(1, 0.5), (6, 0.5), (7, 0.1)])
def test_rule_counts_a_short_query_as_keywords(count: int, weight: float) -> None:
    assert FusionRule().weight_for(("term",) * count) == weight
