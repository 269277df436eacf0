"""Hits and matches as JSON values and as lines for a person."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from qiaosearch.types import Document, Hit, Language, Match, SearchResult, Text

_PASSAGE_WIDTH = 240


def shown_text(document: Document, reader: Language | None) -> Text:
    """Return the text to show: in the reader's language if there is one, else the original or the first."""
    chosen = (document.text(language) for language in (reader, document.original) if language)
    return next((text for text in chosen if text), document.texts[0])


def result_json(result: SearchResult, reader: Language | None) -> dict[str, Any]:
    """Return a search result as JSON values."""
    return {
        "query": result.query,
        "language": result.language,
        "total": result.total,
        "hits": [hit_json(hit, reader) for hit in result.hits],
        "facets": result.facets,
    }


def hit_json(hit: Hit, reader: Language | None) -> dict[str, Any]:
    """Return a hit as JSON values; ``language`` is that of the title shown."""
    return {
        **_heading(hit.document, reader),
        "country": hit.document.country,
        "score": hit.score,
        "passage": hit.passage.text,
    }


def match_json(match: Match, reader: Language | None) -> dict[str, Any]:
    """Return a match with its explanation as JSON values."""
    reasons = match.explanation
    return {
        **_heading(match.document, reader),
        "score": match.score,
        "explanation": {
            "features": [
                {"name": feature.name, "value": feature.value, "weight": feature.weight}
                for feature in reasons.features
            ],
            "passages": [
                {"problem": pair.problem.text, "solution": pair.solution.text, "cosine": pair.cosine}
                for pair in reasons.pairs
            ],
            "terms": [list(pair) for pair in reasons.terms],
            "evidence": list(reasons.evidence),
        },
    }


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


def _heading(document: Document, reader: Language | None) -> dict[str, Any]:
    text = shown_text(document, reader)
    return {"id": document.id, "kind": document.kind, "title": text.title, "language": text.language}


def _heading_line(number: int, score: float, document: Document, reader: Language | None) -> str:
    text = shown_text(document, reader)
    facts = " ".join(fact for fact in (document.kind, document.country, text.language) if fact)
    return f"{number:3}. {score:.3f}  {text.title or document.id}  [{facts}]  {document.id}"


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _PASSAGE_WIDTH else f"{line[: _PASSAGE_WIDTH - 1]}…"
