"""Hits and matches as lines for a person."""

from __future__ import annotations

from collections.abc import Iterator

from qiaosearch.serialising import shown_text
from qiaosearch.types import Document, Hit, Language, Match

_PASSAGE_WIDTH = 240


def hit_lines(number: int, hit: Hit, reader: Language | None) -> Iterator[str]:
    """Yield the lines that show a hit in a terminal."""
    yield _heading_line(number, hit.score, hit.document, reader)
    yield f"     {_shortened(hit.passage.text)}"


def match_lines(number: int, match: Match, reader: Language | None) -> Iterator[str]:
    """Yield the lines that show a match with its reasons in a terminal."""
    yield _heading_line(number, match.score, match.document, reader)
    for pair in match.explanation.pairs:
        yield f"     {pair.cosine:.2f}  {_shortened(pair.problem.text)}"
        yield f"           → {_shortened(pair.solution.text)}"
    if match.explanation.terms:
        terms = (ours if ours == theirs else f"{ours} = {theirs}" for ours, theirs in match.explanation.terms)
        yield f"     terms: {'; '.join(terms)}"
    if match.explanation.evidence:
        yield f"     evidence: {', '.join(match.explanation.evidence)}"


def _heading_line(number: int, score: float, document: Document, reader: Language | None) -> str:
    text = shown_text(document, reader)
    facts = " ".join(fact for fact in (document.kind, document.country, text.language) if fact)
    return f"{number:3}. {score:.3f}  {text.title or document.id}  [{facts}]  {document.id}"


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _PASSAGE_WIDTH else f"{line[: _PASSAGE_WIDTH - 1]}…"
