"""Interned values of the filter fields.

Documents and passages carry, per field, the code of a *set* of members: of visibility groups, of subjects, or
of the one kind, country, owner, state or language. A filter on a field asks for members; a row passes if its
set has one of them. Most rows share a few sets, so that a filter over a million rows is a look-up in a small
table of booleans.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.bool_]


def subject_members(subjects: Iterable[str]) -> frozenset[str]:
    """Subjects with those above them at a dot: ``2.5`` gives ``2`` and ``2.5``, so that ``2`` finds it."""
    return frozenset(
        ".".join(parts[:level])
        for parts in (subject.split(".") for subject in subjects)
        for level in range(1, len(parts) + 1)
    )


@lru_cache(maxsize=1_000)
def members_of(stored: str) -> frozenset[str]:
    """The set that is stored as a JSON list."""
    return frozenset(json.loads(stored))


class Interner:
    """Gives the codes of sets within one write transaction, adding those that are new."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._codes: dict[tuple[str, frozenset[str]], int] = {}

    def code(self, name: str, members: Iterable[str]) -> int:
        """The code of a set of members of the field ``name``."""
        key = (name, frozenset(members))
        if key not in self._codes:
            self._codes[key] = self._stored(name, json.dumps(sorted(key[1])))
        return self._codes[key]

    def _stored(self, name: str, members: str) -> int:
        row = self._db.execute(
            "SELECT code FROM symbols WHERE field = ? AND members = ?", (name, members)
        ).fetchone()
        if row is None:
            row = self._db.execute(
                "INSERT INTO symbols (field, members) VALUES (?, ?) RETURNING code", (name, members)
            ).fetchone()
        return int(row[0])


@dataclass(frozen=True, slots=True)
class Symbols:
    """What one state of the file knows: (field, member) → codes of the sets that have it."""

    last: int = 0
    codes: dict[tuple[str, str], tuple[int, ...]] = field(default_factory=dict)

    def extended(self, db: sqlite3.Connection) -> Symbols:
        """These symbols and what was added since; ``self`` stays as it is."""
        rows = db.execute("SELECT code, field, members FROM symbols WHERE code > ?", (self.last,)).fetchall()
        if not rows:
            return self
        added: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        for code, name, members in rows:
            for member in members_of(members):
                added[name, member].append(code)
        codes = {key: (*self.codes.get(key, ()), *new) for key, new in added.items()}
        return Symbols(max(row[0] for row in rows), self.codes | codes)

    def table(self, name: str, members: Iterable[str]) -> Mask:
        """Which codes, as positions of a boolean array, have one of the members."""
        table = np.zeros(self.last + 1, dtype=np.bool_)
        for member in members:
            table[list(self.codes.get((name, member), ()))] = True
        return table
