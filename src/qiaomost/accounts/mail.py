"""Mails: plain text in the language of whoever gets them, sent once, and a backend that keeps them in a folder.

No mail server says, after a worker has died, whether it took the mail in hand. So a mail is sent at least once, and
three things keep it from being sent twice: whoever sends it first takes the right to (``claim``), for longer than the
slowest dialogue with a server lasts; what the server took is marked at once (``mark_sent``); and a mail has the same
Message-ID each time, so that the one repeat that is left, of a worker that dies between the server's yes and the mark,
is recognised by mail servers and programs as the mail that they have.

MailInFlight (Exception)  another worker is sending the mail, or died at it a moment ago: try again later
"""

from __future__ import annotations

import logging
import os
import secrets
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils.translation import override

from qiaomost.accounts.models import Delivery
from qiaomost.common.languages import INTERFACE_CODES
from qiaosearch.text.normalise import clean

logger = logging.getLogger(__name__)

HELD = timedelta(minutes=2)
"""Longer than the slowest dialogue: ten exchanges, for each of which ``EMAIL_TIMEOUT`` grants ten seconds."""

KEPT = timedelta(days=366)
"""A job that was set aside may be tried again months later, and must not mail those who were reached."""

T = TypeVar("T")


class MailInFlight(Exception):
    """Another worker is sending this mail, or died at it less than ``HELD`` ago."""


def send(prefix: str, address: str, *, language: str, **context: Any) -> None:
    """Send the mail of ``composed``, without asking whether it was sent before."""
    composed(prefix, address, language=language, **context).send()


def send_once(cause: str, prefix: str, address: str, *, language: str, now: datetime, **context: Any) -> bool:
    """Send the mail of ``composed``, unless ``deliver_once`` has; returns whether this call did."""
    return deliver_once(cause, composed(prefix, address, language=language, **context), now=now)


def deliver_once(cause: str, message: EmailMessage, *, now: datetime) -> bool:
    """Send a mail to its one address, unless it was sent for this ``cause``; returns whether this call did.

    Call it outside of a transaction: the right to send it has to be seen by other workers at once.

    Raises:
        MailInFlight: another worker is at it, or died at it.
        OSError: the mail server refused it; the next call tries again.
    """
    digest = sha256(f"{cause}\n{message.to[0]}".encode()).hexdigest()
    if not claim(digest, now=now):
        return False
    host = urlsplit(settings.QIAOMOST.site_url).hostname or "localhost"
    message.extra_headers["Message-ID"] = f"<{digest[:40]}@{host}>"
    try:
        message.send()
    except Exception:
        Delivery.objects.filter(pk=digest).update(held_until=None)  # refused: nothing was taken
        raise
    mark_sent(digest, now=now)
    return True


def deliver_each(rows: Iterable[T], deliver: Callable[[T], object]) -> None:
    """Do every row, also after one that failed: an address that is refused keeps nobody else waiting.

    Raises:
        MailInFlight, OSError: that of the last row that failed, so that the job is tried again.
    """
    failed: Exception | None = None
    for row in rows:
        try:
            deliver(row)
        except (MailInFlight, OSError) as error:
            failed = error
    if failed is not None:
        raise failed


def claim(digest: str, *, now: datetime) -> bool:
    """Take the right to send a mail for ``HELD``; returns ``False`` where it was sent.

    Raises:
        MailInFlight: somebody else has the right.
    """
    row, _is_new = Delivery.objects.get_or_create(pk=digest)
    free = Q(held_until__isnull=True) | Q(held_until__lt=now)
    rows = Delivery.objects.filter(pk=digest)
    if row.sent_at is None and rows.filter(free, sent_at__isnull=True).update(held_until=now + HELD):
        return True
    if rows.filter(sent_at__isnull=False).exists():
        return False
    raise MailInFlight


def mark_sent(digest: str, *, now: datetime) -> None:
    """Note that the mail server took it."""
    Delivery.objects.filter(pk=digest).update(sent_at=now, held_until=None)


def sweep_deliveries(*, now: datetime) -> int:
    """Forget mails that were sent long ago; returns how many."""
    return Delivery.objects.filter(sent_at__lt=now - KEPT).delete()[0]


def refused(*, now: datetime) -> int:
    """How many mails were tried, not taken by the mail server, and are not being tried now."""
    free = Q(held_until__isnull=True) | Q(held_until__lt=now)
    return Delivery.objects.filter(free, sent_at__isnull=True).count()


def composed(prefix: str, address: str, *, language: str, **context: Any) -> EmailMessage:
    """Return the mail of the templates ``{prefix}_subject.txt`` and ``{prefix}_message.txt``.

    Its links lead to the address of the settings, never to the host that a request named. Names in it come without
    invisible characters, wherever they were written.
    """
    values = {"site_url": settings.QIAOMOST.site_url, "email": address, **context}
    with override(INTERFACE_CODES[language]):
        subject = " ".join(clean(render_to_string(f"{prefix}_subject.txt", values)).split())
        body = clean(render_to_string(f"{prefix}_message.txt", values)).strip()
    return EmailMessage(f"{subject} · Qiaomost", f"{body}\n", to=[address])


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
