"""Tables as files that office programs open: no cell is a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zipfile import ZIP_DEFLATED, ZipFile

from qiaomost.catalogue.transfer.cells import guarded
from qiaosearch.text.normalise import clean

Cell = str | int | float | None
SHEET_NAME = 31
"""The most letters that a sheet's name has."""


@dataclass(frozen=True, slots=True)
class Table:
    """Columns, and rows of as many cells."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]

    def as_values(self) -> list[dict[str, Cell]]:
        """The rows, each as column → value."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


def csv_of(table: Table) -> bytes:
    """UTF-8 with a byte-order mark, which Excel needs; formulas are guarded."""
    text = io.StringIO(newline="")
    sheet = csv.writer(text)
    sheet.writerow(table.columns)
    sheet.writerows([guarded(cell) if isinstance(cell, str) else cell for cell in row] for row in table.rows)
    return text.getvalue().encode("utf-8-sig")


def zip_of(tables: Mapping[str, Table]) -> bytes:
    """Each table as CSV."""
    stream = io.BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for name, table in tables.items():
            archive.writestr(f"{name}.csv", csv_of(table))
    return stream.getvalue()


def xlsx_of(tables: Mapping[str, Table]) -> bytes:
    """Each table as a sheet in which every text is a string."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    for name, table in tables.items():
        sheet = book.create_sheet(name[:SHEET_NAME])
        sheet.append(list(table.columns))
        for row in table.rows:
            cells = [WriteOnlyCell(sheet, clean(one) if isinstance(one, str) else one) for one in row]
            for cell, value in zip(cells, row, strict=True):
                if isinstance(value, str):
                    cell.data_type = "s"
            sheet.append(cells)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
