"""Mails: plain text in the language of whoever gets them, and a backend that keeps them in a folder."""

from __future__ import annotations

import logging
import os
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.utils.translation import override

from qiaomost.common.languages import INTERFACE_CODES
from qiaosearch.text.normalise import clean

logger = logging.getLogger(__name__)


def send(prefix: str, address: str, *, language: str, **context: Any) -> None:
    """Send the mail of the templates ``{prefix}_subject.txt`` and ``{prefix}_message.txt``.

    Its links lead to the address of the settings, never to the host that a request named. Names in it come without
    invisible characters, wherever they were written.
    """
    values = {"site_url": settings.QIAOMOST.site_url.rstrip("/"), "email": address, **context}
    with override(INTERFACE_CODES[language]):
        subject = " ".join(clean(render_to_string(f"{prefix}_subject.txt", values)).split())
        body = clean(render_to_string(f"{prefix}_message.txt", values)).strip()
    EmailMessage(f"{subject} · Qiaomost", f"{body}\n", to=[address]).send()


class FileBackend(BaseEmailBackend):
    """Writes each mail to a file of its own, readable by this account only, and names it in the log."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the mails; returns how many."""
        folder = settings.QIAOMOST.data_dir / "mail"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in email_messages:
            path = folder / f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(4)}.eml"
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(message.message().as_bytes())
            logger.info("No mail server is set (QIAOMOST_EMAIL_URL): a mail was written to %s", path)
        return len(email_messages)
