"""The tokeniser of XLM-R (Unigram), built from the pieces in the E5S1 container."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tokenizers import Tokenizer
from tokenizers.models import Unigram
from tokenizers.pre_tokenizers import Metaspace

from qiaosearch.encoders.e5_weights import E5Weights
from qiaosearch.encoders.text import prepare

_SPACES = re.compile(" {2,}")
_HIDDEN = "\U000f0000"
"""A private-use character that starts the special pieces' names and is taken out of texts."""


class E5Tokenizer:
    """Texts → ids of pieces, without ``<s>`` and ``</s>``.

    The special pieces are renamed, or a ``</s>`` that stands in a text would become the control token.
    """

    def __init__(self, weights: E5Weights) -> None:
        pieces = [
            (f"{_HIDDEN}{number}" if number in weights.special else piece, score)
            for number, (piece, score) in enumerate(weights.pieces)
        ]
        self._normaliser = weights.normaliser | {ord(_HIDDEN): "\ufffd"}
        self._tokenizer = Tokenizer(Unigram(pieces, unk_id=weights.unknown))
        self._tokenizer.pre_tokenizer = Metaspace(prepend_scheme="always")

    def __call__(self, texts: Sequence[str]) -> list[list[int]]:
        """Tokenise; a text that is empty after normalisation has no tokens.

        One text at a time: the library's batches start threads of their own, which don't survive a fork.
        """
        return [self._tokenizer.encode(self._normalise(text)).ids for text in texts]

    def _normalise(self, text: str) -> str:
        return _SPACES.sub(" ", prepare(text).translate(self._normaliser)).strip(" ")
