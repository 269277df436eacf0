from __future__ import annotations

from datetime import date, timedelta

import pytest

from qiaomost.catalogue.models import Record
from qiaomost.discovery import ordering
from qiaomost.discovery.ordering import Sort, arrangement
from tests.factories import NOW
from tests.qiaomost.scenes import published

pytestmark = pytest.mark.django_db

TODAY = date(2027, 5, 1)


def _arranged(sort: str, ids: list[str]) -> list[str]:
    arrange = arrangement(sort, today=TODAY)
    assert arrange is not None
    return list(arrange(ids))


def test_best_first_is_left_as_it_is():
    assert arrangement(Sort.BEST, today=TODAY) is None


@pytest.mark.parametrize("few", [ordering.FEW, 0])
def test_nearest_deadline_comes_first_and_those_that_passed_last(few: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ordering, "FEW", few)
    days = [TODAY - timedelta(1), None, TODAY + timedelta(9), TODAY, TODAY - timedelta(9)]
    passed, none, later, today, long_passed = (
        str(published("challenge", content__deadline=day).pk) for day in days
    )
    achievement = str(published().pk)
    given = [achievement, passed, none, later, today, long_passed]
    assert _arranged(Sort.DEADLINE, given) == [today, later, passed, long_passed, achievement, none]


def test_highest_readiness_comes_first_and_equals_stay():
    five, nine, other, none = (str(published(content__trl=level).pk) for level in (5, 9, 5, None))
    assert _arranged(Sort.READINESS, [none, other, five, nine]) == [nine, other, five, none]


def test_newest_comes_first():
    ids = [str(published().pk) for _ in range(3)]
    for age, id_ in enumerate(ids):
        Record.objects.filter(pk=id_).update(updated_at=NOW - timedelta(days=age))
    assert _arranged(Sort.NEWEST, ids[::-1]) == ids
