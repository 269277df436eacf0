"""Two compositions of encoders: centred by language, and joined.

A multilingual encoder's vector holds, besides what a text says, which language it is in; in one pool of
several languages that share decides the ranking. Centring subtracts it: the mean of many passages (or
queries) of the language, before the norm is set to one again. E5 and USE err differently, so their joint
vector, whose inner product is the weighted mean of the two cosines, is better than either.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from qiaosearch.encoders.means import LanguageMeans
from qiaosearch.encoders.windows import Role, unit
from qiaosearch.text.detect import detect
from qiaosearch.types import Encoder, Language, Vectors


class CentredEncoder:
    """An encoder less its language's mean, of unit norm again."""

    def __init__(self, base: Encoder, means: LanguageMeans) -> None:
        self._base = base
        self._means = means
        self.close: float | None = None
        self.dim = base.dim
        self.window = base.window
        self.fingerprint = f"centred({base.fingerprint},{means.fingerprint})"

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count as the base does."""
        return self._base.count_tokens(texts)

    def encode_queries(self, texts: Sequence[str], languages: Sequence[Language] | None = None) -> Vectors:
        """Encode queries; float32 ``(n, dim)``, unit norm. Languages are detected where not given."""
        return self._centred(self._base.encode_queries(texts, languages), "query", texts, languages)

    def encode_documents(self, texts: Sequence[str], languages: Sequence[Language] | None = None) -> Vectors:
        """Encode passages; float32 ``(n, dim)``, unit norm. Languages are detected where not given.

        Raises:
            InvalidDocument: a text is longer than the base's window.
        """
        return self._centred(self._base.encode_documents(texts, languages), "document", texts, languages)

    def _centred(
        self, vectors: Vectors, role: Role, texts: Sequence[str], languages: Sequence[Language] | None
    ) -> Vectors:
        known = [detect(text) for text in texts] if languages is None else languages
        return unit(np.subtract(vectors, self._means.rows(role, known)))


class JointEncoder:
    """Encoders side by side: each one's vector times the square root of its weight.

    The first part counts the tokens and sets the window; the others must take any text that fits it.
    """

    def __init__(self, parts: Sequence[tuple[Encoder, float]], *, close: float | None = None) -> None:
        """Join ``(encoder, weight)`` pairs; the weights sum to one. ``close`` is as ``Encoder`` has it."""
        self.close = close
        self._parts = tuple((encoder, np.float32(weight**0.5)) for encoder, weight in parts)
        first = parts[0][0]
        self.window = first.window
        self.count_tokens = first.count_tokens
        self.dim = sum(encoder.dim for encoder, _ in parts)
        self.fingerprint = (
            "joint(" + ",".join(f"{weight}*{encoder.fingerprint}" for encoder, weight in parts) + ")"
        )

    def encode_queries(self, texts: Sequence[str], languages: Sequence[Language] | None = None) -> Vectors:
        """Encode queries; float32 ``(n, dim)``, unit norm. Languages are detected where not given."""
        return unit(np.hstack([scale * part.encode_queries(texts, languages) for part, scale in self._parts]))

    def encode_documents(self, texts: Sequence[str], languages: Sequence[Language] | None = None) -> Vectors:
        """Encode passages; float32 ``(n, dim)``, unit norm. Languages are detected where not given.

        Raises:
            InvalidDocument: a text is longer than the first part's window.
        """
        return unit(
            np.hstack([scale * part.encode_documents(texts, languages) for part, scale in self._parts])
        )
