"""Keys of programs: how one is made, and what of it is stored."""

from __future__ import annotations

import hashlib
import secrets

MARK = "qm_"
"""What every key starts with, so that one that slipped into a file or a log is recognised."""

SHOWN = len(MARK) + 6
"""So many first characters stay readable, for the owner to tell keys apart."""


def new_secret() -> str:
    """Return a key with 256 random bits."""
    return MARK + secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    """Return what is stored of a key. So much chance needs no slow hash and no salt."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
