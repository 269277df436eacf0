"""Emptying tables whose rows are final, after tests that commit: the flush that follows may not delete there."""

from __future__ import annotations

from django.db import connection, transaction

PROTECTED = """
SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%!_no!_%' ESCAPE '!'
"""


def empty_protected_tables() -> None:
    """Take the triggers off, delete all rows, and put the triggers back."""
    if connection.vendor == "sqlite":
        _empty_on_sqlite()
    else:
        _empty_on_postgresql()


@transaction.atomic
def _empty_on_sqlite() -> None:
    with connection.cursor() as cursor:
        triggers = cursor.execute(PROTECTED).fetchall()
        for name, _table, _sql in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        for table in {table for _name, table, _sql in triggers}:
            cursor.execute(f"DELETE FROM {table}")
        for _name, _table, sql in triggers:
            cursor.execute(sql)


@transaction.atomic
def _empty_on_postgresql() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%\\_no\\_%'"
        )
        tables = [table for (table,) in cursor.fetchall()]
        for verb in ("DISABLE", "ENABLE"):
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} {verb} TRIGGER USER")
            if verb == "DISABLE" and tables:
                cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
