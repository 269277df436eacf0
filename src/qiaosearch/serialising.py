"""Search results and matches as plain values: the one JSON shape of both command lines and of the API."""

from __future__ import annotations

from typing import Any

from qiaosearch.types import Document, Explanation, Hit, Language, Match, SearchResult, Text

DECIMALS = 4


def shown_text(document: Document, reader: Language | None) -> Text:
    """Return the text to show: in the reader's language, else English, else the original, else any."""
    order = (reader, Language.EN, document.original)
    chosen = (document.text(language) for language in order if language)
    return next((text for text in chosen if text), document.texts[0])


def result_values(result: SearchResult, reader: Language | None) -> dict[str, Any]:
    """Return ``{query, language, total, hits, facets}``."""
    return {
        "query": result.query,
        "language": result.language,
        "total": result.total,
        "hits": [hit_values(hit, reader) for hit in result.hits],
        "facets": {name: dict(counts) for name, counts in result.facets.items()},
    }


def hit_values(hit: Hit, reader: Language | None) -> dict[str, Any]:
    """Return one hit; ``language`` is that of the original, ``title`` is in the reader's where there is one."""
    return {
        **_document_values(hit.document, reader),
        "score": round(hit.score, DECIMALS),
        "passage": hit.passage.text,
    }


def match_values(match: Match, reader: Language | None) -> dict[str, Any]:
    """Return one match with its explanation."""
    return {
        **_document_values(match.document, reader),
        "score": round(match.score, DECIMALS),
        "explanation": explanation_values(match.explanation),
    }


def explanation_values(explanation: Explanation) -> dict[str, Any]:
    """Return the reasons; ``terms`` are pairs, ``evidence`` are ids."""
    return {
        "features": [
            {"name": feature.name, "value": round(feature.value, DECIMALS), "weight": feature.weight}
            for feature in explanation.features
        ],
        "passages": [
            {
                "problem": pair.problem.text,
                "solution": pair.solution.text,
                "cosine": round(pair.cosine, DECIMALS),
            }
            for pair in explanation.pairs
        ],
        "terms": [list(pair) for pair in explanation.terms],
        "evidence": list(explanation.evidence),
    }


def _document_values(document: Document, reader: Language | None) -> dict[str, Any]:
    return {
        "id": document.id,
        "kind": document.kind,
        "title": shown_text(document, reader).title,
        "language": document.original,
        "country": document.country,
    }
