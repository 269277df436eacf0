"""Search results and matches as plain values: one shape for the API, the command line and exports."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse

from qiaomost.common.languages import reading_order
from qiaosearch.types import Document, Hit, Match, SearchResult, Text


def text_for(document: Document, reader: str) -> Text:
    """Return the text that a reader of the language ``reader`` is shown, as on the record's own page."""
    by_language = {text.language.value: text for text in document.texts}
    return next(by_language[code] for code in reading_order(reader) if code in by_language)


def address_of(document_id: str) -> str:
    """Return the full address of a record's page."""
    return settings.QIAOMOST.site_url.rstrip("/") + reverse("record", args=[document_id])


def search_values(result: SearchResult, reader: str) -> dict[str, Any]:
    """Return ``{query, language, total, hits, facets}``."""
    return {
        "query": result.query,
        "language": result.language.value if result.language else None,
        "total": result.total,
        "hits": [hit_values(hit, reader) for hit in result.hits],
        "facets": {name: dict(counts) for name, counts in result.facets.items()},
    }


def hit_values(hit: Hit, reader: str) -> dict[str, Any]:
    """Return one hit; ``language`` is that of the original, ``title`` is in the reader's where there is one."""
    return {
        **_document_values(hit.document, reader),
        "country": hit.document.country,
        "score": round(hit.score, 4),
        "passage": hit.passage.text,
        "url": address_of(hit.document.id),
    }


def match_values(match: Match, reader: str) -> dict[str, Any]:
    """Return one match with its explanation."""
    reasons = match.explanation
    return {
        **_document_values(match.document, reader),
        "country": match.document.country,
        "score": round(match.score, 4),
        "url": address_of(match.document.id),
        "explanation": {
            "features": [
                {"name": feature.name, "value": round(feature.value, 4), "weight": feature.weight}
                for feature in reasons.features
            ],
            "passages": [
                {
                    "problem": pair.problem.text,
                    "solution": pair.solution.text,
                    "cosine": round(pair.cosine, 4),
                }
                for pair in reasons.pairs
            ],
            "terms": [list(pair) for pair in reasons.terms],
            "evidence": list(reasons.evidence),
        },
    }


def _document_values(document: Document, reader: str) -> dict[str, Any]:
    return {
        "id": document.id,
        "kind": document.kind,
        "title": text_for(document, reader).title,
        "language": document.original.value,
    }
