"""The list of registrations as CSV and XLSX, without live formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from qiaomost.catalogue.transfer.cells import guarded
from qiaomost.forum.models import Registration
from qiaomost.forum.presenting.registrations import row_of
from qiaosearch.text.normalise import clean

Table = Sequence[Sequence[str]]


def registration_table(registrations: Iterable[Registration], reader: str) -> list[list[str]]:
    """Heads and rows; no badge token, no passport."""
    heads = [
        *(_("Name"), _("Name in your language"), _("Organisation"), _("Position"), _("Country")),
        *(_("Category"), _("State"), _("E-mail address"), _("Languages spoken"), _("Submitted at")),
    ]
    rows = []
    for registration in registrations:
        row = row_of(registration, reader)
        rows.append(
            [
                *(row.name, row.second_name, row.organisation, registration.position_words, row.country),
                *(row.category, row.state, registration.user.email if registration.user else ""),
                *(" ".join(registration.speaks), registration.made_at.strftime("%Y-%m-%d %H:%M UTC")),
            ]
        )
    return [heads, *rows]


def as_csv(table: Table) -> bytes:
    """UTF-8 with a byte-order mark, which Excel needs; formulas are guarded."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([guarded(cell) for cell in row] for row in table)
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(table: Table) -> bytes:
    """One sheet in which every cell is a string."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in table:
        cells = [WriteOnlyCell(sheet, clean(cell)) for cell in row]
        for cell in cells:
            cell.data_type = "s"
        sheet.append(cells)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
