"""What a worker does for those who watch while no job waits: looks, and mails about what they found."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from qiaomost.accounts import mail
from qiaomost.discovery import services
from qiaomost.discovery.engine import SearchUnavailable
from qiaomost.discovery.presenting import parts_of
from qiaomost.discovery.services.digests import Digest
from qiaomost.discovery.stopping import stopping_address

logger = logging.getLogger(__name__)


class Watching:
    """One small step at a time, so that a record that is published meanwhile waits for no more than one.

    What fails is put off, so that it holds up nobody else's, until ``try_again``.
    """

    def __init__(self) -> None:
        self._put_off: set[UUID] = set()

    def step(self, *, now: datetime) -> bool:
        """Compare one saved search with what is new, or send one mail; returns whether to go on at once."""
        watch_id = services.next_to_look(now=now, without=self._put_off)
        if watch_id is not None:
            return self._do(watch_id, lambda: services.look(watch_id=watch_id, now=now))
        digest = services.next_digest(now=now, without=self._put_off)
        return digest is not None and self._do(digest.user.pk, lambda: send_digest(digest, now=now))

    def _do(self, whose: UUID, step: Callable[[], object]) -> bool:
        try:
            step()
        except SearchUnavailable as error:
            logger.warning("watching: %s", error)
            return False
        except (
            Exception
        ):  # one that fails must not stop the others; a mail server that hangs must not stop the site
            logger.exception("watching: %s is put off", whose)
            self._put_off.add(whose)
            return False
        return True

    def try_again(self) -> None:
        """Take up again what was put off."""
        self._put_off.clear()


def send_digest(digest: Digest, *, now: datetime) -> None:
    """Mail what is new, and note that it went; nothing where its reader may see nothing of it any more.

    Raises:
        MailInFlight, OSError: as ``accounts.mail.deliver_once``.
        SearchUnavailable: the index can't be opened.
    """
    parts = parts_of(digest, now=now)
    if parts:
        user, stop = digest.user, stopping_address(digest.user.pk)
        count = sum(len(part.lines) + part.more for part in parts)
        message = mail.composed(
            "discovery/mail/digest", user.email, language=user.language, parts=parts, count=count, stop=stop
        )
        message.extra_headers |= {
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
        mail.deliver_once(f"watch-digest:{digest.number}", message, now=now)
    services.mark_digest(digest, now=now)
