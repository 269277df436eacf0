"""Which mix finds the right partners: single legs, fusions and the matcher on our own test collection.

    python benchmarks/matching.py --split test --cache DIR --threads 2

The queries are the challenges of one half of ``benchmarks/collection``, each with the whole text that it has there.
All systems run the product's code on the same texts; every text is encoded once by each of the two models, and
the compositions are made of these vectors. The matcher, which reads sections rather than one text, gets the challenges
from the demonstration catalogue: once with the original's sections that the query text is made of, once whole.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from qiaosearch import fusion
from qiaosearch.documents import parse_document
from qiaosearch.encoders import load_encoder
from qiaosearch.encoders.joint import CentredEncoder, JointEncoder
from qiaosearch.encoders.means import load_means
from qiaosearch.evaluation.datasets import Dataset, JudgedQuery, Qrels, read_dataset, relevant
from qiaosearch.evaluation.measures import per_query
from qiaosearch.evaluation.significance import mean_interval, randomisation_test
from qiaosearch.index import open_index
from qiaosearch.matching import Matcher
from qiaosearch.searching import Collection, FusionRule, fingerprint
from qiaosearch.text.normalise import clean
from qiaosearch.types import Document, Encoder, Filter, IndexResult, Language, Mode, Vectors

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "src" / "qiaomost" / "catalogue" / "demo"
QUERY_SECTIONS = ("title", "summary", "description", "current_solutions", "desired_outcome")
KINDS = ("achievement", "expert")
MEASURE = "ndcg@10"
BASELINE = "BM25 alone"
PRODUCT = "hybrid, the product's rule"

Ranking = Sequence[str]
System = Callable[[JudgedQuery], Ranking]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--collection", type=Path, default=ROOT / "benchmarks" / "collection")
    parser.add_argument("--split", choices=["dev", "test"], default="test")
    parser.add_argument("--cache", type=Path, help="where indexes are kept for the next run")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    dataset = read_dataset(options.collection, split=options.split)
    with TemporaryDirectory() as temporary, indexes(dataset, options.cache or Path(temporary)) as opened:
        runs = {
            name: {query.id: system(query) for query in dataset.queries}
            for name, system in systems(opened, options.threads)
        }
    report = compare(dataset, runs)
    print(json.dumps(report, indent=2) if options.json else as_table(dataset, options.split, report))


# ---- the systems


@dataclass(slots=True)
class Remembered:
    """An encoder that encodes each text once."""

    base: Encoder
    known: dict[tuple[str, str], Any] = field(default_factory=dict)

    @property
    def dim(self) -> int:
        return self.base.dim

    @property
    def fingerprint(self) -> str:
        return self.base.fingerprint

    @property
    def window(self) -> int:
        return self.base.window

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return self.base.count_tokens(texts)

    def encode_queries(self, texts: Sequence[str], languages: Sequence[Language] | None = None) -> Vectors:
        return self._looked_up("query", texts, self.base.encode_queries)

    def encode_documents(self, texts: Sequence[str], languages: Sequence[Language] | None = None) -> Vectors:
        return self._looked_up("document", texts, self.base.encode_documents)

    def _looked_up(
        self, role: str, texts: Sequence[str], encode: Callable[[Sequence[str]], Vectors]
    ) -> Vectors:
        new = list(dict.fromkeys(text for text in texts if (role, text) not in self.known))
        if new:
            self.known |= {(role, text): vector for text, vector in zip(new, encode(new), strict=True)}
        return np.stack([self.known[role, text] for text in texts])


Opener = Callable[[Encoder], Collection]


@contextmanager
def indexes(dataset: Dataset, folder: Path) -> Iterator[Opener]:
    """Give what opens the collection of an encoder, with the data set's documents in it."""
    folder.mkdir(parents=True, exist_ok=True)
    opened: dict[str, Collection] = {}

    def collection_of(encoder: Encoder) -> Collection:
        name = fingerprint(encoder)
        if name not in opened:
            path = folder / f"{dataset.name}-{hashlib.sha256(name.encode()).hexdigest()[:16]}.db"
            opened[name] = Collection(encoder, open_index(f"sqlite:{path}", fingerprint=name, create=True))
            opened[name].upsert(dataset.documents)
        return opened[name]

    try:
        yield collection_of
    finally:
        for collection in opened.values():
            collection.close()


