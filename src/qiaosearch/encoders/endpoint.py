"""Any server that speaks the OpenAI embeddings protocol (``POST {base}/embeddings``), over the standard
library.

A spec is ``openai:https://host/v1#model``. Options may stand in the URL's query, before the ``#``:
``window``, ``batch``, ``timeout``, ``query_prefix``, ``document_prefix``; for example
``openai:http://127.0.0.1:8080/v1?window=8192&query_prefix=query:%20#e5-large``. The key is read from
``QIAOSEARCH_OPENAI_KEY`` by ``load_encoder``.
"""

from __future__ import annotations

import http.client
import json
import math
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from qiaosearch.encoders.text import prepare
from qiaosearch.encoders.windows import Role, WindowedEncoder, unit
from qiaosearch.errors import EncoderUnavailable, EndpointFailed
from qiaosearch.types import Vectors

_RETRIED = frozenset({408, 429, 500, 502, 503, 504})
_LONGEST_PAUSE_S = 30.0
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_CHARACTERS_PER_TOKEN = 2.5
_EMPTY = " "
"""Sent for an empty text, which many servers refuse."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the server is and how to talk to it.

    Attributes:
        url: base address such as ``https://host/v1``.
        window: tokens that the model reads, as ``OpenAIEncoder.count_tokens`` estimates them.
        batch: texts of one request.
        timeout_s, attempts, pause_s: of one request; the pause doubles after each attempt that may be
        repeated.
    """

    url: str
    model: str
    key: str = ""
    window: int = 512
    batch: int = 64
    timeout_s: float = 60.0
    attempts: int = 4
    pause_s: float = 0.5
    query_prefix: str = ""
    document_prefix: str = ""


def parse_endpoint(place: str, key: str = "") -> Endpoint:
    """Read ``https://host/v1?window=512#model``.

    Raises:
        EncoderUnavailable: no http(s) address, a user name in it, no model, or an option that there is not.
    """
    parts = urllib.parse.urlsplit(place)
    if parts.scheme not in {"http", "https"} or not parts.hostname or not parts.fragment or parts.username:
        raise EncoderUnavailable(
            "This is no endpoint: write openai:https://host/v1#model, without a password."
        )
    base = urllib.parse.urlunsplit((parts.scheme, parts.netloc, parts.path.rstrip("/"), "", ""))
    try:
        options = {name: _OPTIONS[name](value) for name, value in urllib.parse.parse_qsl(parts.query)}
    except (KeyError, ValueError) as error:
        raise EncoderUnavailable(
            f"Wrong option of the endpoint: {error}. There are {', '.join(_OPTIONS)}."
        ) from error
    if "timeout" in options:
        options["timeout_s"] = options.pop("timeout")
    return Endpoint(base, urllib.parse.unquote(parts.fragment), key, **options)


_OPTIONS: dict[str, Any] = {
    "window": int,
    "batch": int,
    "timeout": float,
    "query_prefix": str,
    "document_prefix": str,
}


class OpenAIEncoder(WindowedEncoder):
    """Vectors from an endpoint. Nothing is sent before the first text or the first look at ``dim``."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._opener = urllib.request.build_opener(_NoRedirect)
        self._dim = 0

    @property
    def dim(self) -> int:
        """Length of a vector, learned from the server's first answer."""
        if not self._dim:
            self._request(["dim"])
        return self._dim

    @property
    def fingerprint(self) -> str:
        """Names address, model and prefixes: a server tells nothing about its weights."""
        point = self._endpoint
        return f"openai:{point.url}#{point.model}:{point.query_prefix!r}:{point.document_prefix!r}"

    @property
    def window(self) -> int:
        """As configured."""
        return self._endpoint.window

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Estimate from above: one token a CJK character, one for 2.5 other characters."""
        return [_estimate(prepare(text)) for text in texts]

    def _encode(self, texts: Sequence[str], role: Role) -> Vectors:
        prefix = self._endpoint.query_prefix if role == "query" else self._endpoint.document_prefix
        sent = [prefix + prepare(text) or _EMPTY for text in texts]
        size = self._endpoint.batch
        rows = [
            row for start in range(0, len(sent), size) for row in self._request(sent[start : start + size])
        ]
        return unit(np.array(rows))

    def _request(self, texts: list[str]) -> list[list[float]]:
        body = json.dumps(
            {"model": self._endpoint.model, "input": texts, "encoding_format": "float"}
        ).encode()
        reason: Exception | None = None
        for attempt in range(self._endpoint.attempts):
            try:
                rows = _vectors(self._post(body), len(texts))
                self._check_dim(rows)
                return rows
            except _Retry as retry:
                if attempt + 1 < self._endpoint.attempts:
                    time.sleep(min(retry.after_s or self._endpoint.pause_s * 2**attempt, _LONGEST_PAUSE_S))
                reason = retry
        raise EndpointFailed(f"{self._endpoint.url}: {reason} ({self._endpoint.attempts} attempts).")

    def _check_dim(self, rows: list[list[float]]) -> None:
        self._dim = self._dim or len(rows[0])
        if not self._dim or any(len(row) != self._dim for row in rows):
            raise EndpointFailed(f"{self._endpoint.url} sent vectors of a dimension other than {self._dim}.")

    def _post(self, body: bytes) -> Any:
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self._endpoint.key:
            headers["Authorization"] = f"Bearer {self._endpoint.key}"
        # The scheme was checked when the address was read.
        request = urllib.request.Request(f"{self._endpoint.url}/embeddings", body, headers)  # noqa: S310
        try:
            with self._opener.open(request, timeout=self._endpoint.timeout_s) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                detail = error.read(500).decode(errors="replace")
            if error.code in _RETRIED:
                raise _Retry(
                    f"HTTP {error.code} {detail}", _seconds(error.headers.get("Retry-After"))
                ) from error
            raise EndpointFailed(f"{self._endpoint.url}: HTTP {error.code} {detail}") from error
        except (OSError, http.client.HTTPException) as error:
            raise _Retry(str(error) or type(error).__name__) from error
        except ValueError as error:
            raise EndpointFailed(f"{self._endpoint.url} did not answer in JSON.") from error


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: it would turn the POST into a GET and hand the key to another host."""

    def redirect_request(self, *_: Any) -> None:
        return None


class _Retry(Exception):
    """An attempt failed in a way that may pass; ``after_s`` is what the server asked to wait, or 0."""

    def __init__(self, reason: str, after_s: float = 0.0) -> None:
        super().__init__(reason)
        self.after_s = after_s


def _seconds(header: str | None) -> float:
    return float(header) if header and header.isdigit() else 0.0


def _estimate(text: str) -> int:
    dense = len(_CJK.findall(text))
    return dense + math.ceil((len(text) - dense) / _CHARACTERS_PER_TOKEN)


def _vectors(answer: Any, count: int) -> list[list[float]]:
    """Check an answer and return its vectors in the order of the texts that were sent."""
    try:
        rows = {
            int(entry["index"]): [float(value) for value in entry["embedding"]] for entry in answer["data"]
        }
    except (KeyError, TypeError, ValueError) as error:
        raise EndpointFailed(f"The endpoint's answer is no list of embeddings: {error!r}.") from error
    if sorted(rows) != list(range(count)) or len(answer["data"]) != count:
        raise EndpointFailed(f"The endpoint sent vectors {sorted(rows)[:5]}… for {count} texts.")
    if not all(math.isfinite(value) for row in rows.values() for value in row):
        raise EndpointFailed("The endpoint sent a vector with NaN or infinity.")
    return [rows[index] for index in range(count)]
