"""What every engine must do: inherit ``IndexContract`` and give the fixture ``index``."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import numpy as np
import pytest

from qiaosearch.errors import InvalidDocument
from qiaosearch.types import (
    PUBLIC,
    Filter,
    Index,
    IndexQuery,
    IndexResult,
    Language,
)
from tests.qiaosearch.index.made import DIM, START, found, made, random_units, unit, with_section, with_text

FINGERPRINT = "test encoder 1"
EVERYONE = frozenset({PUBLIC})
MEMBERS = frozenset({PUBLIC, "members"})
ROOM = frozenset({PUBLIC, "room:7"})


def lexical(index: Index, *terms: str, chosen: Filter | None = None) -> list[str]:
    return found(index.search(IndexQuery(terms, None, chosen or Filter())).lexical)


def dense(index: Index, vector: np.ndarray, *, chosen: Filter | None = None, depth: int = 100) -> list[str]:
    return found(index.search(IndexQuery((), vector, chosen or Filter(), depth)).dense)


FILTERS = {
    "kinds": (Filter(kinds=frozenset({"challenge"})), ["b"]),
    "countries": (Filter(countries=frozenset({"cn"})), ["a"]),
    "subject prefix": (Filter(subjects=frozenset({"2"})), ["a"]),
    "exact subject": (Filter(subjects=frozenset({"20"})), ["b"]),
    "half a subject": (Filter(subjects=frozenset({"2.5.1"})), []),
    "languages": (Filter(languages=frozenset({Language.ZH})), ["c"]),
    "states": (Filter(states=frozenset({"on_hold"})), ["c"]),
    "readiness from": (Filter(readiness_min=5), ["b"]),
    "readiness to": (Filter(readiness_max=5), ["a"]),
    "only these ids": (Filter(only_ids=frozenset({"a", "c", "none"})), ["a", "c"]),
    "only unknown ids": (Filter(only_ids=frozenset({"none"})), []),
    "excluded ids": (Filter(exclude_ids=frozenset({"a", "b", "none"})), ["c"]),
    "excluded owners": (Filter(exclude_owners=frozenset({"institute"})), ["c"]),
    "two fields": (Filter(kinds=frozenset({"achievement"}), countries=frozenset({"ru"})), ["c"]),
    "several values": (Filter(countries=frozenset({"cn", "ru", "kz"})), ["a", "b", "c"]),
    "no groups": (Filter(groups=frozenset()), []),
    "unknown group": (Filter(groups=frozenset({"nobody"})), []),
}


class IndexContract:
    """The tests of the ``Index`` protocol."""

    @pytest.fixture
    def index(self) -> Index:
        raise NotImplementedError

    @pytest.fixture
    def three(self, index: Index) -> Index:
        index.upsert([
            made("a", "шов сварка", unit(1), country="cn", subjects=("2.5",), readiness=4, owner="institute"),
            made("b", "сварка", unit(1, 1), kind="challenge", country="ru", subjects=("20",), readiness=8,
                 owner="institute", age_days=1),
            made("c", "сварка лёд", unit(0, 1), country="ru", state="on_hold", language=Language.ZH,
                 age_days=2),
        ])  # fmt: skip
        return index

    # ---- both legs

    def test_index_is_an_index(self, index: Index) -> None:
        assert isinstance(index, Index)
        assert index.fingerprint == FINGERPRINT

    def test_search_of_empty_index_finds_nothing(self, index: Index) -> None:
        assert index.search(IndexQuery(("сварка",), unit(1), Filter())) == IndexResult((), ())

    def test_search_runs_only_the_legs_that_are_asked_for(self, three: Index) -> None:
        assert three.search(IndexQuery((), None, Filter())) == IndexResult((), ())
        only_dense = three.search(IndexQuery((), unit(1), Filter()))
        assert (only_dense.lexical, found(only_dense.dense)) == ((), ["a", "b", "c"])
        only_lexical = three.search(IndexQuery(("лёд",), None, Filter()))
        assert (found(only_lexical.lexical), only_lexical.dense) == (["c"], ())

    def test_dense_leg_scores_by_cosine(self, three: Index) -> None:
        run = three.search(IndexQuery((), unit(1), Filter())).dense
        assert [candidate.score for candidate in run] == pytest.approx([1, 0.5**0.5, 0], abs=1e-3)

    def test_lexical_leg_ranks_by_bm25(self, index: Index) -> None:
        filler = [made(f"filler {n}", f"слово{n}") for n in range(20)]
        index.upsert([made("once", "шов и ещё пять других слов"), made("twice", "шов шов"), *filler])
        run = index.search(IndexQuery(("шов",), None, Filter())).lexical
        assert found(run) == ["twice", "once"]
        assert run[0].score > run[1].score > 0

    def test_lexical_leg_prefers_rare_terms(self, index: Index) -> None:
        index.upsert([made(f"common {n}", "сталь") for n in range(20)] + [made("rare", "ниобий")])
        assert lexical(index, "сталь", "ниобий")[0] == "rare"

    def test_search_joins_terms_by_or(self, three: Index) -> None:
        assert sorted(lexical(three, "шов", "лёд", "неизвестно")) == ["a", "c"]

    def test_search_returns_each_document_once_by_its_best_passage(self, index: Index) -> None:
        document = with_text(made("a", "сварка", unit(0, 1)), Language.EN, "welding welding", unit(1))
        index.upsert([document, made("b", "other", unit(0, 0, 1))])
        result = index.search(IndexQuery(("welding", "сварка"), unit(1, 0.1), Filter()))
        assert (found(result.lexical), found(result.dense)) == (["a"], ["a", "b"])
        best = index.passages([result.dense[0].passage_key])
        assert [passage.language for passage in best.values()] == [Language.EN]

    def test_search_stops_at_depth(self, index: Index) -> None:
        vectors = random_units(30)
        index.upsert([made(f"{n:02}", "сварка", vector) for n, vector in enumerate(vectors)])
        result = index.search(IndexQuery(("сварка",), vectors[3], Filter(), depth=5))
        assert (len(result.lexical), len(result.dense), found(result.dense)[0]) == (5, 5, "03")

    def test_search_breaks_ties_by_document_id(self, index: Index) -> None:
        index.upsert([made(name, "сварка", unit(1, 2)) for name in ("c", "a", "d", "b")])
        result = index.search(IndexQuery(("сварка",), unit(1), Filter(), depth=3))
        assert (found(result.lexical), found(result.dense)) == (["a", "b", "c"], ["a", "b", "c"])

    @pytest.mark.parametrize(
        "term",
        ["lifepo4", "LiFePO4", "gb/t50081", "GB/T_50081", "гост10060", "c++", "🙂", '"', "'", "NEAR(", "*",
         "AND", "-", "a:b", "钙钛矿", "x\u3000y", "^", "{}", "\x00", "(", "terms:"],
    )  # fmt: skip
    def test_any_term_is_found_whole(self, index: Index, term: str) -> None:
        index.upsert(
            [made("with", f"один {term} два"), made("without", "один lifepo 4 gb t 50081 c два x y")]
        )
        assert lexical(index, term) == ["with"]

    def test_terms_differ_by_case(self, index: Index) -> None:
        index.upsert([made("a", "pH"), made("b", "ph")])
        assert lexical(index, "pH") == ["a"]

    def test_long_query_finds_by_its_rare_terms(self, index: Index) -> None:
        index.upsert([made(f"common {n}", "это и в на по для") for n in range(50)] + [made("rare", "ниобий")])
        words = [f"нет{n}" for n in range(2_000)] + ["это", "и", "в", "на", "по", "для", "ниобий"]
        assert lexical(index, *words)[0] == "rare"

    # ---- filters

    @pytest.mark.parametrize("name", FILTERS)
    def test_filter_restricts_every_call(self, three: Index, name: str) -> None:
        chosen, expected = FILTERS[name]
        result = three.search(IndexQuery(("сварка",), unit(1, 0.5), chosen))
        assert sorted(found(result.lexical)) == expected
        assert sorted(found(result.dense)) == expected
        assert three.ids(chosen) == expected
        assert three.count(chosen) == len(expected)

    def test_filter_is_applied_before_depth(self, index: Index) -> None:
        near = [made(f"near {n}", "сварка сварка", unit(1)) for n in range(50)]
        index.upsert([*near, made("far", "сварка ещё слова", unit(0, 1), kind="expert")])
        query = IndexQuery(("сварка",), unit(1), Filter(kinds=frozenset({"expert"})), depth=1)
        result = index.search(query)
        assert (found(result.lexical), found(result.dense)) == (["far"], ["far"])

    def test_language_filter_chooses_passages(self, index: Index) -> None:
        index.upsert([with_text(made("a", "сварка", unit(1)), Language.ZH, "焊接", unit(0, 1))])
        chosen = Filter(languages=frozenset({Language.ZH}))
        assert lexical(index, "сварка", chosen=chosen) == []
        assert lexical(index, "焊接", chosen=chosen) == ["a"]
        assert index.search(IndexQuery((), unit(1), chosen)).dense[0].score == pytest.approx(0, abs=1e-6)

    def test_ids_are_newest_first(self, three: Index) -> None:
        assert three.ids(Filter()) == ["a", "b", "c"]

    def test_inventory_gives_the_time_of_every_document(self, three: Index) -> None:
        hidden = made("hidden", groups=frozenset({"room:7"}))
        updated = datetime(2026, 2, 28, 23, 59, 59, 999_999, tzinfo=timezone(timedelta(hours=8)))
        three.upsert([replace(hidden, document=replace(hidden.document, updated=updated))])
        day = timedelta(days=1)
        assert three.inventory() == {"a": START, "b": START - day, "c": START - 2 * day, "hidden": updated}

    def test_count_without_filter_counts_all(self, three: Index) -> None:
        three.upsert([made("hidden", groups=frozenset({"room:7"}))])
        assert (three.count(), three.count(Filter())) == (4, 3)

    def test_facets_count_the_documents_under_the_filter(self, three: Index) -> None:
        three.delete(["b"])
        hidden = with_text(made("hidden", "тема", subjects=("9.1",)), Language.EN, "secret", unit(1))
        three.upsert([with_section(hidden, "problem", "секрет", unit(1), frozenset({"room:7"}))])
        assert three.facets(Filter()) == {
            "kind": {"achievement": 3},
            "country": {"cn": 1, "ru": 1},
            "language": {"ru": 2, "zh": 1, "en": 1},
            "subject": {"2": 1, "2.5": 1, "9": 1, "9.1": 1},
            "readiness": {"4": 1},
        }
        assert three.facets(Filter(languages=frozenset({Language.EN})))["language"] == {"ru": 1, "en": 1}
        nothing = {name: {} for name in ("kind", "country", "language", "subject", "readiness")}
        assert three.facets(Filter(kinds=frozenset({"expert"}))) == nothing
        assert three.facets(Filter(), among=["a", "b", "nobody"])["country"] == {"cn": 1}
        assert three.facets(Filter(), among=[]) == nothing

    def test_speakers_have_a_text_that_the_reader_sees(self, three: Index) -> None:
        room = frozenset({"room:7"})
        three.upsert([made("closed", "тема", groups=room)])
        ids = ["a", "c", "closed", "nobody"]
        heard = {language: three.speakers(ids, language, EVERYONE) for language in Language}
        assert heard == {Language.RU: {"a"}, Language.ZH: {"c"}, Language.EN: set()}
        assert three.speakers(ids, Language.RU, ROOM) == {"a", "closed"}
        assert three.speakers([], Language.RU, EVERYONE) == frozenset()

    # ---- visibility

    @pytest.mark.parametrize(
        ("reader", "sees"),
        [
            (EVERYONE, {"open": ["title"]}),
            (MEMBERS, {"open": ["title"], "closed": ["title"]}),
            (ROOM, {"open": ["title", "problem"]}),
            (MEMBERS | ROOM, {"open": ["title", "problem"], "closed": ["title", "cost"]}),
            (frozenset(), {}),
        ],
    )
    def test_hidden_text_is_in_no_answer(
        self, index: Index, reader: frozenset[str], sees: dict[str, list[str]]
    ) -> None:
        room, members = frozenset({"room:7"}), frozenset({"members"})
        index.upsert([
            with_section(made("open", "тема", unit(1, 1)), "problem", "тайна", unit(1), room),
            with_section(made("closed", "тема", unit(1, 1), groups=members), "cost", "тайна", unit(1), room),
        ])  # fmt: skip
        chosen = Filter(groups=reader)
        names = ["open", "closed"]
        secret = sorted(name for name, sections in sees.items() if len(sections) > 1)

        assert sorted(lexical(index, "тайна", chosen=chosen)) == secret
        run = index.search(IndexQuery((), unit(1), chosen)).dense
        assert sorted(found(run)) == sorted(sees)
        assert sorted(candidate.document_id for candidate in run if candidate.score > 0.9) == secret
        best = index.passages([candidate.passage_key for candidate in run])
        assert all(passage.groups & reader for passage in best.values())

        assert sorted(index.ids(chosen)) == sorted(sees)
        assert index.count(chosen) == len(sees)
        assert index.facets(chosen)["kind"] == ({"achievement": len(sees)} if sees else {})
        documents = index.documents(names, reader)
        assert {
            name: [section.name for text in document.texts for section in text.sections]
            for name, document in documents.items()
        } == sees
        assert {
            name: [indexed.passage.section for indexed in passages]
            for name, passages in index.document_passages(names, reader).items()
        } == sees

    def test_text_whose_sections_are_all_hidden_is_left_out(self, index: Index) -> None:
        indexed = with_text(made("a", "тема"), Language.ZH, "秘密", unit(1))
        russian, chinese = indexed.document.texts
        hidden = replace(chinese, sections=(replace(chinese.sections[0], groups=frozenset({"members"})),))
        index.upsert([replace(indexed, document=replace(indexed.document, texts=(russian, hidden)))])
        assert index.documents(["a"], EVERYONE)["a"].texts == (russian,)
        assert index.documents(["a"], MEMBERS)["a"].texts == (russian, hidden)

    # ---- writing

    def test_upsert_replaces(self, index: Index) -> None:
        index.upsert([made("a", "старое", unit(1), kind="achievement")])
        assert lexical(index, "старое") == ["a"]
        index.upsert([made("a", "новое", unit(0, 1), kind="challenge")])
        assert (lexical(index, "старое"), lexical(index, "новое")) == ([], ["a"])
        assert index.search(IndexQuery((), unit(0, 1), Filter())).dense[0].score == pytest.approx(1, abs=1e-3)
        assert (index.count(), index.count(Filter(kinds=frozenset({"achievement"})))) == (1, 0)
        assert index.vectors(["digest старое"]) == {}

    def test_upsert_of_one_id_twice_keeps_the_later(self, index: Index) -> None:
        index.upsert([made("a", "первое"), made("a", "второе")])
        assert (lexical(index, "первое"), lexical(index, "второе"), index.count()) == ([], ["a"], 1)

    def test_upsert_of_nothing_changes_nothing(self, three: Index) -> None:
        three.upsert([])
        assert three.count() == 3

    def test_document_without_passages_is_kept(self, index: Index) -> None:
        index.upsert([replace(made("a"), passages=())])
        assert (index.ids(Filter()), dense(index, unit(1))) == (["a"], [])
        index.upsert([made("b", "x", unit(1))])
        assert dense(index, unit(1)) == ["b"]

    def test_delete_removes_from_both_legs(self, three: Index) -> None:
        assert dense(three, unit(1)) == ["a", "b", "c"]
        assert three.delete(["a", "c", "unknown", "a"]) == 2
        result = three.search(IndexQuery(("сварка",), unit(1), Filter()))
        assert (found(result.lexical), found(result.dense)) == (["b"], ["b"])
        assert (three.ids(Filter()), three.count()) == (["b"], 1)
        assert three.documents(["a", "b"], EVERYONE).keys() == {"b"}
        assert three.delete(["a"]) == 0

    @pytest.mark.parametrize(
        "broken",
        [
            made("wrong", "x", np.ones(DIM + 1, dtype=np.float32)),
            made("wrong", "x", np.full(DIM, np.nan, dtype=np.float32)),
            made("wrong", "x", facts={"when": START}),
            replace(made("other", "x"), document=made("wrong", "x").document),
        ],
        ids=["dimension", "not finite", "facts", "passage of another"],
    )
    def test_invalid_document_is_refused_and_nothing_is_written(self, three: Index, broken: object) -> None:
        with pytest.raises(InvalidDocument, match="'wrong'"):
            three.upsert([made("good", "новое"), broken])  # type: ignore[list-item]
        assert (three.ids(Filter()), lexical(three, "новое")) == (["a", "b", "c"], [])

    # ---- reading

    def test_documents_come_back_whole(self, index: Index) -> None:
        indexed = with_section(
            made("a", "тема \ud800 🙂", facts={"languages": ["zh", "ru"], "trl": {"asked": 6}}, readiness=4,
                 subjects=("2.5", "1.1"), country="ru", owner="o", state="on_hold"),
            "cost", "100", unit(1), frozenset({PUBLIC}),
        )  # fmt: skip
        indexed = replace(indexed, passages=indexed.passages[1:])
        index.upsert([indexed])
        assert index.documents(["a", "b"], EVERYONE) == {"a": indexed.document}

    def test_passages_come_back_whole(self, index: Index) -> None:
        indexed = with_text(made("a", "сварка"), Language.ZH, "焊接", unit(1))
        index.upsert([indexed])
        stored = index.document_passages(["a"], EVERYONE)["a"]
        assert [item.passage for item in stored] == [item.passage for item in indexed.passages]
        assert [item.terms for item in stored] == ["сварка", "焊接"]
        assert [item.digest for item in stored] == ["digest сварка", "digest 焊接"]

    def test_vectors_come_back_by_digest(self, index: Index) -> None:
        first, second = random_units(2)
        index.upsert([made("a", "x", first), made("b", "y", second)])
        vectors = index.vectors(["digest y", "unknown"])
        assert vectors.keys() == {"digest y"}
        assert vectors["digest y"].dtype == np.float32
        np.testing.assert_allclose(vectors["digest y"], second, atol=1e-3)

    def test_unknown_keys_are_left_out(self, three: Index) -> None:
        assert three.passages([10**9]) == {}
        assert three.document_passages(["unknown"], EVERYONE) == {}
