"""Indexes: where documents and passages are kept and both legs of a search are answered.

An engine is a module with two functions, ``open`` and ``rebuild``, listed here by the scheme of its address.
A bare path means ``sqlite:``.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from qiaosearch.errors import IndexMissing
from qiaosearch.index.sqlite import SqliteIndex
from qiaosearch.index.sqlite import rebuild as rebuild_sqlite
from qiaosearch.types import Index

__all__ = ["ENGINES", "Engine", "Rebuild", "open_index", "rebuild_index"]


class Rebuild(Protocol):
    """A rebuild in progress: fill ``index``; after the swap, write the ``missed`` ids once more."""

    @property
    def index(self) -> Index: ...

    @property
    def missed(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Engine:
    """How to open and how to rebuild; both take the address without its scheme and the fingerprint."""

    open: Callable[[str, str, bool], Index]
    rebuild: Callable[[str, str], AbstractContextManager[Rebuild]]


def _open_sqlite(address: str, fingerprint: str, create: bool) -> Index:
    return SqliteIndex.open(Path(address), fingerprint=fingerprint, create=create)


def _rebuild_sqlite(address: str, fingerprint: str) -> AbstractContextManager[Rebuild]:
    return rebuild_sqlite(Path(address), fingerprint)


ENGINES = {"sqlite": Engine(_open_sqlite, _rebuild_sqlite)}


def open_index(url_or_path: str | Path, *, fingerprint: str, create: bool = False) -> Index:
    """Open the index at ``sqlite:/path/index.db`` or a plain path.

    Args:
        url_or_path: the engine's scheme and the address, or the path of a SQLite index.
        fingerprint: of encoder and segmenter; see ``Encoder.fingerprint``.
        create: make an empty index where there is none.

    Raises:
        IndexMissing: there is no index and ``create`` is false, or the scheme names no engine.
        IndexCorrupt: what stands there is no index of this schema.
        FingerprintMismatch: it was built with another encoder or segmenter.
    """
    engine, address = _engine(url_or_path)
    return engine.open(address, fingerprint, create)


def rebuild_index(url_or_path: str | Path, *, fingerprint: str) -> AbstractContextManager[Rebuild]:
    """A context that gives an empty index to fill and, when left, swaps it with the live one.

    If the block raises, the live index stays. What was written to the live index during the rebuild is listed
    in ``missed``: upsert or delete these ids once more.
    """
    engine, address = _engine(url_or_path)
    return engine.rebuild(address, fingerprint)


def _engine(url_or_path: str | Path) -> tuple[Engine, str]:
    scheme, colon, address = str(url_or_path).partition(":")
    if not colon:
        return ENGINES["sqlite"], scheme
    if scheme not in ENGINES:
        raise IndexMissing(f"no engine is called {scheme!r}; there are: {', '.join(sorted(ENGINES))}")
    return ENGINES[scheme], address
