"""The workbook to fill in, and the list of a delegation in the same columns: what is taken out can be read again."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils.translation import pgettext

from qiaomost.common.languages import LanguageCode
from qiaomost.forum.models import DelegationMember, Stay
from qiaomost.forum.rules.countries import countries_in
from qiaomost.forum.states.registrations import Dietary
from qiaomost.forum.transfer.member_columns import COLUMNS, Column, Place
from qiaomost.forum.transfer.member_lists import ROW_LIMIT, heading
from qiaomost.network.models import PersonName
from qiaosearch.text.normalise import clean

SHOWN = tuple(one for one in COLUMNS if one.name != "full_name")
WIDE = {"organisation_name": 36, "position_words": 28, "dietary_words": 28, "interpreter_wish": 28}


def member_workbook(members: Iterable[DelegationMember], place: Place, reader: str) -> bytes:
    """Headings in the active language and a row for each member; every cell is text, so that nothing calculates."""
    from openpyxl import Workbook

    book = Workbook()
    sheet: Any = book.active
    sheet.title = pgettext("delegation", "Members")
    sheet.append([heading(one) for one in SHOWN])
    for member in members:
        sheet.append([_cell(one, member, place, reader) for one in SHOWN])
    for row in sheet.iter_rows(max_row=max(sheet.max_row, ROW_LIMIT // 3), max_col=len(SHOWN)):
        for cell in row:
            cell.number_format = "@"
            if cell.value is not None:
                cell.data_type = "s"
    _dress(sheet, place, reader)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _dress(sheet: Any, place: Place, reader: str) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    sheet.freeze_panes = "C2"
    for number, column in enumerate(SHOWN, start=1):
        head, letter = sheet.cell(1, number), get_column_letter(number)
        head.font, head.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[letter].width = WIDE.get(column.name, 18)
        options = _options(column, place, reader)
        if options:
            rule = DataValidation(type="list", formula1=f'"{",".join(options)}"', allow_blank=True)
            rule.errorTitle = heading(column)[:32]
            sheet.add_data_validation(rule)
            rule.add(f"{letter}2:{letter}{ROW_LIMIT + 1}")


def _options(column: Column, place: Place, reader: str) -> list[str]:
    match column.name:
        case "dietary":
            return [str(one.label) for one in Dietary]
        case "site":
            return [site.name_in(reader).replace(",", " ") for site in place.sites]
        case "is_head":
            return [pgettext("answer", "Yes")]
    return []


def _cell(column: Column, member: DelegationMember, place: Place, reader: str) -> str | None:
    registration = member.registration
    if column.is_stay:
        stay: Stay | None = getattr(registration, "stay", None)
        return _said(getattr(stay, column.name), place, stay, reader, column) if stay else None
    match column.name:
        case "family" | "given" | "patronymic":
            return clean(getattr(_name(member), column.name)) or None
        case "is_head":
            return pgettext("answer", "Yes") if member.is_head else None
        case "address":
            user = registration.user
            return member.address or (user.email if user else None)
        case "speaks":
            return ", ".join(str(LanguageCode(code).label) for code in registration.speaks) or None
    return clean(getattr(registration, column.name)) or None


def _name(member: DelegationMember) -> PersonName:
    person = member.registration.person
    rows = {one.language: one for one in person.names.all()}
    return rows.get(person.language) or next(iter(rows.values()))


def _said(value: Any, place: Place, stay: Stay, reader: str, column: Column) -> str | None:
    if isinstance(value, datetime):
        return value.astimezone(stay.site.zone if stay.site else place.zone).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    match column.name:
        case "site":
            words = value.name_in(reader) if value else ""
        case "dietary":
            words = str(Dietary(value).label) if value != Dietary.NONE else ""
        case "nationality":
            words = countries_in(reader).get(value, value)
        case _:
            words = value or ""
    return clean(words) or None
