"""An encoder without weights, for tests and for machines without model weights.

Lexical only: it hashes character trigrams and words of the text (the "hashing trick" of Weinberger et al.
2009) and knows no meaning, in particular none across languages.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence

import numpy as np

from qiaosearch.encoders.text import prepare
from qiaosearch.encoders.windows import Role, WindowedEncoder, unit
from qiaosearch.types import Vectors

_WORD = re.compile(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+")
_WINDOW = 508


class HashingEncoder(WindowedEncoder):
    """Deterministic on every machine; a token is a Chinese character or a word."""

    def __init__(self, dim: int = 64) -> None:
        self._dim = dim

    @property
    def dim(self) -> int:
        """As given."""
        return self._dim

    @property
    def fingerprint(self) -> str:
        """Names the recipe and the dimension."""
        return f"hashing:recipe1:{self._dim}"

    @property
    def window(self) -> int:
        """As large as that of E5, so that tests split texts as the product does."""
        return _WINDOW

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count words and Chinese characters."""
        return [len(_WORD.findall(prepare(text))) for text in texts]

    def _encode(self, texts: Sequence[str], role: Role) -> Vectors:
        vectors = np.zeros((len(texts), self._dim), np.float32)
        for row, text in enumerate(texts):
            for gram in _grams(prepare(text).casefold()):
                code = zlib.crc32(gram.encode())
                vectors[row, code % self._dim] += 1 if code & 0x80000000 else -1
        return unit(vectors)


def _grams(text: str) -> Iterator[str]:
    for word in _WORD.findall(text):
        yield word
        padded = f" {word} "
        yield from (padded[start : start + 3] for start in range(len(padded) - 2))
