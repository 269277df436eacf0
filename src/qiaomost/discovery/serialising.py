"""Search results and matches as plain values, each with the address of its page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse

from qiaosearch import serialising
from qiaosearch.types import Document, Language, Match, SearchResult, Text


def text_for(document: Document, reader: str) -> Text:
    """Return the text that a reader of the language ``reader`` is shown, as on the record's own page."""
    return serialising.shown_text(document, Language(reader))


def address_of(document_id: str) -> str:
    """Return the full address of a record's page."""
    return settings.QIAOMOST.site_url + reverse("record", args=[document_id])


def search_values(result: SearchResult, reader: str) -> dict[str, Any]:
    """Return ``{query, language, total, hits, facets}``; each hit with its ``url``."""
    values = serialising.result_values(result, Language(reader))
    return {**values, "hits": [{**hit, "url": address_of(hit["id"])} for hit in values["hits"]]}


def match_values(match: Match, reader: str) -> dict[str, Any]:
    """Return one match with its explanation and its ``url``."""
    return {**serialising.match_values(match, Language(reader)), "url": address_of(match.document.id)}
