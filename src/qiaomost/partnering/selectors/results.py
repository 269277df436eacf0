"""Figures for leadership: how many cases passed each station, by country and year, and how long it took."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from statistics import median
from uuid import UUID

from django.db.models import QuerySet

from qiaomost.partnering.events import Topic
from qiaomost.partnering.models import Case, CaseEvent, ImpactRequest, Outcome
from qiaomost.partnering.states.outcomes import OutcomeKind, OutcomeState

INDUSTRIAL = "partnering.industrial_use"
"""The last station: made in series, or in industrial use as a side said when it was asked about the impact."""

STATIONS: tuple[str, ...] = (
    Topic.INTEREST_SUBMITTED,
    Topic.INTEREST_ACCEPTED,
    Topic.PARTIES_INTRODUCED,
    Topic.ROOM_OPENED,
    Topic.AGREEMENT_SIGNED,
    Topic.COOPERATION_COMPLETED,
    Topic.OUTCOME_CONFIRMED,
    INDUSTRIAL,
)
"""The funnel, from its mouth down. A case counts at each station that it has passed, once."""


@dataclass(frozen=True, slots=True)
class Results:
    """Counts by station; by country of the interested side and year of the first interest; median days between."""

    funnel: tuple[tuple[str, int], ...]
    groups: tuple[tuple[str, int, tuple[int, ...]], ...]
    days: tuple[tuple[str, str, float | None, int], ...]


def results(cases: QuerySet[Case] | None = None) -> Results:
    """Return the figures of some cases, or of the whole node; three queries, which read a few columns each."""
    passed, groups = _read(cases)
    return Results(
        funnel=tuple((topic, sum(topic in days for days in passed.values())) for topic in STATIONS),
        groups=tuple(_grouped(passed, groups)),
        days=tuple(_between(passed.values())),
    )


def stations_of(cases: QuerySet[Case] | None = None) -> Mapping[UUID, Mapping[str, date]]:
    """Case → station → the day on which it was first passed; three queries."""
    return _read(cases)[0]


def _read(
    cases: QuerySet[Case] | None,
) -> tuple[dict[UUID, dict[str, date]], dict[UUID, tuple[str, int]]]:
    rows = CaseEvent.objects.filter(topic__in=STATIONS, **_among(cases)).order_by("pk")
    passed: dict[UUID, dict[str, date]] = defaultdict(dict)
    groups: dict[UUID, tuple[str, int]] = {}
    values = rows.values_list("case_id", "topic", "at", "case__sender_organisation__country")
    for case_id, topic, at, country in values.iterator():
        passed[case_id].setdefault(topic, at.date())
        groups.setdefault(case_id, (country, at.year))
    for case_id, at in sorted(_industrial(cases), key=lambda pair: pair[1]):
        if case_id in groups:
            passed[case_id].setdefault(INDUSTRIAL, at.date())
    return passed, groups


def _industrial(cases: QuerySet[Case] | None) -> Iterable[tuple[UUID, datetime]]:
    series = Outcome.objects.filter(kind=OutcomeKind.SERIES, state=OutcomeState.CONFIRMED, **_among(cases))
    used = ImpactRequest.objects.filter(is_industrialised=True, **_among(cases))
    for rows in (series, used):
        for case_id, at in rows.values_list("case_id", "answered_at"):
            if at is not None:
                yield case_id, at


def _among(cases: QuerySet[Case] | None) -> dict[str, QuerySet[Case]]:
    return {} if cases is None else {"case__in": cases.order_by().values("pk")}  # type: ignore[dict-item]


def _grouped(
    passed: Mapping[UUID, Mapping[str, date]], groups: Mapping[UUID, tuple[str, int]]
) -> Iterable[tuple[str, int, tuple[int, ...]]]:
    counts: Counter[tuple[str, int, str]] = Counter()
    for case_id, days in passed.items():
        counts.update((*groups[case_id], topic) for topic in days)
    for country, year in sorted(set(groups.values())):
        yield country, year, tuple(counts[country, year, topic] for topic in STATIONS)


def _between(
    passed: Iterable[Mapping[str, date]],
) -> Iterable[tuple[str, str, float | None, int]]:
    cases = list(passed)
    for first, second in pairwise(STATIONS):
        spans = [(days[second] - days[first]).days for days in cases if first in days and second in days]
        yield first, second, median(spans) if spans else None, len(spans)
