"""Lists of a delegation's members as workbooks: the template, and what is read of a filled one.

Reading trusts nothing: content before name, sizes before unpacking, no macros, no formulas, few rows.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from qiaomost.catalogue.services.file_types import media_type_of
from qiaomost.common.errors import Invalid, Message, TooLarge
from qiaomost.forum.drafts.delegations import MemberDraft
from qiaomost.forum.rules.full_names import name_language, parted
from qiaomost.forum.transfer.member_columns import (
    COLUMNS,
    Column,
    Place,
    WrongCell,
    columns_by_heading,
    site_of,
)
from qiaosearch.text.normalise import clean, fold

SIZE_LIMIT = 2 << 20
UNPACKED_LIMIT = 32 << 20
ROW_LIMIT = 300
COLUMN_LIMIT = 60
CELL_LIMIT = 1000
"""More than any list of people needs; beyond it, a file is not read."""

NAMES = ("full_name", "family", "given", "patronymic")
Texts = Mapping[str, str]
"""Name of a column → what its cell says."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a cell, or, without ``column``, with a row."""

    line: int
    column: str
    reason: Message


@dataclass(frozen=True, slots=True)
class MemberList:
    """Rows that were read, by their number in the file, and what is wrong; ``unknown`` headings are left out."""

    rows: tuple[tuple[int, Texts], ...]
    faults: tuple[Fault, ...] = ()
    unknown: tuple[str, ...] = ()


def read_list(content: bytes) -> MemberList:
    """Read the first sheet of a workbook.

    Raises:
        TooLarge: it has more bytes than a list of people needs.
        Invalid: it is no workbook, is made to do harm, or names no column for names; by ``file``.
    """
    if len(content) > SIZE_LIMIT:
        raise TooLarge
    media_type_of(content, "list.xlsx")
    _refuse_bomb(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions that do not concern us
            return _read(_sheet(content))
    except Invalid:
        raise
    except Exception as error:
        raise _refusal(_("The workbook is damaged and can’t be read.")) from error


def drafts_of(
    rows: Sequence[tuple[int, Texts]], place: Place
) -> tuple[list[tuple[int, MemberDraft]], list[Fault]]:
    """Make drafts of rows; a row with a fault makes none, and each of its faults is named."""
    drafts: list[tuple[int, MemberDraft]] = []
    faults: list[Fault] = []
    for line, texts in rows:
        values, wrong = _values(line, texts, place)
        faults += wrong
        if not wrong:
            drafts.append((line, _draft(values)))
    return drafts, faults


def heading(column: Column) -> str:
    """The heading of a column in the active language."""
    return str(column.heading)


def _read(cells: Iterator[list[tuple[str, bool]]]) -> MemberList:
    heads = [text for text, _is_formula in next(cells, [])]
    while heads and not heads[-1]:
        heads.pop()
    if not heads or len(heads) > COLUMN_LIMIT:
        raise _refusal(_("The first row has to name the columns; see the template."))
    columns = [columns_by_heading().get(fold(text)) for text in heads]
    _require_names(columns)
    rows: list[tuple[int, Texts]] = []
    faults: list[Fault] = []
    for line, row in enumerate(cells, start=2):
        if not any(text for text, _is_formula in row):
            continue
        if len(rows) == ROW_LIMIT:
            raise _refusal(_("A list has at most %(number)d rows.") % {"number": ROW_LIMIT})
        named = [(column, *cell) for column, cell in zip(columns, row, strict=False) if column is not None]
        wrong = [
            Fault(line, heading(column), reason)
            for column, text, is_formula in named
            if (reason := _harm(text, is_formula=is_formula))
        ]
        faults += wrong
        if not wrong:
            rows.append((line, {column.name: text for column, text, _formula in named if text}))
    unknown = [head for head, column in zip(heads, columns, strict=True) if column is None and head]
    return MemberList(tuple(rows), tuple(faults), tuple(unknown))


def _require_names(columns: Sequence[Column | None]) -> None:
    names = [one.name for one in columns if one is not None]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        headings = ", ".join(heading(one) for one in COLUMNS if one.name in twice)
        raise _refusal(_("Two columns are the same: %(columns)s.") % {"columns": headings})
    if "full_name" not in names and not {"family", "given"} <= set(names):
        raise _refusal(_("No column has the names: the headings are not those of the template."))


def _harm(text: str, *, is_formula: bool) -> Message:
    if is_formula:
        return _("This is a formula. Write the value itself.")
    if len(text) > CELL_LIMIT:
        return _("This is too long.")
    return ""


def _values(line: int, texts: Texts, place: Place) -> tuple[dict[str, Any], list[Fault]]:
    faults: list[Fault] = []
    values: dict[str, Any] = {}
    here = _at_site(texts, place)
    for column in COLUMNS:
        text = texts.get(column.name, "")
        if not text:
            continue
        if column.limit and len(text) > column.limit:
            faults.append(Fault(line, heading(column), _("This is too long.")))
            continue
        try:
            values[column.name] = column.read(text, here) if column.read else text
        except WrongCell as error:
            faults.append(Fault(line, heading(column), str(error)))
    return values, [*faults, *_wrong_row(line, values)]


def _at_site(texts: Texts, place: Place) -> Place:
    """Times of a row are by the clock of the site that it names."""
    try:
        return Place(place.sites, site_of(texts["site"], place).zone) if texts.get("site") else place
    except WrongCell:
        return place


def _wrong_row(line: int, values: dict[str, Any]) -> Iterator[Fault]:
    if "full_name" in values and not values.get("family"):
        names = zip(NAMES[1:], parted(values["full_name"]), strict=True)
        values.update({name: part for name, part in names if part})
    if not (values.get("family") and values.get("given")):
        yield Fault(line, "", _("Family name and given name are needed."))
    arrives, departs = values.get("arrives_at"), values.get("departs_at")
    if arrives and departs and departs < arrives:
        yield Fault(line, heading(_column("departs_at")), _("One departs after one has arrived."))


def _column(name: str) -> Column:
    return next(one for one in COLUMNS if one.name == name)


def _draft(values: Mapping[str, Any]) -> MemberDraft:
    plain = {
        one.name: values[one.name]
        for one in COLUMNS
        if one.name in values and one.name != "full_name" and not one.is_stay
    }
    stay = {one.name: values[one.name] for one in COLUMNS if one.is_stay and one.name in values}
    language = name_language(plain["family"] + plain["given"])
    return MemberDraft(language=language, stay=stay, **plain)


def _refuse_bomb(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > UNPACKED_LIMIT:
            raise _refusal(_("Unpacked, this file would be far larger than it looks."))


def _sheet(content: bytes) -> Iterator[list[tuple[str, bool]]]:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(content), read_only=True, data_only=False)
    sheet = book.worksheets[0]
    sheet.reset_dimensions()  # what a file says of its own size may be wrong
    for cells in sheet.iter_rows(max_col=COLUMN_LIMIT):
        yield [(_text(cell.value), cell.data_type == "f") for cell in cells]


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(clean(str(value)).split())


def _refusal(reason: Message) -> Invalid:
    return Invalid(fields={"file": reason})
