"""Running a test collection through the product's own code: the same collection, index and fusion."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np

from qiaosearch.errors import EmptyQuery, QueryTooLong
from qiaosearch.evaluation import measures
from qiaosearch.evaluation.datasets import Dataset, JudgedQuery
from qiaosearch.index import open_index
from qiaosearch.searching import Collection, Progress, fingerprint
from qiaosearch.text.normalise import clean
from qiaosearch.types import Document, Encoder, Filter, Index, Language, Mode, Vectors

SAMPLE = 32
"""Documents that are encoded for the speed's sake alone where a cache had all vectors already."""

Watch = Callable[[str, int], AbstractContextManager[Progress]]
"""Shows a step with its length; gives what to call with each advance."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What came of a run.

    Attributes:
        values: query id → measure → value.
        run: query id → document ids, best first.
        documents: how many the index held.
        encode_per_s: passages encoded per second.
        query_ms: each query's time in milliseconds, encoding included.
        refused: ids of queries that the product refuses (empty or too long); their measures are 0.
    """

    values: measures.Values
    run: dict[str, tuple[str, ...]]
    documents: int
    encode_per_s: float
    query_ms: tuple[float, ...]
    refused: tuple[str, ...]

    def summary(self) -> dict[str, float | int]:
        """Return the means, counts and times under the names that ``evaluate --json`` prints."""
        p50, p95 = np.percentile(self.query_ms, [50, 95])
        return {
            **measures.mean(self.values),
            "queries": len(self.values),
            "documents": self.documents,
            "encode_per_s": self.encode_per_s,
            "query_ms_p50": float(p50),
            "query_ms_p95": float(p95),
        }


def evaluate(
    dataset: Dataset,
    encoder: Encoder,
    *,
    mode: Mode = Mode.HYBRID,
    cache: Path | None = None,
    watch: Watch | None = None,
) -> Evaluation:
    """Index the documents of a test collection, ask its queries and measure the answers.

    A query's own document is not left out: a data set that wants this must not have it in the corpus.

    Args:
        dataset: what to run.
        encoder: for documents and queries.
        mode: which legs answer.
        cache: a folder where the index is kept, one for each data set and encoder, so that the next run
            encodes only what is new; else the index is temporary.
        watch: shows progress.
    """
    watch = watch or (lambda _label, _length: nullcontext(lambda _count: None))
    timed = _TimedEncoder(encoder)
    with _index(dataset, encoder, cache) as index:
        collection = Collection(timed, index)
        with watch("Indexing", len(dataset.documents)) as advance:
            _fill(collection, dataset, advance)
        answers = _Answers()
        with watch("Searching", len(dataset.queries)) as advance:
            for query in dataset.queries:
                answers.ask(collection, query, mode)
                advance(1)
        return Evaluation(
            values=measures.per_query(dataset.qrels, answers.run),
            run=answers.run,
            documents=index.count(),
            encode_per_s=_rate(timed, dataset.documents),
            query_ms=tuple(answers.milliseconds),
            refused=tuple(answers.refused),
        )


@dataclass(slots=True)
class _TimedEncoder:
    """An encoder that counts the passages it encodes, and the seconds."""

    encoder: Encoder
    passages: int = 0
    seconds: float = 0.0

    @property
    def close(self) -> float | None:
        return self.encoder.close

    @property
    def dim(self) -> int:
        return self.encoder.dim

    @property
    def fingerprint(self) -> str:
        return self.encoder.fingerprint

    @property
    def window(self) -> int:
        return self.encoder.window

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return self.encoder.count_tokens(texts)

    def encode_queries(self, texts: Sequence[str], languages: Sequence[Language] | None = None) -> Vectors:
        return self.encoder.encode_queries(texts, languages)

    def encode_documents(self, texts: Sequence[str], languages: Sequence[Language] | None = None) -> Vectors:
        start = perf_counter()
        vectors = self.encoder.encode_documents(texts, languages)
        self.seconds += perf_counter() - start
        self.passages += len(texts)
        return vectors


@dataclass(slots=True)
class _Answers:
    """The answers so far."""

    run: dict[str, tuple[str, ...]] = field(default_factory=dict)
    milliseconds: list[float] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def ask(self, collection: Collection, query: JudgedQuery, mode: Mode) -> None:
        start = perf_counter()
        try:
            ranking = _ranking(collection, query, mode)
        except (EmptyQuery, QueryTooLong):
            ranking = ()
            self.refused.append(query.id)
        self.milliseconds.append(1_000 * (perf_counter() - start))
        self.run[query.id] = ranking


def _ranking(collection: Collection, query: JudgedQuery, mode: Mode) -> tuple[str, ...]:
    text = clean(query.text).strip()
    prepared = collection.prepare_query(text, Filter(), mode, language=query.language)
    _, ranking = collection.rank(prepared, query.language)
    return tuple(document_id for document_id, _ in ranking)


def _fill(collection: Collection, dataset: Dataset, progress: Progress) -> None:
    """Make the index hold exactly the data set's documents; a kept one may hold others as well."""
    wanted = {document.id for document in dataset.documents}
    collection.index.delete([id_ for id_ in collection.index.ids(Filter()) if id_ not in wanted])
    collection.upsert(dataset.documents, progress=progress)


def _rate(timed: _TimedEncoder, documents: Sequence[Document]) -> float:
    """Passages per second; of a sample, where no passage had to be encoded in this run."""
    if not timed.passages:
        with TemporaryDirectory() as folder, _opened(Path(folder), timed) as empty:
            Collection(timed, empty).prepare(documents[:SAMPLE])
    return timed.passages / timed.seconds if timed.seconds else 0.0


@contextmanager
def _index(dataset: Dataset, encoder: Encoder, cache: Path | None) -> Iterator[Index]:
    if cache is None:
        with TemporaryDirectory() as folder, _opened(Path(folder), encoder) as index:
            yield index
    else:
        cache.mkdir(parents=True, exist_ok=True)
        with _opened(cache, encoder, prefix=f"{dataset.name}-") as index:
            yield index


@contextmanager
def _opened(folder: Path, encoder: Encoder, *, prefix: str = "") -> Iterator[Index]:
    name = fingerprint(encoder)
    path = folder / f"{prefix}{hashlib.sha256(name.encode()).hexdigest()[:16]}.db"
    index = open_index(f"sqlite:{path}", fingerprint=name, create=True)
    try:
        yield index
    finally:
        index.close()
