"""Encoders: text → float32 vectors of unit norm. One module per runtime; ``ENCODERS`` names them all."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from qiaosearch.encoders.datafiles import default_cache
from qiaosearch.errors import EncoderUnavailable
from qiaosearch.types import Encoder

__all__ = ["ENCODERS", "load_encoder"]

_E5_WEIGHT = 0.4
_USE_WEIGHT = 0.6
CLOSE = 0.34
"""The best cosine from which a query counts as answered, under the default encoder.

Measured on the demonstration catalogue: 45 questions that it can't answer (recipes, football, visas …) reach 0.18 to
0.36, all but one below this; keywords of its records that stay below are words that stand in a text, and count so.
"""


@dataclass(frozen=True, slots=True)
class _Request:
    """What a factory gets: what follows the colon of the spec, and the caller's choices."""

    place: str
    cache: Path
    threads: int | None


def load_encoder(spec: str = "default", *, cache: Path | None = None, threads: int | None = None) -> Encoder:
    """Build an encoder.

    Args:
        spec: a name in ``ENCODERS``, with what it needs after a colon: ``default``, ``hashing``,
            ``onnx:/models/bge``, ``sentence-transformers:/models/labse``, ``openai:https://host/v1#model``.
        cache: folder for what is built once; else ``$QIAOSEARCH_CACHE`` or the user's cache folder.
        threads: of one call, where the runtime lets us choose; else as many as there are cores.

    Raises:
        EncoderUnavailable: the name is unknown, or something that it needs is missing.
        ModelFileMismatch: a data file's content is not the pinned one.
    """
    name, _, place = spec.partition(":")
    if name not in ENCODERS:
        raise EncoderUnavailable(f"There is no encoder {name!r}: choose one of {', '.join(ENCODERS)}.")
    return ENCODERS[name](_Request(place, cache or default_cache(), threads))


def _e5(request: _Request) -> Encoder:
    from qiaosearch.encoders.e5 import E5Encoder

    return E5Encoder(request.cache, request.threads)


def _use(request: _Request) -> Encoder:
    from qiaosearch.encoders.use import UseEncoder

    return UseEncoder(request.cache)


def _e5_centred(request: _Request) -> Encoder:
    return _centred(_e5(request), "e5")


def _use_centred(request: _Request) -> Encoder:
    return _centred(_use(request), "use")


def _joint(request: _Request) -> Encoder:
    return _joined(_e5_centred(request), _use_centred(request), close=CLOSE)


def _joint_uncentred(request: _Request) -> Encoder:
    return _joined(_e5(request), _use(request))


def _hashing(request: _Request) -> Encoder:
    from qiaosearch.encoders.hashing import HashingEncoder

    return HashingEncoder()


def _onnx(request: _Request) -> Encoder:
    from qiaosearch.encoders.local import OnnxFolderEncoder

    return OnnxFolderEncoder(Path(request.place), request.threads)


def _sentence_transformers(request: _Request) -> Encoder:
    from qiaosearch.encoders.local import SentenceTransformersEncoder

    return SentenceTransformersEncoder(Path(request.place))


def _openai(request: _Request) -> Encoder:
    from qiaosearch.encoders.endpoint import OpenAIEncoder, parse_endpoint

    return OpenAIEncoder(parse_endpoint(request.place, os.environ.get("QIAOSEARCH_OPENAI_KEY", "")))


def _centred(base: Encoder, model: str) -> Encoder:
    from qiaosearch.encoders.joint import CentredEncoder
    from qiaosearch.encoders.means import load_means

    return CentredEncoder(base, load_means(model, base.fingerprint))


def _joined(e5: Encoder, use: Encoder, *, close: float | None = None) -> Encoder:
    from qiaosearch.encoders.joint import JointEncoder

    return JointEncoder([(e5, _E5_WEIGHT), (use, _USE_WEIGHT)], close=close)


ENCODERS: dict[str, Callable[[_Request], Encoder]] = {
    "default": _joint,
    "joint-uncentred": _joint_uncentred,
    "e5": _e5,
    "e5-centred": _e5_centred,
    "use": _use,
    "use-centred": _use_centred,
    "hashing": _hashing,
    "onnx": _onnx,
    "sentence-transformers": _sentence_transformers,
    "openai": _openai,
}
