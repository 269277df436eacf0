"""Facets: how often each value of a record's features occurs among what was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from qiaosearch.types import Document, Filter

_RESTRICTIONS = {"kind": "kinds", "country": "countries", "language": "languages", "subject": "subjects"}
"""Facet → what of a filter restricts it."""


def without_own(chosen: Filter) -> Iterator[tuple[str, Filter]]:
    """Each facet that is restricted, with the filter less that restriction: its other values stay to choose."""
    for name, attribute in _RESTRICTIONS.items():
        if getattr(chosen, attribute):
            yield name, replace(chosen, **{attribute: frozenset()})  # type: ignore[arg-type]


def facets(documents: Iterable[Document]) -> dict[str, dict[str, int]]:
    """Count the values of each facet, most frequent first; a subject counts at its upper level too."""
    counts: dict[str, Counter[str]] = {
        name: Counter() for name in ("kind", "country", "language", "subject", "readiness")
    }
    for document in documents:
        counts["kind"][document.kind] += 1
        if document.country:
            counts["country"][document.country] += 1
        counts["language"].update(text.language.value for text in document.texts)
        counts["subject"].update(
            {level for code in document.subjects for level in (code, code.split(".")[0])}
        )
        if document.readiness is not None:
            counts["readiness"][str(document.readiness)] += 1
    return by_count(counts)


def by_count(counts: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int]]:
    """The values of each facet, most frequent first."""
    return {
        name: dict(sorted(counter.items(), key=lambda pair: (-pair[1], pair[0])))
        for name, counter in counts.items()
    }
