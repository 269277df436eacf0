"""How many people's data were read from the other country."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count
from django.db.models.functions import ExtractYear
from django.utils.formats import number_format

from qiaomost.compliance.models import CrossBorderRead
from qiaomost.network.models import Country


@dataclass(frozen=True, slots=True)
class Crossing:
    """One year and country of the readers: persons read of, days on which somebody read of one, thresholds reached."""

    year: int
    country: str
    persons: int
    reads: int
    reached: tuple[int, ...]

    @property
    def country_name(self) -> str:
        """The country in the reader's language."""
        return str(Country(self.country).label)

    @property
    def reached_shown(self) -> list[str]:
        """The thresholds as their readers write numbers."""
        return [number_format(number, force_grouping=True) for number in self.reached]


def crossings(thresholds: Sequence[int]) -> list[Crossing]:
    """Counts by year and country of the readers, newest first; a threshold is a number of persons in a year."""
    rows = (
        CrossBorderRead.objects.annotate(year=ExtractYear("day"))
        .values("year", "recipient_country")
        .annotate(persons=Count("subject", distinct=True), reads=Count("pk"))
        .order_by("-year", "recipient_country")
    )
    return [
        Crossing(
            year=row["year"],
            country=row["recipient_country"],
            persons=row["persons"],
            reads=row["reads"],
            reached=tuple(number for number in sorted(thresholds) if row["persons"] >= number),
        )
        for row in rows
    ]
