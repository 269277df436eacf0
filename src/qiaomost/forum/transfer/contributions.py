"""The contributions of a call as a table for organisers; no cell is a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from qiaomost.catalogue.transfer.cells import guarded
from qiaomost.common.languages import LanguageCode
from qiaomost.forum.models import Contribution
from qiaomost.forum.selectors.contributions import Ranked
from qiaosearch.text.normalise import clean

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
COLUMNS = (
    *("number", "state", "pending", "kind", "minutes", "language", "speakers", "points", "reviews", "reason"),
    *(f"{name}.{language}" for language in LanguageCode.values for name in ("title", "abstract")),
)
Cell = str | int | float | None


def contributions_file(extension: str, ranking: Iterable[Ranked], reader: str) -> bytes:
    """Return the ranking as ``csv`` (with a byte-order mark, which Excel needs) or ``xlsx``."""
    rows = [_cells(one, reader) for one in ranking]
    return _csv(rows) if extension == "csv" else _xlsx(rows)


def _cells(one: Ranked, reader: str) -> list[Cell]:
    row, result = one.contribution, one.result
    texts = {text.language: text for text in row.texts.all()}
    words: list[Cell] = []
    for language in LanguageCode.values:
        text = texts.get(language)
        words += [text.title, text.abstract] if text else ["", ""]
    return [
        row.number,
        row.state,
        row.pending,
        row.kind,
        row.minutes,
        row.language,
        "; ".join(_speakers(row, reader)),
        round(result.total, 1) if result else None,
        result.reviews if result else 0,
        row.reason,
        *words,
    ]


def _speakers(row: Contribution, reader: str) -> list[str]:
    person = getattr(row.author, "person", None)
    first = [person.name_in(reader)] if person else []
    others = [one.person.name_in(reader) if one.person else one.written_name() for one in row.speakers.all()]
    return first + others


def _csv(rows: Sequence[Sequence[Cell]]) -> bytes:
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(COLUMNS)
    table.writerows([guarded(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _xlsx(rows: Sequence[Sequence[Cell]]) -> bytes:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet("contributions")
    sheet.append(COLUMNS)
    for row in rows:
        cells = [WriteOnlyCell(sheet, clean(one) if isinstance(one, str) else one) for one in row]
        for cell, value in zip(cells, row, strict=True):
            if isinstance(value, str):
                cell.data_type = "s"
        sheet.append(cells)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
