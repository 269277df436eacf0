"""Tables whose rows are final: written once, then neither changed nor deleted, whoever asks.

The model refuses in Python, triggers refuse in the database; a migration that makes such a table ends with
``protect``. SQLite drops triggers with their table, and Django rebuilds a table that it alters there: so a later
migration that alters a protected table begins with ``unprotect`` and protects it again at its end.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

from django.db import models
from django.db.migrations.operations.special import RunPython

_SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} {condition}
BEGIN SELECT RAISE(ABORT, '{table}: rows are final'); END;
"""

_POSTGRESQL = """
CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $refuse$
DECLARE is_filled boolean;
BEGIN
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I)', TG_TABLE_NAME) INTO is_filled;
    IF is_filled THEN
        RAISE EXCEPTION '{table}: rows are final' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $refuse$;
CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW {condition}
    EXECUTE FUNCTION {table}_refuse();
CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_refuse();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION {table}_refuse();
"""


class RowsAreFinal(TypeError):
    """A programme tried to change or delete a row of an append-only table."""


M_co = TypeVar("M_co", bound=models.Model, covariant=True)


class AppendOnlyQuerySet(models.QuerySet[M_co]):
    """Adds and reads rows."""

    def update(self, **_values: Any) -> NoReturn:
        raise RowsAreFinal(self.model.__name__)

    def delete(self) -> NoReturn:
        raise RowsAreFinal(self.model.__name__)


class AppendOnlyModel(models.Model):
    """Base of rows that are written once."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise RowsAreFinal(type(self).__name__)
        super().save(*args, **(kwargs | {"force_insert": True}))

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise RowsAreFinal(type(self).__name__)


def protection(table: str, *, vendor: str, changes_if: str = "") -> list[str]:
    """The statements that make rows of ``table`` final.

    Args:
        table: its name in the database.
        vendor: ``sqlite`` or ``postgresql``.
        changes_if: a condition over OLD and NEW under which a change is allowed after all; by default none is.
    """
    condition = f"WHEN (NOT ({changes_if}))" if changes_if else ""
    if vendor == "postgresql":
        return [_POSTGRESQL.format(table=table, condition=condition)]
    conditions = {"update": condition, "delete": ""}
    return [_SQLITE.format(table=table, verb=verb, condition=text) for verb, text in conditions.items()]


def release(table: str, *, vendor: str) -> list[str]:
    """The statements that take the protection of ``table`` off again."""
    if vendor == "postgresql":
        return [f"DROP FUNCTION {table}_refuse() CASCADE"]
    return [f"DROP TRIGGER {table}_no_{verb}" for verb in ("update", "delete")]


def protect(table: str, *, changes_if: str = "") -> RunPython:
    """The operation of a migration that makes rows of ``table`` final."""
    return RunPython(_protecting(table, changes_if), _releasing(table))


def unprotect(table: str) -> RunPython:
    """The operation that lets a migration alter a protected table, which it protects again afterwards."""
    return RunPython(_releasing(table), _protecting(table, ""))


def _protecting(table: str, changes_if: str) -> Callable[[Any, Any], None]:
    def run(_apps: Any, schema_editor: Any) -> None:
        vendor = schema_editor.connection.vendor
        for statement in protection(table, vendor=vendor, changes_if=changes_if):
            schema_editor.execute(statement, params=None)

    return run


def _releasing(table: str) -> Callable[[Any, Any], None]:
    def run(_apps: Any, schema_editor: Any) -> None:
        for statement in release(table, vendor=schema_editor.connection.vendor):
            schema_editor.execute(statement, params=None)

    return run
