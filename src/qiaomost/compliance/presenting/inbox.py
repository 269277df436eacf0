"""What waits for a compliance officer, as the first thing on their desk: things of this app, and of those above it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import ngettext

from qiaomost.compliance.models import NewsKind
from qiaomost.compliance.selectors.officer_news import news_for
from qiaomost.network.permissions import Standing


@dataclass(frozen=True, slots=True)
class OfficerTask:
    """One thing that waits: what it is, where it is done, between whom, and since when."""

    text: str
    path: str
    about: str = ""
    language: str = ""
    since: datetime | None = None


Source = Callable[[Standing, str], Iterable[OfficerTask]]
"""Who reads, and their language → what waits for them."""


def inbox_of(standing: Standing, reader: str, *, on: date, sources: Sequence[Source]) -> list[OfficerTask]:
    """What waits for an officer, the longest first; what the desk lists below is not among it."""
    tasks = [task for source in sources for task in source(standing, reader)]
    tasks.sort(key=lambda task: (task.since is None, task.since.timestamp() if task.since else 0))
    return [*tasks, *_hits(standing, on)]


def _hits(standing: Standing, on: date) -> Iterable[OfficerTask]:
    kinds = [one.kind for one in news_for(standing, on=on)]
    path = reverse("screening-desk")
    if count := kinds.count(NewsKind.HIT_PROPOSED):
        text = ngettext(
            "%(count)s screening hit waits for a second person",
            "%(count)s screening hits wait for a second person",
            count,
        )
        yield OfficerTask(text % {"count": count}, path)
    if count := kinds.count(NewsKind.HIT_OPEN):
        text = ngettext("%(count)s screening hit to look at", "%(count)s screening hits to look at", count)
        yield OfficerTask(text % {"count": count}, path)
