"""An import: rows in, one transaction each, a report out. Started again after a kill it goes on where it was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from django.db import DataError, IntegrityError, transaction

from qiaomost.catalogue.models import Record
from qiaomost.catalogue.services.importing import Outcome, upsert_imported
from qiaomost.catalogue.transfer.drafting import draft_of
from qiaomost.catalogue.transfer.mapping import ColumnMapping
from qiaomost.catalogue.transfer.native import RecordRow, parse
from qiaomost.catalogue.transfer.readers import Row
from qiaomost.catalogue.transfer.references import References, Unresolved
from qiaomost.catalogue.transfer.shaping import shape
from qiaomost.common.errors import DomainError


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that was not imported, and why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    """How rows are read: ``mapping`` is ``None`` for the catalogue's own shape; ``owner_id`` owns ownerless rows."""

    source: str
    mapping: ColumnMapping | None = None
    owner_id: UUID | None = None

    def read(self, values: Mapping[str, Any]) -> RecordRow:
        """Read one row.

        Raises:
            Invalid: with one entry for each wrong value.
        """
        return parse(RecordRow, values if self.mapping is None else shape(values, self.mapping))


@dataclass(slots=True)
class Report:
    """How many rows had which outcome (``created``, ``updated``, ``unchanged``), and how many were bad."""

    outcomes: Counter[str] = field(default_factory=Counter)
    bad: int = 0

    def as_dict(self) -> dict[str, int]:
        """Return all four counts, zeros included."""
        return {**{outcome.value: self.outcomes[outcome.value] for outcome in Outcome}, "bad": self.bad}


def import_rows(
    rows: Iterable[Row],
    plan: Plan,
    *,
    now: datetime,
    on_bad: Callable[[BadRow], None],
    progress: Callable[[int], None] = lambda _lines: None,
    dry_run: bool = False,
) -> Report:
    """Import rows, each in a transaction of its own, so that it is in as a whole or not at all.

    A row that names another record comes after it, wherever in the file it stands. Rows that are in already are
    passed over, so an import that was interrupted is simply started again.

    Args:
        rows: from ``read_rows``.
        plan: how to read them.
        now: the time of the import.
        on_bad: takes each row that was not imported.
        progress: takes how many lines have been read since it was last called.
        dry_run: check everything and write nothing (the database is locked for writing meanwhile).

    Raises:
        UnreadableFile: from ``rows``; the rows before are in.
    """
    if dry_run:
        with transaction.atomic():
            report = _Run(plan, now, on_bad).over(rows, progress)
            transaction.set_rollback(True)
        return report
    return _Run(plan, now, on_bad).over(rows, progress)


class _Run:
    """One pass over a file, and then over the rows that waited for others."""

    def __init__(self, plan: Plan, now: datetime, on_bad: Callable[[BadRow], None]) -> None:
        names = plan.mapping.organisations if plan.mapping else None
        self._plan = plan
        self._now = now
        self._on_bad = on_bad
        self._references = References(source=plan.source, now=now, owner_id=plan.owner_id, placeholders=names)
        self._report = Report()
        self._waiting: list[tuple[int, RecordRow, str]] = []

    def over(self, rows: Iterable[Row], progress: Callable[[int], None]) -> Report:
        line = 0
        for row in rows:
            self._take(row)
            progress(row.line - line)
            line = row.line
        self._work_off()
        return self._report

    def _take(self, row: Row) -> None:
        if row.fault:
            self._refuse(row.line, row.fault)
            return
        try:
            record = self._plan.read(row.values)
        except DomainError as error:
            self._refuse(row.line, str(error))
        else:
            self._import(row.line, record)

    def _work_off(self) -> None:
        """Try the waiting rows again as long as one of them gets in; what is left names what is not there."""
        while waiting := self._waiting:
            self._waiting = []
            for line, record, _reason in waiting:
                self._import(line, record)
            if len(self._waiting) == len(waiting):
                break
        for line, _record, reason in self._waiting:
            self._refuse(line, reason)

    def _import(self, line: int, record: RecordRow) -> None:
        try:
            outcome = import_row(record, self._plan.source, self._references, now=self._now)
        except Unresolved as error:
            self._waiting.append((line, record, str(error)))
        except (DomainError, DataError, IntegrityError) as error:
            self._refuse(line, str(error))
        else:
            self._report.outcomes[outcome.value] += 1

    def _refuse(self, line: int, reason: str) -> None:
        self._report.bad += 1
        self._on_bad(BadRow(line, reason))


def import_row(row: RecordRow, source: str, references: References, *, now: datetime) -> Outcome:
    """Import one row with what it names, in one transaction. A record that was written here is left alone.

    Raises:
        Unresolved: it names something that is not here.
        Invalid: a field breaks a rule.
    """
    if _is_own(row.id):
        return Outcome.UNCHANGED
    try:
        with transaction.atomic():
            return upsert_imported(
                draft_of(row, references),
                source=row.source or source,
                source_id=row.id,
                source_address=row.address,
                updated_at=_at(row.updated),
                now=now,
            )
    except BaseException:
        references.forget()  # what the row made is rolled back with it
        raise


def _is_own(row_id: str) -> bool:
    try:
        return Record.objects.filter(pk=UUID(row_id), source="").exists()
    except ValueError:
        return False


def _at(day: date | None) -> datetime | None:
    """Return the moment; a day counts from its beginning, and what has no zone as UTC."""
    if day is None:
        return None
    moment = day if isinstance(day, datetime) else datetime.combine(day, time())
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
