"""Figures for leadership: how many cases passed each station, by country and year, and how long it took."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median

from qiaomost.partnering.events import Topic
from qiaomost.partnering.models import CaseEvent

STATIONS: tuple[Topic, ...] = (
    Topic.INTEREST_SUBMITTED,
    Topic.INTEREST_ACCEPTED,
    Topic.PARTIES_INTRODUCED,
    Topic.ROOM_OPENED,
    Topic.AGREEMENT_SIGNED,
    Topic.COOPERATION_COMPLETED,
    Topic.OUTCOME_CONFIRMED,
)
"""The funnel, from its mouth down. A case counts at each station that it has passed, once."""


@dataclass(frozen=True, slots=True)
class Results:
    """Counts by station; by country of the interested side and year of the first interest; median days between."""

    funnel: tuple[tuple[Topic, int], ...]
    groups: tuple[tuple[str, int, tuple[int, ...]], ...]
    days: tuple[tuple[Topic, Topic, float | None, int], ...]


def results() -> Results:
    """Return the figures of the whole node; one query, which reads a few columns of the events of the funnel."""
    passed, groups = _read()
    return Results(
        funnel=tuple((topic, sum(topic in days for days in passed.values())) for topic in STATIONS),
        groups=tuple(_grouped(passed, groups)),
        days=tuple(_between(passed.values())),
    )


def _read() -> tuple[dict[object, dict[str, date]], dict[object, tuple[str, int]]]:
    rows = CaseEvent.objects.filter(topic__in=STATIONS).order_by("pk")
    passed: dict[object, dict[str, date]] = defaultdict(dict)
    groups: dict[object, tuple[str, int]] = {}
    values = rows.values_list("case_id", "topic", "at", "case__sender_organisation__country")
    for case_id, topic, at, country in values.iterator():
        passed[case_id].setdefault(topic, at.date())
        groups.setdefault(case_id, (country, at.year))
    return passed, groups


def _grouped(
    passed: Mapping[object, Mapping[str, date]], groups: Mapping[object, tuple[str, int]]
) -> Iterable[tuple[str, int, tuple[int, ...]]]:
    counts: Counter[tuple[str, int, str]] = Counter()
    for case_id, days in passed.items():
        counts.update((*groups[case_id], topic) for topic in days)
    for country, year in sorted(set(groups.values())):
        yield country, year, tuple(counts[country, year, topic] for topic in STATIONS)


def _between(
    passed: Iterable[Mapping[str, date]],
) -> Iterable[tuple[Topic, Topic, float | None, int]]:
    cases = list(passed)
    for first, second in pairwise(STATIONS):
        spans = [(days[second] - days[first]).days for days in cases if first in days and second in days]
        yield first, second, median(spans) if spans else None, len(spans)
