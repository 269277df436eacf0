"""Tables whose rows are final, as a test needs them: emptied after it has committed, or tampered with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def without_protection(*tables: str) -> Iterator[None]:
    """Take the triggers off these tables meanwhile, as whoever holds the database can."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            triggers = [row for row in cursor.execute(TRIGGERS).fetchall() if row[1] in tables]
            _run(f"DROP TRIGGER {name}" for name, _table, _sql in triggers)
            yield
            _run(sql for _name, _table, sql in triggers)
        else:
            connection.check_constraints()
            _run(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables)
            yield
            connection.check_constraints()
            _run(f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in tables)


def empty_protected_tables() -> None:
    """Delete all rows there: the flush that follows a test that commits may not."""
    tables = protected_tables()
    with without_protection(*tables):
        if connection.vendor == "sqlite":
            _run(f"DELETE FROM {table}" for table in tables)
        elif tables:
            _run([f"TRUNCATE {', '.join(tables)} CASCADE"])


TRIGGERS = "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'"


def protected_tables() -> list[str]:
    """The tables that have the triggers."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
        return sorted(table for (table,) in cursor.fetchall())


def _run(statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
