"""What documents are called: ids by key and keys by id, kept by a process once it has read them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from qiaosearch.index.sqlite.columns import rows_of

if TYPE_CHECKING:
    from qiaosearch.index.sqlite.memory import View

Rows = npt.NDArray[np.int64]

MOST = 200_000
"""So many names are kept at most, some 40 MB; then they are read again as they are asked for."""


class Names:
    """Ids and keys of one generation of the file. A key keeps its id for good; an id that changed has a new key."""

    def __init__(self) -> None:
        self._ids: dict[int, str] = {}
        self._keys: dict[str, int] = {}

    def ids(self, db: sqlite3.Connection, keys: list[int]) -> dict[int, str]:
        """Ids of documents by key."""
        known = self._ids
        missing = [key for key in keys if key not in known]
        if not missing:
            return {key: known[key] for key in keys}
        found = read_ids(db, missing)
        self._keep(found)
        return found | {key: known[key] for key in keys if key not in found and key in known}

    def rows(self, db: sqlite3.Connection, view: View, ids: Iterable[str]) -> Rows:
        """Rows in the view of those of the documents ``ids`` that it has; a kept key counts while it is alive there."""
        wanted, keys = set(ids), view.documents["key"]
        kept = rows_of(keys, [self._keys[id_] for id_ in wanted if id_ in self._keys])
        kept = kept[view.alive[kept]]
        missing = wanted - {self._ids.get(key) for key in keys[kept].tolist()}
        return np.concatenate([kept, rows_of(keys, self._read_keys(db, missing))]) if missing else kept

    def _read_keys(self, db: sqlite3.Connection, ids: Iterable[str]) -> list[int]:
        found = dict(
            db.execute(
                "SELECT key, id FROM documents WHERE id IN (SELECT value FROM json_each(?))",
                (json.dumps(list(ids)),),
            )
        )
        self._keep(found)
        return list(found)

    def _keep(self, found: dict[int, str]) -> None:
        if len(self._ids) + len(found) > MOST:
            self._ids, self._keys = {}, {}  # new ones: another thread may be reading the old
        self._ids |= found
        self._keys |= {id_: key for key, id_ in found.items()}


def read_ids(db: sqlite3.Connection, keys: list[int]) -> dict[int, str]:
    """Ids of documents by key, from the file."""
    return dict(
        db.execute(
            "SELECT key, id FROM documents WHERE key IN (SELECT value FROM json_each(?))", (json.dumps(keys),)
        )
    )
