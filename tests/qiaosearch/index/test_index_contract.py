"""The contract, kept by each engine."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from qiaosearch.index import open_index
from qiaosearch.index.sqlite import DenseSettings, SqliteIndex
from qiaosearch.types import Index
from tests.qiaosearch.index.contract import FINGERPRINT, IndexContract


class TestSqlite(IndexContract):
    @pytest.fixture
    def index(self, tmp_path: Path) -> Iterator[Index]:
        index = open_index(f"sqlite:{tmp_path / 'index.db'}", fingerprint=FINGERPRINT, create=True)
        yield index
        index.close()


class TestSqliteAsOfMany(IndexContract):
    """The same with the first pass over sign bits, which is for large collections."""

    @pytest.fixture
    def index(self, tmp_path: Path) -> Iterator[Index]:
        dense = DenseSettings(exact_rows=1, candidates=50)
        index = SqliteIndex.open(tmp_path / "index.db", fingerprint=FINGERPRINT, create=True, dense=dense)
        yield index
        index.close()
