"""Working days of both countries; the decrees of 2026 (State Council of China; Government of Russia)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiaomost.common.working_days import add_working_days, is_working_day


@pytest.mark.parametrize(
    ("day", "in_china", "in_russia"),
    [
        (date(2026, 9, 1), True, True),  # an ordinary Tuesday
        (date(2026, 9, 5), False, False),  # Saturday
        (date(2026, 10, 1), False, True),  # National Day of China
        (date(2026, 2, 14), True, False),  # Saturday that China works for the Spring Festival
        (date(2026, 2, 17), False, True),  # Spring Festival
        (date(2026, 1, 9), True, False),  # moved from a Saturday in Russia
        (date(2026, 6, 12), True, False),  # Russia Day
        (date(2026, 11, 4), True, False),  # Unity Day
    ],
)
def test_working_day_heeds_holidays_and_moved_days(day: date, in_china: bool, in_russia: bool):
    assert (is_working_day(day, ["CN"]), is_working_day(day, ["RU"])) == (in_china, in_russia)
    assert is_working_day(day) == (in_china and in_russia)


def test_ten_working_days_over_the_national_day_take_three_weeks():
    assert add_working_days(date(2026, 9, 25), 10) == date(2026, 10, 16)


@given(st.dates(date(2025, 1, 1), date(2027, 12, 31)), st.integers(0, 40))
def test_added_days_are_counted_as_they_are_worked(start: date, count: int):
    end = add_working_days(start, count)
    between = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    assert sum(map(is_working_day, between)) == count
    assert count == 0 or is_working_day(end)
