"""The contributions of a call as a table for organisers; no cell is a formula."""

from __future__ import annotations

from collections.abc import Iterable

from qiaomost.catalogue.transfer.tables import Cell, Table, csv_of, xlsx_of
from qiaomost.common.languages import LanguageCode
from qiaomost.forum.models import Contribution
from qiaomost.forum.selectors.contributions import Ranked

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
COLUMNS = (
    *("number", "state", "pending", "kind", "minutes", "language", "speakers", "points", "reviews", "reason"),
    *(f"{name}.{language}" for language in LanguageCode.values for name in ("title", "abstract")),
)


def contributions_file(extension: str, ranking: Iterable[Ranked], reader: str) -> bytes:
    """Return the ranking as ``csv`` (with a byte-order mark, which Excel needs) or ``xlsx``."""
    rows = [_cells(one, reader) for one in ranking]
    table = Table(COLUMNS, rows)
    return csv_of(table) if extension == "csv" else xlsx_of({"contributions": table})


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
