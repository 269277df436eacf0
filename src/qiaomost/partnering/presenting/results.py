"""The figures for leadership as their page and its CSV show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from qiaomost.network.models import Country
from qiaomost.partnering.selectors.results import STATIONS, Results

NAMES = dict(
    zip(
        STATIONS,
        (
            _("Interest"),
            _("Acceptance"),
            _("Introduction"),
            _("Room"),
            _("Agreement"),
            _("Completion"),
            _("Outcome"),
            _("Industrial use"),
        ),
        strict=True,
    )
)
WIDTH, ROW, LABEL = 640, 30, 170
"""Of the picture, in its own units: width, height of a row, width of the names."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A station of the funnel: its count, and where its bar lies in the picture."""

    name: str
    count: int
    y: int
    width: int

    @property
    def middle(self) -> int:
        """The line on which its words stand."""
        return self.y + 17

    @property
    def end(self) -> int:
        """Where the count stands."""
        return LABEL + self.width + 6


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """Bars of the funnel, rows by country and year, and days between the stations."""

    bars: Sequence[Bar]
    height: int
    heads: Sequence[str]
    rows: Sequence[tuple[str, int, Sequence[int]]]
    days: Sequence[tuple[str, str, float | None, int]]


def results_page(found: Results) -> ResultsPage:
    """Return what the page shows."""
    most = max((count for _topic, count in found.funnel), default=0) or 1
    bars = [
        Bar(_name(topic), count, at * ROW, round(count / most * (WIDTH - LABEL - 60)))
        for at, (topic, count) in enumerate(found.funnel)
    ]
    return ResultsPage(
        bars=bars,
        height=len(bars) * ROW,
        heads=[_name(topic) for topic in STATIONS],
        rows=[(_country(code), year, counts) for code, year, counts in found.groups],
        days=[(_name(first), _name(second), span, cases) for first, second, span, cases in found.days],
    )


def results_rows(page: ResultsPage) -> list[dict[str, object]]:
    """Return the counts by country and year as rows of a table."""
    return [
        {"country": country, "year": year, **dict(zip(page.heads, counts, strict=True))}
        for country, year, counts in page.rows
    ]


def _name(topic: str) -> str:
    return str(NAMES[topic])


def _country(code: str) -> str:
    return str(dict(Country.choices).get(code, code))
