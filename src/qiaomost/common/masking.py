"""Keeps links that are secrets out of the log: invitations, check-in stations, calendars, new passwords."""

from __future__ import annotations

import logging
import re
from uuid import UUID

from django.urls import Resolver404, resolve

MASK = "***"
SECRETS = frozenset({"secret", "token", "key", "uidb36", "sha256"})
"""Names that routes give to those parts of an address that open something to whoever knows them."""

LONG = 16
"""A part of an address that leads nowhere may be a secret, slightly mistyped, from so many characters on."""

_ADDRESS = re.compile(r"(?P<site>https?://[^/\s\"'<>]*)?(?P<path>/[^\s\"'<>?]*)(?P<query>\?[^\s\"'<>]*)?")
_FORMATTER = logging.Formatter()


class MaskSecrets(logging.Filter):
    """Masks the secrets of addresses in the words of a log entry and in its traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = masked(record.getMessage()), None
        if record.exc_info and not record.exc_text:
            record.exc_text = masked(_FORMATTER.formatException(record.exc_info), known_only=True)
        return True


def masked(words: str, *, known_only: bool = False) -> str:
    """Return ``words`` with the secret parts of each address as ``***``, and all that follows a question mark.

    Of addresses that lead nowhere, long parts are masked too, unless ``known_only``: files have such paths.
    """

    def one(found: re.Match[str]) -> str:
        path = _masked_path(found["path"], known_only=known_only)
        return f"{found['site'] or ''}{path}{f'?{MASK}' if found['query'] else ''}"

    return _ADDRESS.sub(one, words)


def _masked_path(path: str, *, known_only: bool) -> str:
    for form in (path, f"{path}/"):
        try:
            parts = resolve(form).kwargs
        except Resolver404:
            continue
        for secret in sorted((str(parts[name]) for name in SECRETS & parts.keys()), key=len, reverse=True):
            path = path.replace(secret, MASK)
        return path
    return (
        path if known_only else "/".join(MASK if _may_be_secret(part) else part for part in path.split("/"))
    )


def _may_be_secret(part: str) -> bool:
    if len(part) < LONG:
        return False
    try:
        UUID(part)
    except ValueError:
        return True
    return False
