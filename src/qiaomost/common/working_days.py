"""Days on which both countries work: neither weekend nor public holiday in China or in Russia.

Moved working days are heeded: a Saturday that a decree makes a working day counts, the Monday that it replaces does
not.
The calendars come from the library ``holidays``, which follows the decrees of both governments; years without a decree
yet are computed from the law alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache

import holidays

COUNTRIES = ("CN", "RU")


def is_working_day(day: date, countries: Iterable[str] = COUNTRIES) -> bool:
    """Whether people work on ``day`` in all ``countries`` (ISO 3166-1 alpha-2)."""
    return all(_calendar(country).is_working_day(day) for country in countries)


def add_working_days(start: date, count: int, countries: Iterable[str] = COUNTRIES) -> date:
    """Return the ``count``-th day after ``start`` on which all ``countries`` work; ``start`` itself never counts."""
    wanted, day = tuple(countries), start
    for _ in range(count):
        day += timedelta(days=1)
        while not is_working_day(day, wanted):
            day += timedelta(days=1)
    return day


@cache
def _calendar(country: str) -> holidays.HolidayBase:
    return holidays.country_holidays(country)
