"""How fast, how large and how right the default index is: ``python -m benchmarks.index --records 10000``.

Each collection is built through ``rebuild_index``, as ``qiaomost reindex`` does, then searched from a process
of its own, whose peak memory is the one printed. The filter keeps one kind of three, 10 % of the records.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.generate import KINDS, Generator, made_record
from qiaosearch.index import open_index, rebuild_index
from qiaosearch.types import Filter, IndexQuery, Language

FINGERPRINT = "benchmark"
FILTERED = Filter(kinds=frozenset({"challenge"}))
QUERIES = 100
UPSERTS = 20


def main() -> None:
    """Build, search and measure an index of generated records of each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", nargs="+", type=int, default=[10_000, 100_000], help="collection sizes")
    parser.add_argument("--directory", type=Path, help="where the index is built; needs 15 KB a record")
    parser.add_argument("--json", action="store_true", help="print one JSON object a size")
    chosen = parser.parse_args()
    for size in chosen.records:
        with tempfile.TemporaryDirectory(dir=chosen.directory) as folder:
            figures = measure(size, Path(folder) / "index.db")
        if chosen.json:
            print(json.dumps(figures))
        else:
            print("\n".join(f"{name:32} {value}" for name, value in figures.items()), end="\n\n")


def measure(records: int, path: Path) -> dict[str, Any]:
    """All figures of one size."""
    generator = Generator(records)
    short = generator.queries(QUERIES, terms=6)
    exact = Exact(np.stack([vector for _, vector in short]))
    figures: dict[str, Any] = {"records": records, **build(generator, path, exact)}
    figures["file_mb"] = round(path.stat().st_size / 1e6)
    figures |= in_process(searching, str(path), records, exact.tops)
    return figures | visibility(path, records)


class Exact:
    """The exact best ten of the filtered kind for each query, kept while the collection streams by."""

    def __init__(self, queries: np.ndarray) -> None:
        self._queries = queries
        self._best: list[list[tuple[float, str]]] = [[] for _ in queries]

    def see(self, batch: Any) -> None:
        rows = np.flatnonzero(batch.kinds == KINDS.index("challenge"))
        scores = self._queries @ batch.vectors[rows].T
        for best, line in zip(self._best, scores, strict=True):
            best += [
                (float(score), batch.documents[row].document.id)
                for score, row in zip(line, rows, strict=True)
            ]
            best.sort(reverse=True)
            del best[10:]

    @property
    def tops(self) -> list[list[str]]:
        return [[name for _, name in best] for best in self._best]


def build(generator: Generator, path: Path, exact: Exact) -> dict[str, Any]:
    """Fill and swap; making the records is not counted."""
    filled = 0.0
    with rebuild_index(path, fingerprint=FINGERPRINT) as rebuild:
        for batch in generator.batches():
            started = time.perf_counter()
            rebuild.index.upsert(batch.documents)
            filled += time.perf_counter() - started
            exact.see(batch)
        started = time.perf_counter()
    return {"fill_s": round(filled, 1), "swap_s": round(time.perf_counter() - started, 1)}


def in_process(work: Callable[..., None], *arguments: Any) -> Any:
    """What ``work`` sends from a process of its own."""
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(target=work, args=(theirs, *arguments))
    process.start()
    answer = ours.recv()
    process.join()
    return answer


def searching(pipe: Connection, path: str, records: int, tops: list[list[str]]) -> None:
    """Time searches and compare the dense leg with the exact best."""
    generator = Generator(records)
    short, long = generator.queries(QUERIES, terms=6), generator.queries(QUERIES, terms=150)
    index = open_index(path, fingerprint=FINGERPRINT)
    started = time.perf_counter()
    index.search(IndexQuery(short[0][0], short[0][1], FILTERED))
    figures: dict[str, Any] = {"first_search_s": round(time.perf_counter() - started, 2)}
    runs = []
    for name, queries, chosen in (
        ("hybrid_filtered", short, FILTERED),
        ("hybrid_unfiltered", short, Filter()),
        ("challenge_filtered", long, FILTERED),
    ):
        times = []
        for terms, vector in queries:
            started = time.perf_counter()
            result = index.search(IndexQuery(terms, vector, chosen))
            times.append(1000 * (time.perf_counter() - started))
            if name == "hybrid_filtered":
                runs.append({candidate.document_id for candidate in result.dense[:10]})
        figures[f"{name}_p50_ms"], figures[f"{name}_p95_ms"] = (
            round(float(np.percentile(times, share)), 1) for share in (50, 95)
        )
    hits = [len(run & set(top)) / len(top) for run, top in zip(runs, tops, strict=True)]
    figures["recall_at_10"] = round(float(np.mean(hits)), 4)
    figures["search_process_peak_mb"] = round(peak_mb())
    index.close()
    pipe.send(figures)


def peak_mb() -> float:
    """Peak resident memory of this process in megabytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak / 1e3


def visibility(path: Path, records: int) -> dict[str, Any]:
    """From the end of an upsert until a search in another process, which runs all the time, has found it."""
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(target=watching, args=(theirs, str(path)))
    process.start()
    ours.recv()
    index = open_index(path, fingerprint=FINGERPRINT)
    vectors = np.eye(UPSERTS, 896, dtype=np.float32)
    upserts, delays = [], []
    for number, vector in enumerate(vectors):
        ours.send((f"new{number}", vector))
        time.sleep(0.1)
        started = time.perf_counter()
        index.upsert([made_record(records + number, "challenge", Language.EN, [f"new{number}"], vector)])
        done = time.monotonic()
        upserts.append(1000 * (time.perf_counter() - started))
        delays.append(1000 * (ours.recv() - done))
    ours.send(None)
    process.join()
    index.close()
    return {
        "upsert_p50_ms": round(float(np.median(upserts)), 1),
        "visible_p50_ms": round(float(np.median(delays)), 1),
        "visible_max_ms": round(max(delays), 1),
    }


def watching(pipe: Connection, path: str) -> None:
    """Search for each asked term and vector until both legs find it; answer with the moment."""
    index = open_index(path, fingerprint=FINGERPRINT)
    index.search(IndexQuery((), np.eye(1, 896, dtype=np.float32)[0], FILTERED))
    pipe.send("ready")
    while asked := pipe.recv():
        term, vector = asked
        while True:
            result = index.search(IndexQuery((term,), vector, FILTERED))
            if result.lexical and result.dense[0].score > 0.99:
                break
        pipe.send(time.monotonic())
    index.close()


if __name__ == "__main__":
    main()
