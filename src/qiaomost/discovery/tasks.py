"""What a worker does for those who watch while no job waits."""

from __future__ import annotations

import logging
from datetime import datetime
from uuid import UUID

from qiaomost.discovery import services
from qiaomost.discovery.engine import SearchUnavailable

logger = logging.getLogger(__name__)


class Watching:
    """One small step at a time, so that a record that is published meanwhile waits for no more than one.

    What fails is put off, so that it holds up nobody else's, until ``try_again``.
    """

    def __init__(self) -> None:
        self._put_off: set[UUID] = set()

    def step(self, *, now: datetime) -> bool:
        """Compare one saved search with what is new; returns whether there was one."""
        watch_id = services.next_to_look(now=now, without=self._put_off)
        if watch_id is None:
            return False
        try:
            services.look(watch_id=watch_id, now=now)
        except SearchUnavailable as error:
            logger.warning("watching: %s", error)
            return False
        except Exception:  # one search that fails must not stop the others
            logger.exception("watching: search %s failed", watch_id)
            self._put_off.add(watch_id)
        return True

    def try_again(self) -> None:
        """Take up again what was put off."""
        self._put_off.clear()
