"""What an account has been told and not yet read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from qiaomost.network.permissions import Standing
from qiaomost.partnering.events import TELLINGS, Topic
from qiaomost.partnering.models import Case
from qiaomost.partnering.selectors.cases import unread_notices

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Told:
    """A notice: what happened in which case, and when."""

    case: Case
    said: str
    at: datetime


def notices_of(standing: Standing) -> list[Told]:
    """Return the newest unread notices."""
    rows = unread_notices(standing)[:SHOWN]
    return [Told(row.event.case, str(TELLINGS[Topic(row.event.topic)].said), row.event.at) for row in rows]
