"""Chains of hashes: each row names the hash of the row before it, so that none can change or go unseen.

What is hashed is the row's content in canonical JSON (RFC 8785, of which the rows need objects, strings and
integers only), with SHA-256. ``docs/reference/ledgers.md`` has it byte by byte.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from qiaomost.common.append_only import AppendOnlyModel

FORMAT = 1
"""Version of the rows' content."""

GENESIS = "0" * 64
"""What the first row of a chain names as the hash before it."""

_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True)


def canonical(value: Mapping[str, object]) -> bytes:
    """Return ``value`` in canonical JSON: keys (ASCII) sorted, no white space, UTF-8."""
    return _ENCODER.encode(value).encode("utf-8")


def sha256(content: bytes) -> str:
    """Return the SHA-256 of ``content`` in 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def instant(at: datetime) -> str:
    """Return a time as rows write it: UTC, with six decimals of a second and ``Z``."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class ChainedRow(AppendOnlyModel):
    """A row of a chain. ``hash`` is that of ``content``, which holds ``previous``."""

    sequence = models.PositiveIntegerField(_("number in the chain"))
    at = models.DateTimeField(_("at"))
    previous = models.CharField(_("hash of the row before"), max_length=64)
    hash = models.CharField(_("hash"), max_length=64, unique=True)

    class Meta:
        abstract = True

    def content(self) -> dict[str, object]:
        """What the hash covers."""
        raise NotImplementedError

    def seal(self) -> None:
        """Compute the hash, once everything else is set."""
        self.hash = sha256(canonical(self.content()))

    def line(self) -> bytes:
        """The row in an exported file: the hash, then the very bytes that it is of."""
        return b'{"hash":"%b","row":%b}' % (self.hash.encode("ascii"), canonical(self.content()))