def systems(collection_of: Opener, threads: int) -> Iterator[tuple[str, System]]:
    """Name each system and make it."""
    product = load_encoder("default").fingerprint
    e5, use = (Remembered(load_encoder(name, threads=threads)) for name in ("e5", "use"))
    e5_centred = CentredEncoder(e5, load_means("e5", e5.fingerprint))
    use_centred = CentredEncoder(use, load_means("use", use.fingerprint))
    joint = {share: joined(e5_centred, use_centred, share) for share in (0.4, 0.5, 0.6)}
    share = next(share for share, encoder in joint.items() if encoder.fingerprint == product)
    ours = collection_of(joint[share])
    yield BASELINE, by_mode(ours, Mode.LEXICAL)
    yield "E5 alone", by_mode(collection_of(e5), Mode.DENSE)
    yield "USE alone", by_mode(collection_of(use), Mode.DENSE)
    yield "E5 + USE, not centred", by_mode(collection_of(joined(e5, use, share)), Mode.DENSE)
    yield "E5 centred", by_mode(collection_of(e5_centred), Mode.DENSE)
    yield "USE centred", by_mode(collection_of(use_centred), Mode.DENSE)
    for part, encoder in joint.items():
        name = f"E5 {part:.1f} + USE {1 - part:.1f}, centred"
        yield name, by_mode(collection_of(encoder), Mode.DENSE)
    yield "hybrid, not centred", by_mode(collection_of(joined(e5, use, share)), Mode.HYBRID)
    yield "hybrid, reciprocal ranks", by_fusion(ours, reciprocal_ranks)
    yield "hybrid, weighted sum", by_fusion(ours, weighted_sum)
    yield PRODUCT, by_mode(ours, Mode.HYBRID)
    challenges = {row["id"]: row for row in read_challenges()}
    yield "matcher, the query's sections", by_matcher(ours, challenges, reduced)
    yield "matcher, whole challenges", by_matcher(ours, challenges, parse_challenge)


def joined(e5: Encoder, use: Encoder, share: float) -> Encoder:
    return JointEncoder([(e5, share), (use, round(1 - share, 2))])


def by_mode(collection: Collection, mode: Mode) -> System:
    def system(query: JudgedQuery) -> Ranking:
        text = clean(query.text).strip()
        prepared = collection.prepare_query(text, Filter(), mode, language=query.language)
        return ids(collection.rank(prepared, query.language)[1])

    return system


def by_fusion(collection: Collection, fuse: Callable[[IndexResult, float], fusion.Ranking]) -> System:
    """Both legs as the product runs them, fused by another rule; ``fuse`` also takes the lexical weight."""

    def system(query: JudgedQuery) -> Ranking:
        text = clean(query.text).strip()
        prepared = collection.prepare_query(text, Filter(), Mode.HYBRID, language=query.language)
        return ids(fuse(collection.index.search(prepared), collection.rule.weight_for(prepared.terms)))

    return system


def reciprocal_ranks(found: IndexResult, _weight: float) -> fusion.Ranking:
    return fusion.reciprocal_rank([found.dense, found.lexical])


def weighted_sum(found: IndexResult, weight: float) -> fusion.Ranking:
    lexical = fusion.saturated(found.lexical, half=FusionRule().bm25_half)
    return fusion.weighted([(fusion.scores(found.dense), 1.0), (lexical, weight)])


