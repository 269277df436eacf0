"""What an account has been told and not yet read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from qiaomost.network.permissions import Standing
from qiaomost.partnering.events import TELLINGS, Topic
from qiaomost.partnering.models import Case, CaseEvent
from qiaomost.partnering.selectors.cases import unread_notices

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Told:
    """A notice: what happened in which case, and when."""

    case: Case
    path: str
    said: str
    at: datetime


def path_of(event: CaseEvent) -> str:
    """Where to read on: the agreement or the declaration, which an officer sees without the case, else the case."""
    if event.topic == Topic.DECLARATION_ASKED:
        return reverse("case-declaration", args=[event.case_id, event.detail["side"]])
    if "agreement" in event.detail:
        return reverse("agreement", args=[event.detail["agreement"]])
    return reverse("case", args=[event.case_id])


def notices_of(standing: Standing) -> list[Told]:
    """Return the newest unread notices."""
    rows = unread_notices(standing)[:SHOWN]
    return [
        Told(row.event.case, path_of(row.event), str(TELLINGS[Topic(row.event.topic)].said), row.event.at)
        for row in rows
    ]
