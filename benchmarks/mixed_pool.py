"""One pool of several languages: are a text's translations found, whatever language they are in?

Each text in turn is the query; its own copy is taken out of the pool. It is answered when its L - 1
translations are the first L - 1 hits of a pool of L languages. A multilingual encoder whose vectors keep the
language apart fails this.

    python benchmarks/mixed_pool.py --data DIR [--sdg FILE] [--limit N] [--json]

DIR holds ``flores-zh-ru`` in BEIR layout (the SIB-200 part of FLORES; Chinese and Russian), so that its pool
has two languages. FILE is the translated UN goals (JSON lines with ``zh``, ``ru``, ``en``): its second half,
of which the language means know nothing, makes a pool of three.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np

from qiaosearch.encoders import load_encoder
from qiaosearch.types import Encoder, Language

ENCODERS = ("e5", "e5-centred", "use", "use-centred", "joint-uncentred", "default")
Texts = dict[Language, list[str]]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--sdg", type=Path)
    parser.add_argument("--limit", type=int, help="texts a language")
    parser.add_argument("--threads", type=int)
    parser.add_argument("--encoders", nargs="+", default=ENCODERS)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    pools = {"flores": read_flores(options.data / "flores-zh-ru")}
    if options.sdg:
        pools["sdg"] = read_sdg(options.sdg)
    if options.limit:
        pools = {pool: first_texts(texts, options.limit) for pool, texts in pools.items()}
    report: dict[str, dict[str, dict[str, float]]] = {pool: {} for pool in pools}
    for name in options.encoders:
        encoder = load_encoder(name, threads=options.threads)
        for pool, texts in pools.items():
            report[pool][name] = mixed_pool(encoder, texts)
            if not options.json:
                figures = "  ".join(f"{key} {value:.3f}" for key, value in report[pool][name].items())
                print(f"{pool:8}{name:18}{figures}", flush=True)
    if options.json:
        print(json.dumps(report, indent=2))


def mixed_pool(encoder: Encoder, texts: Texts) -> dict[str, float]:
    """Share of queries answered; and the share of each target language's translations that are first hits."""
    languages, size = list(texts), len(next(iter(texts.values())))
    pool = np.concatenate([encoder.encode_documents(texts[own], [own] * size) for own in languages])
    answered: list[float] = []
    found: dict[Language, list[float]] = {language: [] for language in languages}
    for position, language in enumerate(languages):
        scores = encoder.encode_queries(texts[language], [language] * size) @ pool.T
        rows = np.arange(size)
        scores[rows, position * size + rows] = -np.inf
        first = np.argpartition(-scores, len(languages) - 2, axis=1)[:, : len(languages) - 1]
        hit = {
            target: (first == (place * size + rows)[:, None]).any(axis=1)
            for place, target in enumerate(languages)
            if target != language
        }
        answered.append(np.all(list(hit.values()), axis=0).mean())
        for target, hits in hit.items():
            found[target].append(hits.mean())
    by_target = {f"to {target}": float(np.mean(shares)) for target, shares in found.items()}
    spread = max(by_target.values()) - min(by_target.values())
    return {"answered": float(np.mean(answered)), **by_target, "spread": spread}


def first_texts(texts: Texts, limit: int) -> Texts:
    return {language: rows[:limit] for language, rows in texts.items()}


def read_flores(folder: Path) -> Texts:
    """The queries and, in the same order, the documents that are their translations."""
    queries = {row["_id"]: row for row in read_lines(folder / "queries.jsonl")}
    corpus = {row["_id"]: row for row in read_lines(folder / "corpus.jsonl")}
    judged = [line.split("\t") for line in (folder / "qrels/test.tsv").read_text().splitlines()[1:]]
    pairs = [(queries[query], corpus[document]) for query, document, *_ in judged]
    sides = zip(*pairs, strict=True)
    return {Language(side[0]["language"]): [row["text"] for row in side] for side in sides}


def read_sdg(file: Path) -> Texts:
    rows = read_lines(file)[1::2]
    return {language: [row[language] for row in rows] for language in Language}


def read_lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    main()
