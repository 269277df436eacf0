"""What the encoders that run on ONNX Runtime share: the session, and batches sorted by length."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime
from onnxruntime.capi import onnxruntime_pybind11_state as _runtime

BATCH_TOKENS = 1024
"""Tokens of one batch, padding included: enough for the matrix-multiply peak, not too many for the cache."""

LOAD_ERRORS = (_runtime.Fail, _runtime.InvalidProtobuf, _runtime.InvalidGraph, _runtime.NoSuchFile)
"""What ONNX Runtime raises for a file that is no whole model."""

Ids = npt.NDArray[np.int64]


def open_session(model: Path | bytes, threads: int | None) -> onnxruntime.InferenceSession:
    """Open a model, a file or its content, in fp32 on the CPU.

    ``threads`` ``None`` means one for each physical core.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads or 0
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    # Threads that spin while they wait would hold the cores that numpy (USE) needs next.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    source = str(model) if isinstance(model, Path) else model
    return onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"])


def padded_batches(sequences: Sequence[Sequence[int]], padding: int) -> Iterator[tuple[Ids, Ids, Ids]]:
    """Yield batches of similar length: positions in ``sequences`` ``(b,)``, ids and mask ``(b, length)``.

    A batch has at most ``BATCH_TOKENS`` ids, padding included, or is a single sequence.
    """
    order = sorted(range(len(sequences)), key=lambda position: len(sequences[position]), reverse=True)
    while order:
        length = len(sequences[order[0]])
        size = max(1, BATCH_TOKENS // max(length, 1))
        chosen, order = order[:size], order[size:]
        ids = np.full((len(chosen), length), padding, np.int64)
        mask = np.zeros((len(chosen), length), np.int64)
        for row, position in enumerate(chosen):
            ids[row, : len(sequences[position])] = sequences[position]
            mask[row, : len(sequences[position])] = 1
        yield np.array(chosen), ids, mask
