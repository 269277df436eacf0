"""Where mails go: a mail server named by an address, or files in the data folder."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
"""Scheme → default port: in the clear, STARTTLS, TLS from the first byte."""

TIMEOUT_S = 10


def mail_settings(url: str) -> dict[str, Any]:
    """Return Django's mail settings for ``url``; an empty one means files in the data folder.

    Raises:
        ValueError: the address has another scheme, no host, or a port that is no number.
    """
    if not url:
        return {"EMAIL_BACKEND": "qiaomost.accounts.mail.FileBackend"}
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        raise ValueError("smtp://, smtp+tls:// or smtps:// with a host is expected")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": TIMEOUT_S,
    }
