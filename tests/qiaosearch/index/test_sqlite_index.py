"""What is particular to the SQLite engine: opening, rebuilding, memory, and both legs against brute force."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qiaosearch.errors import FingerprintMismatch, IndexCorrupt, IndexMissing, SearchIndexError
from qiaosearch.index import open_index, rebuild_index
from qiaosearch.index.sqlite import DenseSettings, SqliteIndex, memory
from qiaosearch.index.sqlite.columns import Column
from qiaosearch.index.sqlite.terms import MAX_ROWS, MAX_TERMS, encode_terms, informative
from qiaosearch.types import PUBLIC, Filter, IndexedDocument, IndexQuery, Language
from tests.qiaosearch.index.contract import FINGERPRINT
from tests.qiaosearch.index.made import DIM, found, made, random_units, unit


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "index.db"


@pytest.fixture
def index(path: Path) -> Iterator[SqliteIndex]:
    index = SqliteIndex.open(path, fingerprint=FINGERPRINT, create=True)
    yield index
    index.close()


def cosine(query: np.ndarray, vector: np.ndarray) -> float:
    """As the engine scores: of the vector as it is stored, rounded."""
    return round(float(query @ vector.astype(np.float16).astype(np.float32)), 6)


# ---- opening


def test_open_tells_how_to_build_what_is_missing(path: Path) -> None:
    with pytest.raises(IndexMissing, match="qiaomost reindex"):
        open_index(path, fingerprint=FINGERPRINT)
    assert not path.exists()


def test_open_refuses_an_unknown_engine() -> None:
    with pytest.raises(IndexMissing, match="sqlite"):
        open_index("nothing:/index", fingerprint=FINGERPRINT)


def test_open_refuses_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SearchIndexError, match=r"nowhere/index\.db"):
        open_index(tmp_path / "nowhere" / "index.db", fingerprint=FINGERPRINT, create=True)


@pytest.mark.parametrize("opener", ["open", "create", "rebuild"])
def test_other_files_are_refused_and_left_alone(path: Path, opener: str) -> None:
    def run() -> None:
        if opener == "rebuild":
            with rebuild_index(path, fingerprint=FINGERPRINT):
                pass
        else:
            open_index(path, fingerprint=FINGERPRINT, create=opener == "create")

    path.write_bytes(b"a letter to a friend" * 100)
    with pytest.raises(IndexCorrupt):
        run()
    assert path.read_bytes() == b"a letter to a friend" * 100

    path.unlink()
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE letters (text)")
    database.close()
    with pytest.raises(IndexCorrupt, match="no index of qiaosearch"):
        run()


def test_open_refuses_another_schema(index: SqliteIndex, path: Path) -> None:
    with index.connections.borrowed() as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(IndexCorrupt, match="schema 99"):
        open_index(path, fingerprint=FINGERPRINT)
    with rebuild_index(path, fingerprint=FINGERPRINT) as rebuild:
        rebuild.index.upsert([made("new")])
    assert (rebuild.missed, index.ids(Filter())) == ((), ["new"])


def test_open_refuses_another_fingerprint(index: SqliteIndex, path: Path) -> None:
    with pytest.raises(FingerprintMismatch, match=r"'test encoder 1'.*'other'.*qiaosearch index --rebuild"):
        open_index(path, fingerprint="other")


# ---- rebuilding


def test_rebuild_with_another_encoder_stops_open_indexes(index: SqliteIndex, path: Path) -> None:
    index.upsert([made("old", "сварка", unit(1))])
    assert index.count() == 1
    with rebuild_index(path, fingerprint="other") as rebuild:
        rebuild.index.upsert([made("new", "сварка", np.ones(7, dtype=np.float32) / 7**0.5)])
    for call in (
        lambda: index.search(IndexQuery(("сварка",), unit(1), Filter())),
        lambda: index.upsert([made("late", "сварка", unit(1))]),
        index.count,
    ):
        with pytest.raises(FingerprintMismatch):
            call()
    other = open_index(path, fingerprint="other")
    assert other.ids(Filter()) == ["new"]
    other.close()


def test_failed_rebuild_changes_nothing(index: SqliteIndex, path: Path) -> None:
    index.upsert([made("old", "сварка", unit(1))])

    def fail() -> None:
        with rebuild_index(path, fingerprint=FINGERPRINT) as rebuild:
            rebuild.index.upsert([made("new", "сварка", unit(1))])
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert index.ids(Filter()) == ["old"]
    assert list(path.parent.glob("*.new-*")) == []


def test_rebuild_makes_the_first_index(path: Path) -> None:
    with rebuild_index(path, fingerprint=FINGERPRINT) as rebuild:
        rebuild.index.upsert([made("new", "сварка", unit(1))])
    assert rebuild.missed == ()
    index = open_index(path, fingerprint=FINGERPRINT)
    assert index.ids(Filter()) == ["new"]
    index.close()


# ---- terms


def test_encoded_terms_are_distinct_tokens() -> None:
    terms = [chr(code) for code in range(1, 0x500) if chr(code) != " "]
    tokens = encode_terms(" ".join(terms))
    assert (len(tokens), len(set(tokens))) == (len(terms), len(terms))


def test_informative_terms_are_the_rarest(index: SqliteIndex) -> None:
    with index.connections.borrowed() as db:
        frequencies = [("rare", 1), ("middle", MAX_ROWS - 10), ("frequent", 100_000), ("gone", 0)]
        db.executemany("INSERT INTO frequencies VALUES (?, ?)", frequencies[:3])
        assert informative(db, ["frequent", "middle", "unknown", "rare"]) == ["rare", "middle"]
        assert informative(db, ["frequent", "unknown"]) == ["frequent"]
        db.executemany("INSERT INTO frequencies VALUES (?, ?)", [(f"w{n}", 2) for n in range(100)])
        assert len(informative(db, [f"w{n}" for n in range(100)])) == MAX_TERMS


# ---- memory


def test_memory_drops_what_is_deleted(index: SqliteIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "COMPACTION", 5)
    chance = np.random.default_rng(3)
    vectors = random_units(60)
    live: dict[str, int] = {}
    for step in range(40):
        for number in chance.integers(60, size=4).tolist():
            index.upsert([made(str(number), f"w{step % 7}", vectors[number])])
            live[str(number)] = step % 7
        for name in [str(number) for number in chance.integers(60, size=3).tolist()]:
            assert index.delete([name]) == (live.pop(name, None) is not None)
        query = IndexQuery((f"w{step % 7}",), vectors[step], Filter())
        result = index.search(query)
        assert sorted(found(result.lexical)) == sorted(n for n, word in live.items() if word == step % 7)
        cosines = {name: cosine(vectors[step], vectors[int(name)]) for name in live}
        assert found(result.dense) == sorted(live, key=lambda name: (-cosines[name], name))
    with index._viewing() as (_, view, _vectors):
        assert len(view.documents["key"]) <= 2 * len(live) + 10


def test_memory_starts_again_after_an_interruption(
    index: SqliteIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.upsert([made("a", "сварка", unit(1)), made("b", "сварка", unit(0, 1))])
    extend, calls = Column.extend, count()

    def failing(column: Column, rows: np.ndarray) -> None:
        if next(calls) == 3:
            raise MemoryError
        extend(column, rows)

    with monkeypatch.context() as patch:
        patch.setattr(Column, "extend", failing)
        with pytest.raises(MemoryError):
            index.search(IndexQuery((), unit(1), Filter()))
    index.delete(["a"])
    assert found(index.search(IndexQuery((), unit(1), Filter())).dense) == ["b"]


def test_view_of_a_running_search_does_not_change(index: SqliteIndex) -> None:
    index.upsert([made("a", "сварка", unit(1))])
    with index._viewing(vectors=True) as (_, before, vectors):
        with ThreadPoolExecutor(1) as pool:  # another thread has another connection
            pool.submit(index.upsert, [made("a", "шов", unit(0, 1)), made("b", "шов", unit(1))]).result()
            assert pool.submit(index.count).result() == 2
        assert vectors is not None
        assert (before.alive.tolist(), len(before.passages["key"]), len(vectors.codes)) == ([True], 1, 1)


def test_threads_that_have_ended_leave_no_connections(index: SqliteIndex) -> None:
    for _ in range(20):
        with ThreadPoolExecutor(1) as pool:
            pool.submit(index.count).result()
    assert len(index.connections._idle) == 1


def test_fork_gets_connections_of_its_own(index: SqliteIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    index.upsert([made("a", "сварка", unit(1))])
    with index.connections.borrowed() as parents:
        pass
    pid = os.getpid()
    monkeypatch.setattr("qiaosearch.index.sqlite.connection.os.getpid", lambda: pid + 1)
    with index.connections.borrowed() as childs:
        assert childs is not parents
    parents.close()


def test_threads_search_while_another_writes(index: SqliteIndex) -> None:
    vectors = random_units(200)
    pairs = [(f"{n}", f"w{n}", vectors[n]) for n in range(200)]

    def write() -> None:
        for start in range(0, 200, 10):
            index.upsert([made(*pair) for pair in pairs[start : start + 10]])

    def search(number: int) -> int:
        result = index.search(IndexQuery((f"w{number}",), vectors[number], Filter(), depth=1))
        # both legs look at one state: found by both or by neither
        top = [candidate for candidate in result.dense if candidate.score > 0.99]
        assert found(result.lexical) == found(top)
        return len(top)

    with ThreadPoolExecutor(4) as pool:
        writing = pool.submit(write)
        list(pool.map(search, list(range(200)) * 3))
        writing.result()
    assert sum(search(number) for number in range(200)) == 200


# ---- the dense leg


KINDS, COUNTRIES, GROUPS = ("achievement", "challenge"), ("cn", "ru"), (PUBLIC, "members", "room")


@st.composite
def collections(draw: st.DrawFn) -> list[IndexedDocument]:
    vectors = random_units(12, seed=draw(st.integers(0, 5)))
    return [
        made(
            f"{number:02}",
            f"w{draw(st.integers(0, 3))}",
            vectors[draw(st.integers(0, 11))],
            kind=draw(st.sampled_from(KINDS)),
            country=draw(st.sampled_from(COUNTRIES)),
            language=draw(st.sampled_from(list(Language))),
            readiness=draw(st.none() | st.integers(1, 9)),
            groups=draw(st.frozensets(st.sampled_from(GROUPS), min_size=1)),
            owner=draw(st.sampled_from("xy")),
        )
        for number in range(draw(st.integers(0, 15)))
    ]


filters = st.builds(
    Filter,
    groups=st.frozensets(st.sampled_from(GROUPS)),
    kinds=st.frozensets(st.sampled_from(KINDS)),
    countries=st.frozensets(st.sampled_from(COUNTRIES)),
    languages=st.frozensets(st.sampled_from(Language)),
    readiness_min=st.none() | st.integers(1, 9),
    readiness_max=st.none() | st.integers(1, 9),
    only_ids=st.frozensets(st.sampled_from(("01", "03", "05", "07", "none"))),
    exclude_ids=st.frozensets(st.sampled_from(("00", "03", "none"))),
    exclude_owners=st.frozensets(st.sampled_from("xy")),
)


def passes(indexed: IndexedDocument, chosen: Filter) -> bool:
    document = indexed.document
    lowest, highest = chosen.readiness_min, chosen.readiness_max
    return (
        bool(document.groups & chosen.groups)
        and (not chosen.kinds or document.kind in chosen.kinds)
        and (not chosen.countries or document.country in chosen.countries)
        and (not chosen.languages or document.original in chosen.languages)
        and (lowest is None or (document.readiness or 0) >= lowest)
        and (highest is None or 1 <= (document.readiness or 0) <= highest)
        and (not chosen.only_ids or document.id in chosen.only_ids)
        and document.id not in chosen.exclude_ids
        and document.owner not in chosen.exclude_owners
    )


@given(collection=collections(), chosen=filters, depth=st.integers(1, 15), seed=st.integers(0, 3))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_both_legs_equal_brute_force(
    index: SqliteIndex, collection: list[IndexedDocument], chosen: Filter, depth: int, seed: int
) -> None:
    index.delete(index.ids(Filter(groups=frozenset(GROUPS))))
    index.upsert(collection)
    query = random_units(1, seed=100 + seed)[0]
    result = index.search(IndexQuery(("w1",), query, chosen, depth))
    allowed = [indexed for indexed in collection if passes(indexed, chosen)]

    cosines = {indexed.document.id: cosine(query, indexed.passages[0].vector) for indexed in allowed}
    ranked = sorted(cosines, key=lambda name: (-cosines[name], name))
    assert found(result.dense) == ranked[:depth]
    having = [indexed.document.id for indexed in allowed if indexed.passages[0].terms == "w1"]
    assert found(result.lexical) == sorted(having)[:depth]
    assert index.count(chosen) == len(allowed)


def clustered(n: int, *, dim: int, seed: int) -> np.ndarray:
    """Unit vectors about 20 centres; the cosine of two of one cluster is about 0.5."""
    rng = np.random.default_rng(seed)
    centres = np.random.default_rng(99).standard_normal((20, dim))
    vectors = centres[rng.integers(20, size=n)] + rng.standard_normal((n, dim))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def test_first_pass_and_rescoring_find_the_exact_best(path: Path) -> None:
    index = SqliteIndex.open(
        path, fingerprint=FINGERPRINT, create=True, dense=DenseSettings(exact_rows=100, candidates=400)
    )
    vectors = clustered(4_000, dim=256, seed=1)
    index.upsert([
        made(f"{n:04}", "", vector, kind="challenge" if n % 2 else "achievement")
        for n, vector in enumerate(vectors)
    ])  # fmt: skip
    allowed = np.arange(1, 4_000, 2)
    recalls = []
    for query in clustered(40, dim=256, seed=2):
        chosen = Filter(kinds=frozenset({"challenge"}))
        names = found(index.search(IndexQuery((), query, chosen, depth=10)).dense)
        exact = allowed[np.argsort(-(vectors[allowed] @ query))[:10]]
        recalls.append(len({f"{n:04}" for n in exact} & set(names)) / 10)
    index.close()
    assert np.mean(recalls) >= 0.98


def test_search_with_a_vector_of_another_dimension_is_refused(index: SqliteIndex) -> None:
    index.upsert([made("a", "сварка", unit(1))])
    with pytest.raises(SearchIndexError, match=f"{DIM}"):
        index.search(IndexQuery((), np.ones(5, dtype=np.float32), Filter()))


def test_naive_times_are_taken_as_utc(index: SqliteIndex) -> None:
    indexed = made("a", "сварка", unit(1))
    naive = indexed.document.updated.replace(tzinfo=None) + timedelta(microseconds=1)
    index.upsert(
        [made("b", age_days=-1), replace(indexed, document=replace(indexed.document, updated=naive))]
    )
    assert index.documents(["a"], frozenset({PUBLIC}))["a"].updated == naive
    assert index.ids(Filter()) == ["b", "a"]
