"""The twelve layers of multilingual-e5-small as an ONNX graph.

BERT with post-layer-norm and erf-GELU, mean over all tokens, unit norm (Wang et al. 2024, "Multilingual E5
Text Embeddings"). Attention, layer norms and GELU are ONNX Runtime's fused operators (domain
``com.microsoft``), part of every official build. Word rows are looked up outside, so the 96 M weights of the
word table are not in the graph.

Inputs: ``embeddings`` float32 ``(batch, length, hidden)``, word + position + type before the layer norm;
``mask`` int32 ``(batch, length)``, 1 for a token. Output: ``vectors`` float32 ``(batch, hidden)``.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from onnx import TensorProto, helper, numpy_helper

from qiaosearch.encoders.e5_weights import E5Weights, Floats

_FUSED = "com.microsoft"
_OPSET = 17
_FUSED_OPSET = 1
_IR_VERSION = 8


def build_graph(weights: E5Weights) -> bytes:
    """Return the serialised ONNX model (about 85 MB)."""
    builder = _Builder(weights)
    hidden = builder.layers("embeddings")
    builder.pool(hidden)
    graph = helper.make_graph(
        builder.nodes,
        "e5",
        [
            helper.make_tensor_value_info(
                "embeddings", TensorProto.FLOAT, ["batch", "length", weights.hidden]
            ),
            helper.make_tensor_value_info("mask", TensorProto.INT32, ["batch", "length"]),
        ],
        [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["batch", weights.hidden])],
        builder.constants,
    )
    opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_FUSED, _FUSED_OPSET)]
    model: bytes = helper.make_model(graph, opset_imports=opsets, ir_version=_IR_VERSION).SerializeToString()
    return model


class _Builder:
    """Collects nodes and constants; each method adds a few and returns the name of their result."""

    def __init__(self, weights: E5Weights) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self._weights = weights

    def layers(self, embeddings: str) -> str:
        gain, shift = self._vector("emb.ln.w"), self._vector("emb.ln.b")
        x = self._add("LayerNormalization", [embeddings, gain, shift], axis=-1, epsilon=self._weights.epsilon)
        for layer in range(self._weights.layers):
            x = self._layer(f"l{layer}.", x)
        return x

    def pool(self, hidden: str) -> None:
        mask = self._add("Cast", ["mask"], to=TensorProto.FLOAT)
        column = self._add("Unsqueeze", [mask, self._constant("last", np.array([-1]))])
        # The mean's divisor would cancel in the unit norm, so the sum is enough.
        summed = self._add(
            "ReduceSum",
            [self._add("Mul", [hidden, column]), self._constant("tokens", np.array([1]))],
            keepdims=0,
        )
        self.nodes.append(helper.make_node("LpNormalization", [summed], ["vectors"], axis=-1, p=2))

    def _layer(self, name: str, x: str) -> str:
        attended = self._add(
            "Attention",
            [x, *self._joined_projection(name), "mask"],
            domain=_FUSED,
            num_heads=self._weights.heads,
        )
        x = self._normalised(name + "aln", self._dense(name + "ao", attended), x, self._vector(name + "ao.b"))
        inner = self._dense(name + "fi", x)
        active = self._add("BiasGelu", [inner, self._vector(name + "fi.b")], domain=_FUSED)
        return self._normalised(
            name + "oln", self._dense(name + "fo", active), x, self._vector(name + "fo.b")
        )

    def _joined_projection(self, name: str) -> tuple[str, str]:
        kernels = np.concatenate([self._matrix(f"{name}{part}") for part in "qkv"], axis=1)
        biases = np.concatenate([self._weights.tensor(f"{name}{part}.b") for part in "qkv"])
        return self._constant(name + "qkv.w", kernels), self._constant(name + "qkv.b", biases)

    def _dense(self, name: str, x: str) -> str:
        return self._add("MatMul", [x, self._constant(name + ".w", self._matrix(name))])

    def _normalised(self, name: str, x: str, skip: str, bias: str) -> str:
        inputs = [x, skip, self._vector(name + ".w"), self._vector(name + ".b"), bias]
        return self._add("SkipLayerNormalization", inputs, domain=_FUSED, epsilon=self._weights.epsilon)

    def _matrix(self, name: str) -> Floats:
        """Weights as ``(in, out)``: the container has them as ``(out, in)``."""
        outputs = self._weights.tensor(name + ".b").size
        return np.ascontiguousarray(self._weights.tensor(name + ".w").reshape(outputs, -1).T)

    def _vector(self, name: str) -> str:
        return self._constant(name, self._weights.tensor(name))

    def _constant(self, name: str, value: np.ndarray) -> str:
        self.constants.append(numpy_helper.from_array(value, name))
        return name

    def _add(self, operator: str, inputs: list[str], **attributes: Any) -> str:
        result = f"{operator}.{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, inputs, [result], **attributes))
        return result
