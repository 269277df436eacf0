"""Facets of all documents under a filter, counted over the columns in memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator

import numpy as np

from qiaosearch.index.sqlite.filtering import matching_documents, passage_mask
from qiaosearch.index.sqlite.memory import View
from qiaosearch.index.sqlite.symbols import Mask
from qiaosearch.types import Filter

_COLUMNS = {"kind": "kind", "country": "country", "subject": "subjects"}


def facet_counts(
    db: sqlite3.Connection, view: View, chosen: Filter, among: Iterable[str] | None = None
) -> dict[str, dict[str, int]]:
    """Facet → value → how many documents under the filter have it; values that none has are left out."""
    rows = matching_documents(db, view, chosen, among=among)
    counts = {name: dict(_members(view, rows, column)) for name, column in _COLUMNS.items()}
    counts["language"] = dict(_languages(view, rows, chosen))
    levels = np.bincount(view.documents["readiness"][rows], minlength=1)
    counts["readiness"] = {str(level): int(count) for level, count in enumerate(levels) if level and count}
    return counts


def _members(view: View, rows: Mask, column: str) -> Iterator[tuple[str, int]]:
    """A document carries one set; it counts for each member of it."""
    carried = np.bincount(view.documents[column][rows], minlength=view.symbols.last + 1)
    for (field, member), codes in view.symbols.codes.items():
        count = int(carried[list(codes)].sum()) if field == column else 0
        if count and member:
            yield member, count


def _languages(view: View, rows: Mask, chosen: Filter) -> Iterator[tuple[str, int]]:
    """A document counts for each language in which its reader sees a passage, whatever the filter asks for."""
    seen = passage_mask(view, rows, Filter(groups=chosen.groups))
    for (field, member), codes in view.symbols.codes.items():
        if field == "language":
            spoken = seen & np.isin(view.passages["language"], codes)
            count = len(np.unique(view.passages["document"][spoken]))
            if count:
                yield member, count
