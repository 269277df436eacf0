from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from qiaosearch.searching import Collection


@pytest.fixture
def index(settings: Any, tmp_path: Path) -> Iterator[Collection]:
    """The site's own index, empty, in a folder of the test, with the encoder that needs no model."""
    from qiaomost.discovery import engine

    place = {"index_url": f"sqlite:{tmp_path / 'index.db'}", "encoder": "hashing"}
    settings.QIAOMOST = settings.QIAOMOST.model_copy(update=place)
    engine.close()
    yield engine.collection()
    engine.close()
