from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from qiaosearch.searching import Collection


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """SQLite tests run on a file, as the product does: threads then have connections of their own."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.db")


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """Keep the migrated database before the first test writes into it: nodes of tests begin as copies of it."""
    from django.db import connection

    from tests.qiaomost.running import MIGRATED, migrated_copy

    if connection.vendor == "sqlite":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(tmp_path_factory.getbasetemp() / MIGRATED)])
        yield
        return
    with django_db_blocker.unblock():
        connection.close()  # a database is copied while nobody is in it
    with migrated_copy(str(connection.settings_dict["NAME"])):
        yield


@pytest.fixture(autouse=True)
def _protected_tables_are_emptied(request: pytest.FixtureRequest) -> Iterator[None]:
    """Before the flush that follows a test that commits."""
    marker = request.node.get_closest_marker("django_db")
    commits = marker is not None and marker.kwargs.get("transaction", False)
    if commits:
        request.getfixturevalue("transactional_db")
    yield
    if commits:
        from tests.emptying import empty_protected_tables

        empty_protected_tables()


@pytest.fixture
def index(settings: Any, tmp_path: Path) -> Iterator[Collection]:
    """The site's own index, empty, in a folder of the test, with the encoder that needs no model."""
    from qiaomost.discovery import engine

    place = {"index_url": f"sqlite:{tmp_path / 'index.db'}", "encoder": "hashing"}
    settings.QIAOMOST = settings.QIAOMOST.model_copy(update=place)
    engine.close()
    yield engine.collection()
    engine.close()
