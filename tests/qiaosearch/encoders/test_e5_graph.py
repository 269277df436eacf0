"""The ONNX graph against the same network written down in numpy, in float64."""

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from qiaosearch.encoders.e5_weights import E5Weights

Array = npt.NDArray[np.float64]
erf = np.vectorize(math.erf)


def normalised(weights: E5Weights, name: str, x: Array) -> Array:
    x = (x - x.mean(axis=-1, keepdims=True)) / np.sqrt(x.var(axis=-1, keepdims=True) + weights.epsilon)
    return x * weights.tensor(f"{name}.w") + weights.tensor(f"{name}.b")


def dense(weights: E5Weights, name: str, x: Array) -> Array:
    bias = weights.tensor(f"{name}.b")
    return x @ weights.tensor(f"{name}.w").reshape(bias.size, -1).T + bias


def attended(weights: E5Weights, layer: str, x: Array) -> Array:
    query, key, value = (
        dense(weights, layer + part, x).reshape(len(x), weights.heads, -1).swapaxes(0, 1) for part in "qkv"
    )
    scores = np.exp(query @ key.swapaxes(1, 2) / math.sqrt(query.shape[-1]))
    mixed = scores / scores.sum(axis=-1, keepdims=True) @ value
    return dense(weights, f"{layer}ao", mixed.swapaxes(0, 1).reshape(len(x), -1))


def reference(weights: E5Weights, ids: list[int]) -> Array:
    positions = weights.tensor("emb.pos").reshape(-1, weights.hidden)[: len(ids)]
    x = (weights.words(np.array(ids)) + positions + weights.tensor("emb.type")[: weights.hidden]).astype(
        float
    )
    x = normalised(weights, "emb.ln", x)
    for layer in (f"l{number}." for number in range(weights.layers)):
        x = normalised(weights, f"{layer}aln", x + attended(weights, layer, x))
        inner = dense(weights, f"{layer}fi", x)
        gelu = inner * (1 + erf(inner / math.sqrt(2))) / 2
        x = normalised(weights, f"{layer}oln", x + dense(weights, f"{layer}fo", gelu))
    mean = x.mean(axis=0)
    return mean / np.linalg.norm(mean)


def test_e5_graph_computes_the_network(e5: Any) -> None:
    texts = ["привет, мир", "слово и дело " * 12]
    for text, vector in zip(texts, e5.encode_documents(texts), strict=True):
        ids = [0, *e5._model().tokenize(["passage:"])[0], *e5._model().tokenize([text])[0], 2]
        np.testing.assert_allclose(vector, reference(e5._model().weights, ids), atol=2e-6)
