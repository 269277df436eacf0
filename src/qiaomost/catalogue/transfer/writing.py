"""Exports as files: JSONL without loss, CSV and XLSX with one row for a record."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, BinaryIO

from qiaomost.catalogue.transfer.cells import guarded
from qiaomost.catalogue.transfer.mapping import FACT_FIELDS, TEXT_FIELDS
from qiaomost.common.languages import LanguageCode, in_language, reading_order
from qiaosearch.text.normalise import clean

Rows = Iterable[Mapping[str, Any]]

COLUMNS = (
    *("id", "source", "kind", "language", "country", "organisation_name", "subjects", "address", "updated"),
    *FACT_FIELDS,
    *(f"{name}.{language}" for language in LanguageCode.values for name in TEXT_FIELDS),
)


def write_jsonl(rows: Rows, stream: BinaryIO) -> int:
    """Write rows as they are; returns how many."""
    count = 0
    for count, row in enumerate(rows, start=1):  # noqa: B007
        stream.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
    return count


def write_json(rows: Rows, stream: BinaryIO) -> int:
    """Write rows as they are, as one JSON array; returns how many."""
    shown = list(rows)
    stream.write(json.dumps(shown, ensure_ascii=False, indent=1).encode())
    return len(shown)


def write_csv(rows: Rows, stream: BinaryIO) -> int:
    """Write a table in UTF-8 with a byte-order mark, which Excel needs, formulas guarded; returns how many rows."""
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="", write_through=True)
    table = csv.writer(text)
    table.writerow(COLUMNS)
    count = 0
    for count, row in enumerate(rows, start=1):  # noqa: B007
        table.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in flat_row(row)])
    text.detach()
    return count


def write_xlsx(rows: Rows, stream: BinaryIO) -> int:
    """Write a workbook of one sheet in which every text is a string cell, never a formula; returns how many rows."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet("records")
    sheet.append(COLUMNS)

    def cell_of(value: object) -> object:
        if not isinstance(value, str):
            return value
        cell = WriteOnlyCell(sheet, clean(value))
        cell.data_type = "s"
        return cell

    count = 0
    for count, row in enumerate(rows, start=1):  # noqa: B007
        sheet.append([cell_of(value) for value in flat_row(row)])
    book.save(stream)
    return count


WRITERS: Mapping[str, Callable[[Rows, BinaryIO], int]] = {
    "jsonl": write_jsonl,
    "csv": write_csv,
    "xlsx": write_xlsx,
}


def flat_row(row: Mapping[str, Any]) -> list[str | int | None]:
    """Return the cells of ``COLUMNS``; lists are joined by semicolons, criteria by line breaks."""
    names = row.get("organisation", {}).get("names", {})
    values: dict[str, Any] = {
        **{
            name: row.get(name)
            for name in ("id", "source", "kind", "country", "subjects", "address", "updated")
        },
        "language": row["source_language"],
        "organisation_name": in_language(names, reading_order(row["source_language"])),
        **row["facts"],
    }
    for language, text in row["texts"].items():
        values |= {f"{name}.{language}": value for name, value in text.items()}
    return [_cell(name, values.get(name)) for name in COLUMNS]


def _cell(name: str, value: Any) -> Any:
    if isinstance(value, list):
        return ("\n" if name.startswith("acceptance_criteria") else "; ").join(value)
    return value