def by_matcher(
    collection: Collection, challenges: Mapping[str, Any], parse: Callable[[Any], Document]
) -> System:
    """Matches of both kinds in one list, by their score; one organisation's own records are never among them."""
    matcher = Matcher(collection)
    parsed = {name: parse(row) for name, row in challenges.items()}
    now = max(document.updated for document in parsed.values())

    def system(query: JudgedQuery) -> Ranking:
        found = [
            (match.document.id, match.score)
            for kind in KINDS
            for match in matcher.match(parsed[query.id], kind=kind, now=now, limit=50)
        ]
        return ids(sorted(found, key=lambda pair: (-pair[1], pair[0])))

    return system


def ids(ranking: fusion.Ranking) -> Ranking:
    return [document_id for document_id, _ in ranking]


# ---- challenges with their sections


def read_challenges() -> Iterator[dict[str, Any]]:
    for path in sorted(CATALOGUE.glob("*/records.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if (row := json.loads(line))["kind"] == "challenge":
                yield row


def parse_challenge(row: Mapping[str, Any]) -> Document:
    facts = {name: row["facts"][name] for name in ("cooperation", "trl_min") if name in row["facts"]}
    return parse_document(
        {
            **{name: row[name] for name in ("id", "kind", "texts", "subjects", "updated")},
            "original": row["source_language"],
            "owner": row["organisation"],
            "facts": {**facts, "languages_of_work": sorted(row["texts"])},
        }
    )


def reduced(row: Mapping[str, Any]) -> Document:
    """What the query text is made of: some sections of the original; no keywords, translations or facts."""
    language = row["source_language"]
    text = row["texts"][language]
    sections = {name: text[name] for name in QUERY_SECTIONS if text.get(name)}
    return parse_challenge({**row, "texts": {language: sections}, "subjects": [], "facts": {}})


# ---- the comparison


def compare(dataset: Dataset, runs: Mapping[str, Mapping[str, Ranking]]) -> dict[str, dict[str, Any]]:
    """Return for each system nDCG@10 with its interval, against BM25 and against the product, and by kind."""
    values = {name: ndcg(dataset.qrels, run) for name, run in runs.items()}
    return {
        name: {
            MEASURE: mean_interval(own)._asdict(),
            "times_bm25": float(np.mean(own) / np.mean(values[BASELINE])),
            "p_against_bm25": randomisation_test(own, values[BASELINE]),
            "p_against_product": randomisation_test(own, values[PRODUCT]),
            **{kind: float(np.mean(ndcg(*only(dataset, runs[name], kind)))) for kind in KINDS},
        }
        for name, own in values.items()
    }


def ndcg(qrels: Qrels, run: Mapping[str, Ranking]) -> list[float]:
    measured = per_query(qrels, run)
    return [measured[query][MEASURE] for query in run]


def only(dataset: Dataset, run: Mapping[str, Ranking], kind: str) -> tuple[Qrels, dict[str, Ranking]]:
    """Judgements and rankings of one kind, for the queries that this kind answers."""
    kept = {document.id for document in dataset.documents if document.kind == kind}
    qrels = {
        query: {name: grade for name, grade in grades.items() if name in kept}
        for query, grades in dataset.qrels.items()
    }
    return qrels, {
        query: [name for name in ranking if name in kept]
        for query, ranking in run.items()
        if relevant(qrels[query])
    }


def as_table(dataset: Dataset, split: str, report: Mapping[str, Mapping[str, Any]]) -> str:
    head = f"{dataset.name}, {split}: {len(dataset.queries)} challenges, {len(dataset.documents)} records"
    columns = f"{'':32}{'nDCG@10':>8}{'95 % interval':>17}{'× BM25':>8}{'p (BM25)':>10}{'p (product)':>13}"
    lines = [head, "", f"{columns}{'achievements':>14}{'experts':>9}"]
    for name, row in report.items():
        mean, low, high = row[MEASURE].values()
        lines.append(
            f"{name:32}{mean:8.3f}{f'[{low:.3f}, {high:.3f}]':>17}{row['times_bm25']:8.2f}"
            f"{row['p_against_bm25']:10.4f}{row['p_against_product']:13.4f}"
            f"{row['achievement']:14.3f}{row['expert']:9.3f}"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
