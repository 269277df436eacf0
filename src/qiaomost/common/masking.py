"""Keeps links that are secrets out of the log: invitations, check-in stations, calendars, new passwords."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from functools import cache
from uuid import UUID

from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

MASK = "***"
SECRETS = frozenset({"secret", "token", "key", "uidb36", "sha256"})
"""Names that routes give to those parts of an address that open something to whoever knows them."""

LONG = 16
"""A part of an address that leads nowhere on this site may be a mistyped secret, from so many characters on."""

_ADDRESS = re.compile(r"(?P<site>https?://[^/\s\"'<>]*)?(?P<path>/[^\s\"'<>?]*)(?P<query>\?[^\s\"'<>]*)?")
_FORMATTER = logging.Formatter()


class MaskSecrets(logging.Filter):
    """Masks the secrets of addresses in the words of a log entry and in its traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = masked(record.getMessage()), None
        if record.exc_info and not record.exc_text:
            record.exc_text = masked(_FORMATTER.formatException(record.exc_info))
        return True


def masked(words: str) -> str:
    """Return ``words`` with the secret parts of each address of this site as ``***``, and all after a question mark."""
    return _ADDRESS.sub(_masked, words)


def _masked(found: re.Match[str]) -> str:
    query = f"?{MASK}" if found["query"] else ""
    return f"{found['site'] or ''}{_masked_path(found['path'])}{query}"


def _masked_path(path: str) -> str:
    for form in (path, f"{path}/"):
        try:
            parts = resolve(form).kwargs
        except Resolver404:
            continue
        for secret in sorted((str(parts[name]) for name in SECRETS & parts.keys()), key=len, reverse=True):
            path = path.replace(secret, MASK)
        return path
    if path.split("/")[1] not in _beginnings():
        return path  # of a file, say
    return "/".join(MASK if _may_be_secret(part) else part for part in path.split("/"))


@cache
def _beginnings() -> frozenset[str]:
    """The first parts of all addresses of this site."""
    return frozenset(_first_parts(get_resolver().url_patterns))


def _first_parts(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[str]:
    for entry in patterns:
        first = str(entry.pattern).partition("/")[0]
        if first:
            yield first
        elif isinstance(entry, URLResolver):
            yield from _first_parts(entry.url_patterns)


def _may_be_secret(part: str) -> bool:
    if len(part) < LONG:
        return False
    try:
        UUID(part)
    except ValueError:
        return True
    return False
