"""A search as it is kept: what was asked, without the page, and its words as a vector."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from qiaomost.discovery import engine
from qiaomost.discovery.selectors import SearchRequest, words_to_search_for
from qiaosearch.types import Filter, Mode

Vector = npt.NDArray[np.float32]
STORED = np.dtype("<f4")

LISTS = ("kinds", "countries", "subjects", "languages")


def criteria_of(request: SearchRequest) -> dict[str, Any]:
    """Return what of a request is kept; the order in which values were chosen tells nothing."""
    chosen = {name: sorted(set(getattr(request, name))) for name in LISTS}
    return {"query": request.query, "sort": str(request.sort), **chosen}


def request_of(criteria: Mapping[str, Any]) -> SearchRequest:
    """Return the request that was kept."""
    return SearchRequest(
        query=criteria["query"],
        kinds=criteria["kinds"],
        countries=criteria["countries"],
        subjects=criteria["subjects"],
        languages=criteria["languages"],
        sort=criteria["sort"],
    )


def digest_of(criteria: Mapping[str, Any]) -> str:
    """Return the SHA-256 by which two searches are known to be the same, in whichever order they list."""
    told = {name: value for name, value in criteria.items() if name != "sort"}
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def encoder_digest() -> str:
    """Return the SHA-256 of the fingerprint of the present encoder."""
    with engine.available():
        return hashlib.sha256(engine.collection().encoder.fingerprint.encode()).hexdigest()


def encoded(query: str) -> bytes:
    """Return the vector of a query as it is stored; nothing where there are no words, or numbers alone.

    Raises:
        Invalid: there is nothing to search for in it, or it is too long.
        SearchUnavailable: the index can't be opened.
    """
    if not query:
        return b""
    with words_to_search_for(), engine.available():
        vector = engine.collection().prepare_query(query, Filter(), Mode.HYBRID).vector
    return b"" if vector is None else vector.astype(STORED).tobytes()


def decoded(stored: bytes) -> Vector | None:
    """Return the vector again."""
    return np.frombuffer(stored, dtype=STORED).astype(np.float32) if stored else None
