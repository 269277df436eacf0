"""How fast real records come in, and what of it is encoding.

    python benchmarks/importing.py --data DIR --threads 2

DIR holds ``csl.zh.jsonl`` (Chinese papers), ``ius.ru.jsonl`` (Russian ones) and ``challenges.jsonl``. They are imported
into a fresh node by ``qiaomost import`` and indexed by ``qiaomost reindex``, each a process of its own whose time and
peak memory are printed. Then, in the same run, the encoder alone gets the passages of every n-th record; its time
for all of them follows by the number of tokens. Seconds of the processor are printed beside those of the clock: on
a busy machine the first say more.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from node import command_line, fresh_node, show

FILES = ("csl.zh.jsonl", "ius.ru.jsonl", "challenges.jsonl")


def main() -> None:
    parser = command_line(__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--limit", type=int, help="rows of each file")
    parser.add_argument("--every", type=int, default=10, help="the encoder alone gets every n-th record")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--encoder", default="default")
    options = parser.parse_args()
    with fresh_node(encoder=options.encoder, QIAOMOST_ENCODER_THREADS=str(options.threads)) as folder:
        files = [shortened(options.data / name, folder, options.limit) for name in FILES]
        figures = measure(files, options.every)
    show(figures, as_json=options.json)


def shortened(file: Path, folder: Path, limit: int | None) -> Path:
    """A copy of the first ``limit`` rows."""
    copy = folder / file.name
    with file.open(encoding="utf-8") as rows:
        copy.write_text("".join(islice(rows, limit)), encoding="utf-8")
    return copy


def measure(files: Sequence[Path], every: int) -> dict[str, Any]:
    from qiaomost.discovery import services

    imports = [run("import", str(file)) for file in files]
    records = services.count_to_index()
    reindex = run("reindex")
    raw = encoding_alone(every)
    whole = Cost(
        sum(cost.seconds for cost in imports) + reindex.seconds,
        sum(cost.processor_s for cost in imports) + reindex.processor_s,
        max(cost.peak_mb for cost in [*imports, reindex]),
    )
    return {
        "records": records,
        **{f"import {file.name}": cost for file, cost in zip(files, imports, strict=True)},
        "reindex": reindex,
        "both": whole,
        "both, records/s": round(records / whole.seconds, 2),
        "both, records a processor second": round(records / whole.processor_s, 2),
        **raw,
        "share of encoding, by the clock": round(raw["encoding alone s"] / whole.seconds, 3),
        "share of encoding, by the processor": round(
            raw["encoding alone, processor s"] / whole.processor_s, 3
        ),
        "peak memory MB": whole.peak_mb,
    }


@dataclass(frozen=True)
class Cost:
    """What a process took."""

    seconds: float
    processor_s: float
    peak_mb: int

    def __str__(self) -> str:
        return f"{self.seconds:.1f} s, {self.processor_s:.1f} s of the processor, {self.peak_mb} MB"


def run(*arguments: str) -> Cost:
    """Run a command of ``qiaomost`` to its end."""
    start = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "qiaomost", *arguments], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"qiaomost {' '.join(arguments)} ended with {process.returncode}.")
    return Cost(time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss // 1024)


def encoding_alone(every: int) -> dict[str, float]:
    """Encode the passages of every n-th record and nothing else; scaled to all records by their tokens."""
    from django.conf import settings

    from qiaosearch.encoders import load_encoder

    encoder = load_encoder(settings.QIAOMOST.encoder, threads=settings.QIAOMOST.encoder_threads)
    records = [inputs for inputs in passages_of_each(encoder) if inputs.texts]
    tokens = [sum(encoder.count_tokens(inputs.texts)) for inputs in records]
    sample = records[::every]
    texts = [text for inputs in sample for text in inputs.texts]
    languages = [language for inputs in sample for language in inputs.languages]
    scale = sum(tokens) / sum(tokens[::every])
    encoder.encode_documents(texts[:8], languages[:8])
    clock, processor = time.perf_counter(), time.process_time()
    encoder.encode_documents(texts, languages)
    clock, processor = time.perf_counter() - clock, time.process_time() - processor
    return {
        "passages": sum(len(inputs.texts) for inputs in records),
        "tokens": sum(tokens),
        "encoding alone s": round(scale * clock, 1),
        "encoding alone, processor s": round(scale * processor, 1),
    }


@dataclass
class Inputs:
    """What the encoder is given for one record; stands in for it, and encodes nothing."""

    encoder: Any
    texts: list[str] = field(default_factory=list)
    languages: list[Any] = field(default_factory=list)

    @property
    def window(self) -> int:
        return int(self.encoder.window)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        counts: list[int] = self.encoder.count_tokens(texts)
        return counts

    def encode_documents(self, texts: Sequence[str], languages: Sequence[Any]) -> Any:
        self.texts += texts
        self.languages += languages
        return [None] * len(texts)


class NothingKnown:
    """An index that has no vector."""

    def vectors(self, _digests: Sequence[str]) -> dict[str, Any]:
        return {}


def passages_of_each(encoder: Any) -> list[Inputs]:
    from qiaomost.catalogue.selectors import records_to_index
    from qiaomost.discovery.documents import document_of
    from qiaosearch.searching import Collection

    found = []
    for record in records_to_index().order_by("pk"):
        inputs = Inputs(encoder)
        Collection(inputs, NothingKnown()).prepare([document_of(record)])  # type: ignore[arg-type]
        found.append(inputs)
    return found


if __name__ == "__main__":
    main()
