"""From points to a result: the weighted mean of what the reviewers gave, shown with its spread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import mean, pstdev


@dataclass(frozen=True, slots=True)
class Scale:
    """A criterion: its weight of a hundred, and the most points that can be given."""

    key: int
    weight: int
    maximum: int


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """Points for one criterion: mean, lowest and highest of the reviewers', out of ``maximum``."""

    key: int
    mean: float
    lowest: int
    highest: int
    maximum: int


@dataclass(frozen=True, slots=True)
class Result:
    """Of a hundred: the mean over reviewers, the lowest and highest of theirs, their standard deviation."""

    total: float
    lowest: float
    highest: float
    spread: float
    reviews: int
    criteria: tuple[CriterionResult, ...]


def weighted_total(scales: Sequence[Scale], points: Mapping[int, int]) -> float:
    """One reviewer's points of a hundred: the shares of the most that could be given, by weight."""
    return sum(scale.weight * points[scale.key] / scale.maximum for scale in scales)


def result_of(scales: Sequence[Scale], sheets: Sequence[Mapping[int, int]]) -> Result | None:
    """The result of whole ``sheets`` (key → points), one a reviewer; ``None`` where there is none."""
    if not sheets:
        return None
    totals = [weighted_total(scales, sheet) for sheet in sheets]
    return Result(
        total=mean(totals),
        lowest=min(totals),
        highest=max(totals),
        spread=pstdev(totals),
        reviews=len(sheets),
        criteria=tuple(_criterion(scale, [sheet[scale.key] for sheet in sheets]) for scale in scales),
    )


def _criterion(scale: Scale, points: Sequence[int]) -> CriterionResult:
    return CriterionResult(scale.key, mean(points), min(points), max(points), scale.maximum)
