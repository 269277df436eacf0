"""Rows of JSONL, CSV and XLSX files, one at a time. A row that can't be read is a row with a fault, not the end."""

from __future__ import annotations

import codecs
import csv
import json
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

from qiaomost.catalogue.transfer.cells import unguarded

ENCODINGS = ("utf-8", "gb18030", "cp1251")
"""In all three a line break is one byte that is part of no other character."""

LINE_LIMIT = 1 << 20
FIELD_LIMIT = 100_000
COLUMN_LIMIT = 500
XLSX_LIMIT = 256 << 20
XLSX_RATIO = 200
"""A workbook may unpack to so many bytes, and to so many times its size (a sheet of text does 5 to 30 times)."""

_HEAD = 1 << 16
_DELIMITERS = (",", ";", "\t")
_TEXT_SUFFIXES = {".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".tsv": "csv", ".txt": "csv"}


class UnreadableFile(Exception):
    """The file as a whole can't be read; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its line in the file (of a workbook: its row) and its values, or what is wrong with it."""

    line: int
    values: Mapping[str, Any] = field(default_factory=dict)
    fault: str = ""


def read_rows(path: Path, *, encoding: str | None = None) -> Iterator[Row]:
    """Yield the rows of a file whose kind its suffix tells.

    Args:
        path: a ``.jsonl``, ``.csv``, ``.tsv``, ``.txt`` (delimited) or ``.xlsx`` file.
        encoding: one of ``ENCODINGS``; without it UTF-8, with or without a byte-order mark.

    Raises:
        UnreadableFile: at the first row, or later where a workbook is damaged.
    """
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        yield from _xlsx(path)
        return
    if suffix not in _TEXT_SUFFIXES:
        raise UnreadableFile(
            f"“{suffix}” is none of the kinds that can be read: .jsonl, .csv, .tsv, .txt, .xlsx."
        )
    try:
        with path.open("rb") as stream:
            if encoding is None:
                _require_utf8(stream.read(_HEAD))
                stream.seek(0)
            lines = _lines(stream, encoding or "utf-8")
            yield from _jsonl(lines) if _TEXT_SUFFIXES[suffix] == "jsonl" else _csv(lines)
    except OSError as error:
        raise UnreadableFile(str(error.strerror)) from error


def is_table(path: Path) -> bool:
    """Whether the file's first row names the columns of all others."""
    return _TEXT_SUFFIXES.get(path.suffix.lower()) != "jsonl"


def count_lines(path: Path) -> int:
    """Return about how many rows the file has, for a progress bar; 0 for a workbook, which does not tell."""
    if path.suffix.lower() not in _TEXT_SUFFIXES:
        return 0
    try:
        with path.open("rb") as stream:
            return sum(block.count(b"\n") for block in iter(lambda: stream.read(LINE_LIMIT), b""))
    except OSError as error:
        raise UnreadableFile(str(error.strerror)) from error


def _require_utf8(head: bytes) -> None:
    """Refuse a file in which no line with other than ASCII bytes is UTF-8; single broken lines are rows' faults."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableFile("The file is in UTF-16; save it as UTF-8.")
    foreign = [line for line in head[: head.rfind(b"\n") + 1 or None].splitlines() if not line.isascii()]
    if foreign and not any(_is_utf8(line) for line in foreign):
        raise UnreadableFile(
            f"The file is not in UTF-8. Name its encoding: --encoding {' or '.join(ENCODINGS[1:])}."
        )


def _is_utf8(line: bytes) -> bool:
    try:
        codecs.utf_8_decode(line, "strict", False)  # the head may end within a character
    except UnicodeDecodeError:
        return False
    return True


@dataclass(slots=True)
class _Line:
    number: int
    text: str
    fault: str = ""


def _lines(stream: BinaryIO, encoding: str) -> Iterator[_Line]:
    """Yield decoded lines with their break; one that is too long or does not decode comes empty, with its fault."""
    number = 0
    while raw := stream.readline(LINE_LIMIT):
        number += 1
        if number == 1:
            raw = raw.removeprefix(b"\xef\xbb\xbf")
        if len(raw) == LINE_LIMIT and not raw.endswith(b"\n"):
            _skip_line(stream)
            yield _Line(number, "\n", f"The line is longer than {LINE_LIMIT} bytes.")
            continue
        try:
            yield _Line(number, raw.decode(encoding))
        except UnicodeDecodeError as error:
            yield _Line(number, "\n", f"Byte {error.start + 1} of the line is not {encoding.upper()}.")


def _skip_line(stream: BinaryIO) -> None:
    while (raw := stream.readline(LINE_LIMIT)) and not raw.endswith(b"\n"):
        pass


def _jsonl(lines: Iterable[_Line]) -> Iterator[Row]:
    for line in lines:
        if line.fault:
            yield Row(line.number, fault=line.fault)
        elif line.text.strip():
            yield _json_row(line)


def _json_row(line: _Line) -> Row:
    try:
        values = json.loads(line.text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        return Row(line.number, fault=f"The line is not JSON: {error}.")
    if not isinstance(values, dict):
        return Row(line.number, fault="The line is not a JSON object.")
    return Row(line.number, values)


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON number")


class _Feed:
    """Hands lines to the csv module and remembers the faults of those that the present row is made of."""

    def __init__(self, lines: Iterator[_Line]) -> None:
        self._lines = lines
        self.first = self.last = 0
        self.fault = ""

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            self.first = self.first or line.number
            self.last = line.number
            self.fault = self.fault or line.fault
            yield line.text

    def start_row(self) -> None:
        self.first, self.fault = 0, ""


def _csv(lines: Iterator[_Line]) -> Iterator[Row]:
    head = next((line for line in lines if line.fault or line.text.strip()), None)
    if head is None:
        return
    if head.fault:
        raise UnreadableFile(f"The line with the names of the columns can't be read. {head.fault}")
    names, delimiter = _csv_head(head.text)
    feed = _Feed(lines)
    reader = csv.reader(feed, delimiter=delimiter, strict=True)
    while True:
        feed.start_row()
        try:
            cells = next(reader, None)
        except csv.Error as error:
            yield Row(feed.first or feed.last, fault=f"The row is not CSV: {error}.")
            continue
        if cells is None:
            return
        if feed.fault:
            yield Row(feed.first, fault=feed.fault)
        elif cells:
            yield _table_row(feed.first, names, cells)


def _csv_head(line: str) -> tuple[list[str], str]:
    """Return the names of the columns and the delimiter: the one that makes most columns, a comma if none does."""
    try:
        heads = [(next(csv.reader([line], delimiter=mark, strict=True)), mark) for mark in _DELIMITERS]
    except csv.Error as error:
        raise UnreadableFile(f"The line with the names of the columns is not CSV: {error}.") from error
    names, delimiter = max(heads, key=lambda head: len(head[0]))
    return _names(names), delimiter


def _names(cells: Sequence[str]) -> list[str]:
    names = [cell.strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    if not names or len(names) > COLUMN_LIMIT or not all(names):
        raise UnreadableFile(f"The first row must name the columns, each of them, {COLUMN_LIMIT} at most.")
    if len(set(names)) < len(names):
        twice = sorted({name for name in names if names.count(name) > 1})
        raise UnreadableFile(f"Two columns have the same name: {', '.join(twice)}.")
    return names


def _table_row(line: int, names: Sequence[str], cells: Sequence[str]) -> Row:
    if len(cells) < len(names) or any(cells[len(names) :]):
        return Row(line, fault=f"The row has {len(cells)} cells, the first row names {len(names)}.")
    if any(len(cell) > FIELD_LIMIT for cell in cells):
        return Row(line, fault=f"A cell is longer than {FIELD_LIMIT} characters.")
    return Row(line, dict(zip(names, map(unguarded, cells), strict=False)))


def _xlsx(path: Path) -> Iterator[Row]:
    """Read the first sheet. openpyxl answers a damaged file with errors of many classes: all mean the same here."""
    number = 0
    try:
        _refuse_bomb(path)
        for number, cells in enumerate(_sheet(path), start=1):
            if number == 1:
                names = _names(cells)
            elif any(cells):
                yield _table_row(number, names, [*cells, *[""] * (len(names) - len(cells))])
    except UnreadableFile:
        raise
    except Exception as error:
        raise UnreadableFile(f"The workbook is damaged after row {number}: {error}") from error


def _refuse_bomb(path: Path) -> None:
    """Refuse a workbook that unpacks to more than it may; sizes are the archive's own, which zipfile enforces."""
    with zipfile.ZipFile(path) as archive:
        unpacked = sum(entry.file_size for entry in archive.infolist())
    if unpacked > min(XLSX_LIMIT, max(XLSX_RATIO * path.stat().st_size, 1 << 20)):
        raise UnreadableFile(f"The workbook unpacks to {unpacked} bytes, more than it may.")


def _sheet(path: Path) -> Iterator[list[str]]:
    from openpyxl import load_workbook

    with warnings.catch_warnings(), path.open("rb") as stream:
        warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions that do not concern us
        sheet = load_workbook(stream, read_only=True, data_only=True).worksheets[0]
        sheet.reset_dimensions()  # what a file says of its own size may be wrong
        for cells in sheet.iter_rows(values_only=True):
            yield [_cell_text(cell) for cell in cells]


def _cell_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if not (value.hour or value.minute) else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
