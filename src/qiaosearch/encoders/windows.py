"""The model's window: passages must fit it, longer queries are averaged over their parts. Nothing is cut."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

from qiaosearch.errors import InvalidDocument
from qiaosearch.types import Language, Vectors

Role = Literal["query", "document"]


class WindowedEncoder(ABC):
    """Base of encoders whose model reads at most ``window`` tokens of a text."""

    close: float | None = None

    @property
    @abstractmethod
    def dim(self) -> int:
        """Length of a vector."""

    @property
    @abstractmethod
    def fingerprint(self) -> str:
        """Names weights and recipe."""

    @property
    @abstractmethod
    def window(self) -> int:
        """How many tokens a passage may have at most."""

    @abstractmethod
    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count tokens as ``window`` does: without prefix and control tokens."""

    @abstractmethod
    def _encode(self, texts: Sequence[str], role: Role) -> Vectors:
        """Encode texts that fit the window; ``texts`` is not empty."""

    def encode_queries(self, texts: Sequence[str], languages: Sequence[Language] | None = None) -> Vectors:
        """Encode queries; float32 ``(n, dim)``, unit norm.

        A query longer than the window is split into parts that fit; its vector is the mean of theirs,
        weighted by their tokens, of unit norm.
        """
        parts = [split_to_window(text, self.window, self._count) for text in texts]
        flat = [part for owned in parts for part in owned]
        vectors = self._encode(flat, "query") if flat else self._no_vectors()
        if len(flat) == len(texts):
            return vectors
        weights = np.maximum(self.count_tokens(flat), 1).astype(np.float32)[:, None]
        starts = np.cumsum([0] + [len(owned) for owned in parts[:-1]])
        return unit(np.add.reduceat(vectors * weights, starts, axis=0))

    def encode_documents(self, texts: Sequence[str], languages: Sequence[Language] | None = None) -> Vectors:
        """Encode passages; float32 ``(n, dim)``, unit norm.

        Raises:
            InvalidDocument: a text is longer than the window; the message says which and by how much.
        """
        for number, count in enumerate(self.count_tokens(texts)):
            if count > self.window:
                raise InvalidDocument(
                    f"Text {number} has {count} tokens, the encoder's window {self.window}: split it first."
                )
        return self._encode(texts, "document") if texts else self._no_vectors()

    def _count(self, text: str) -> int:
        return self.count_tokens([text])[0]

    def _no_vectors(self) -> Vectors:
        return np.empty((0, self.dim), np.float32)


def split_to_window(text: str, window: int, count: Callable[[str], int]) -> list[str]:
    """Halve ``text``, at a space where one is near, until each part has at most ``window`` tokens."""
    if len(text) < 2 or count(text) <= window:
        return [text]
    middle = len(text) // 2
    space = text.rfind(" ", middle // 2, middle)
    cut = middle if space < 0 else space + 1
    return [*split_to_window(text[:cut], window, count), *split_to_window(text[cut:], window, count)]


def unit(vectors: npt.ArrayLike) -> Vectors:
    """Scale rows to unit norm, as float32; a zero row becomes the first axis: every row has a direction."""
    rows = np.array(vectors, dtype=np.float32)
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    rows[norms[:, 0] == 0, 0] = 1
    norms[norms == 0] = 1
    rows /= norms
    return rows
