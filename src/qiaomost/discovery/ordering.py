"""Orders of a found list other than the best first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from qiaomost.catalogue.models import Achievement, Challenge, Record
from qiaosearch.searching import Arrange

FEW = 500
"""Up to so many ids are asked for by name; for more, all rows are read."""


class Sort(TextChoices):
    """What a found list begins with; ``BEST`` is the newest where nothing was asked."""

    BEST = "best", _("Best match")
    NEWEST = "newest", _("Newest")
    READINESS = "readiness", _("Highest readiness")
    DEADLINE = "deadline", _("Nearest deadline")


def arrangement(sort: str, *, today: date) -> Arrange | None:
    """Return how to arrange ids for ``sort``; ``None`` leaves them as they are.

    What has no such value comes last; equals stay as they were found. A deadline that has passed comes after those
    that have not.
    """
    orders: dict[str, Callable[[Sequence[str]], Mapping[str, Any]]] = {
        Sort.NEWEST: lambda ids: {
            key: -when.timestamp() for key, when in _values(_RECORDS, "updated_at", ids)
        },
        Sort.READINESS: lambda ids: {key: -level for key, level in _values(_ACHIEVEMENTS, "trl", ids)},
        Sort.DEADLINE: lambda ids: {
            key: (day < today, abs((day - today).days)) for key, day in _values(_CHALLENGES, "deadline", ids)
        },
    }
    return _by(orders[sort]) if sort in orders else None


_RECORDS = Record.objects.all()
_ACHIEVEMENTS = Achievement.objects.filter(trl__isnull=False)
_CHALLENGES = Challenge.objects.filter(deadline__isnull=False)


def _values(rows: QuerySet[Any], name: str, ids: Sequence[str]) -> list[tuple[str, Any]]:
    chosen = rows.filter(pk__in=ids) if len(ids) <= FEW else rows
    return [(str(key), value) for key, value in chosen.values_list("pk", name)]


def _by(keys_of: Callable[[Sequence[str]], Mapping[str, Any]]) -> Arrange:
    def arrange(ids: Sequence[str]) -> list[str]:
        keys = keys_of(ids)
        return sorted((id_ for id_ in ids if id_ in keys), key=keys.__getitem__) + [
            id_ for id_ in ids if id_ not in keys
        ]

    return arrange
