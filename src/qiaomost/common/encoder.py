"""The process's own encoder: its model is loaded once, whoever needs it."""

from __future__ import annotations

import threading
from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings

from qiaosearch.encoders import load_encoder

if TYPE_CHECKING:
    from qiaosearch.types import Encoder

_loading = threading.Lock()


def site_encoder() -> Encoder:
    """Return the encoder that the settings name.

    Raises:
        EncoderError: it can't be built.
    """
    node = settings.QIAOMOST
    with _loading:
        return _load(node.encoder, node.encoder_threads)


def forget_encoder() -> None:
    """Let the encoder go; the next call loads it anew."""
    with _loading:
        _load.cache_clear()


@cache
def _load(spec: str, threads: int) -> Encoder:
    return load_encoder(spec, threads=threads)
