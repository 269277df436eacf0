"""One way to ask a server for JSON: limits on time and size, no redirects, repeats of what may pass."""

from __future__ import annotations

import http.client
import json
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from qiaomost.translation.providers.protocol import TranslatorFailed, TranslatorUnavailable

_RETRIED = frozenset({408, 429, 500, 502, 503, 504})
_LARGEST_ANSWER = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a server is and how patient we are with it; the pause doubles after each attempt."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    timeout_s: float = 30.0
    attempts: int = 2
    pause_s: float = 0.5

    @property
    def host(self) -> str:
        """The server, as people are told where their text goes."""
        return urllib.parse.urlsplit(self.url).netloc


def parse_address(place: str, *, with_fragment: bool) -> tuple[str, str]:
    """Return address and fragment of ``https://host/path#fragment``.

    Raises:
        TranslatorUnavailable: it is no http(s) address, has a user name in it, or the fragment is missing.
    """
    parts = urllib.parse.urlsplit(place)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.query:
        raise TranslatorUnavailable(f"“{place}” is no address: write https://host/path, without a password.")
    if bool(parts.fragment) != with_fragment:
        wanted = "needs" if with_fragment else "takes no"
        raise TranslatorUnavailable(f"“{place}” {wanted} model after “#”.")
    base = urllib.parse.urlunsplit((parts.scheme, parts.netloc, parts.path.rstrip("/"), "", ""))
    return base, urllib.parse.unquote(parts.fragment)


def post(endpoint: Endpoint, path: str, body: Mapping[str, Any]) -> Any:
    """Send ``body`` as JSON and return the answer's JSON.

    Raises:
        TranslatorFailed: no answer in time, a refusal, or no JSON; the message names the host, never the text.
    """
    content, reason = json.dumps(body).encode(), ""
    for attempt in range(endpoint.attempts):
        if attempt:
            time.sleep(endpoint.pause_s * 2 ** (attempt - 1))
        try:
            return _once(endpoint, path, content)
        except _Passing as passing:
            reason = str(passing)
    raise TranslatorFailed(f"{endpoint.host}: {reason} ({endpoint.attempts} attempts).")


def _once(endpoint: Endpoint, path: str, content: bytes) -> Any:
    headers = {"Content-Type": "application/json", "Accept": "application/json", **endpoint.headers}
    # The scheme was checked when the address was read.
    request = urllib.request.Request(f"{endpoint.url}{path}", content, headers)  # noqa: S310
    try:
        with _OPENER.open(request, timeout=endpoint.timeout_s) as answer:
            return json.loads(answer.read(_LARGEST_ANSWER))
    except urllib.error.HTTPError as error:
        error.close()
        if error.code in _RETRIED:
            raise _Passing(f"HTTP {error.code}") from error
        raise TranslatorFailed(f"{endpoint.host}: HTTP {error.code}.") from error
    except (OSError, http.client.HTTPException) as error:
        raise _Passing(str(error) or type(error).__name__) from error
    except ValueError as error:
        raise TranslatorFailed(f"{endpoint.host} did not answer in JSON.") from error


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: it would hand texts and key to another host."""

    def redirect_request(self, *_: Any) -> None:
        return None


class _Passing(Exception):
    """An attempt failed in a way that may pass."""


_OPENER = urllib.request.build_opener(_NoRedirect)
