"""The passages that met in a match, as they are shown side by side."""

from __future__ import annotations

from dataclasses import dataclass

from qiaomost.common.languages import LanguageCode
from qiaosearch.types import Match, Passage


@dataclass(frozen=True, slots=True)
class Quotation:
    """A passage of one side, with the side's name and its language."""

    side: str
    text: str
    language: str
    language_label: str


def quoted_pairs(match: Match, *, problem: str, solution: str) -> tuple[tuple[Quotation, Quotation], ...]:
    """Each pair of passages that met: of the problem, then of the solution, under these names of the sides."""
    return tuple(
        (_quotation(problem, pair.problem), _quotation(solution, pair.solution))
        for pair in match.explanation.pairs
    )


def _quotation(side: str, passage: Passage) -> Quotation:
    language = passage.language.value
    return Quotation(side, passage.text, language, str(LanguageCode(language).label))
