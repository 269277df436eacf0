"""Counts of persons that tell nothing of a single one: what is too small is not broken down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

LEAST = 5
"""The smallest count of persons that is shown by itself."""


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Key → count, the largest first; ``others`` are all that would be too small, together."""

    rows: tuple[tuple[str, int], ...]
    others: int

    @property
    def total(self) -> int:
        """All of them."""
        return sum(count for _key, count in self.rows) + self.others


def broken_down(counts: Mapping[str, int]) -> Breakdown:
    """Return the counts that may be shown.

    Where the others together would still be too few, the smallest of the shown joins them, so that nobody learns their
    number by taking the shown from the total.
    """
    rows = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    shown = [row for row in rows if row[1] >= LEAST]
    others = sum(count for _key, count in rows if count < LEAST)
    if shown and 0 < others < LEAST:
        others += shown.pop()[1]
    return Breakdown(tuple(shown), others)
