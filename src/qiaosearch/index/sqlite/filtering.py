"""A filter as masks over a view: which documents, which passages a search may see.

Both legs choose among what the masks leave, before anything is cut to depth.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

import numpy as np

from qiaosearch.index.sqlite.memory import View
from qiaosearch.index.sqlite.symbols import Mask
from qiaosearch.types import Filter


def document_mask(db: sqlite3.Connection, view: View, chosen: Filter) -> Mask:
    """The live documents under the filter but for its languages; a boolean a row of ``view.documents``."""
    columns, table = view.documents, view.symbols.table
    mask = view.alive & table("groupset", chosen.groups)[columns["groupset"]]
    restrictions = {
        "kind": chosen.kinds,
        "country": chosen.countries,
        "subjects": chosen.subjects,
        "state": chosen.states,
    }
    for name, members in restrictions.items():
        if members:
            mask &= table(name, members)[columns[name]]
    if chosen.only_ids:
        mask &= _named(db, view, chosen.only_ids)
    if chosen.exclude_owners:
        mask &= ~table("owner", chosen.exclude_owners)[columns["owner"]]
    mask[view.names.rows(db, view, chosen.exclude_ids)] = False
    return mask & _readiness(view, chosen)


def _named(db: sqlite3.Connection, view: View, ids: Iterable[str]) -> Mask:
    named: Mask = np.zeros(len(view.alive), dtype=np.bool_)
    named[view.names.rows(db, view, ids)] = True
    return named


def _readiness(view: View, chosen: Filter) -> Mask | np.bool_:
    """Within the range; a document without a level (0) is in no range."""
    if chosen.readiness_min is None and chosen.readiness_max is None:
        return np.True_
    readiness = view.documents["readiness"]
    lowest = max(1, chosen.readiness_min or 1)
    highest = 9 if chosen.readiness_max is None else chosen.readiness_max
    within: Mask = (readiness >= lowest) & (readiness <= highest)
    return within


def passage_mask(view: View, documents: Mask, chosen: Filter) -> Mask:
    """The passages of these documents under the filter; a boolean a row of ``view.passages``."""
    columns, table = view.passages, view.symbols.table
    mask: Mask = documents[columns["document"]]
    mask &= table("groupset", chosen.groups)[columns["groupset"]]
    if chosen.languages:
        mask &= table("language", chosen.languages)[columns["language"]]
    return mask


def matching_documents(
    db: sqlite3.Connection, view: View, chosen: Filter, *, among: Iterable[str] | None = None
) -> Mask:
    """The documents under the filter; under its languages are those with a visible passage in one of them.

    ``among`` leaves only those with these ids.
    """
    documents = document_mask(db, view, chosen)
    if among is not None:
        documents &= _named(db, view, among)
    if not chosen.languages:
        return documents
    present = np.zeros(len(documents), dtype=np.bool_)
    present[view.passages["document"][passage_mask(view, documents, chosen)]] = True
    return present
