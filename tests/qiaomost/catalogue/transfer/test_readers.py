from __future__ import annotations

import json
import zipfile
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from qiaomost.catalogue.transfer import readers
from qiaomost.catalogue.transfer.readers import Row, UnreadableFile, count_lines, read_rows


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def workbook(folder: Path, rows: list[list[object]]) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(folder / "rows.xlsx")
    return folder / "rows.xlsx"


def lines_and_faults(path: Path, **options: str) -> list[tuple[int, str]]:
    return [(row.line, row.fault) for row in read_rows(path, **options)]


def test_jsonl_broken_lines_are_faults_and_the_rest_is_read(tmp_path: Path):
    lines = [
        b'{"title": "\xe6\xa1\xa5"}',
        b"{",
        b"[1]",
        b"",
        b'{"a": NaN}',
        b'{"a": "\xff"}',
        b"[" * 100_000,
        b'{"b": 1}',
    ]
    rows = list(read_rows(written(tmp_path, "a.jsonl", b"\n".join(lines))))
    assert [row.line for row in rows] == [1, 2, 3, 5, 6, 7, 8]
    assert rows[0] == Row(1, {"title": "桥"})
    assert rows[-1] == Row(8, {"b": 1})
    assert [row.fault[:22] for row in rows[1:-1]] == [
        "The line is not JSON: ",
        "The line is not a JSON",
        "The line is not JSON: ",
        "Byte 8 of the line is ",
        "The line is not JSON: ",
    ]


def test_jsonl_line_of_ten_megabytes_is_a_fault_and_the_next_is_read(tmp_path: Path):
    path = written(tmp_path, "a.jsonl", '{"title": "' + "x" * 10_000_000 + '"}\n{"title": "y"}')
    assert lines_and_faults(path) == [(1, "The line is longer than 1048576 bytes."), (2, "")]


def test_jsonl_byte_order_mark_is_no_part_of_the_first_line(tmp_path: Path):
    assert list(read_rows(written(tmp_path, "a.jsonl", b'\xef\xbb\xbf{"a": 1}\r\n'))) == [Row(1, {"a": 1})]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_delimiter_is_that_which_makes_most_columns(tmp_path: Path, delimiter: str):
    text = delimiter.join(["title", "note"]) + "\n" + delimiter.join(["мост", '"a, b; c\td\ne"']) + "\n"
    assert list(read_rows(written(tmp_path, "a.csv", text))) == [
        Row(2, {"title": "мост", "note": "a, b; c\td\ne"})
    ]


@pytest.mark.parametrize(
    ("encoding", "word"), [("gb18030", "桥梁"), ("cp1251", "мост"), ("utf-8", "桥 мост")]
)
def test_csv_encoding_is_taken_as_declared(tmp_path: Path, encoding: str, word: str):
    path = written(tmp_path, "a.csv", f"title\n{word}\n".encode(encoding))
    assert list(read_rows(path, encoding=encoding)) == [Row(2, {"title": word})]


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
@pytest.mark.parametrize("encoding", ["gb18030", "cp1251", "utf-16"])
def test_file_in_another_encoding_is_refused_with_the_flag_to_use(tmp_path: Path, name: str, encoding: str):
    word = "桥梁抗冻" if encoding == "gb18030" else "морозостойкость"
    path = written(tmp_path, name, f'title\n{{"title": "{word}"}}\n'.encode(encoding))
    with pytest.raises(UnreadableFile, match="UTF-8"):
        list(read_rows(path))


def test_csv_broken_rows_are_faults_and_the_rest_is_read(tmp_path: Path):
    body = ["title,note", "a,b", "a", "a,b,c", '"a"x,b', "", "ж,б", "\ud800", f"{'x' * 100_001},b", "c,d"]
    path = written(tmp_path, "a.csv", "\n".join(body).encode("utf-8", "surrogatepass"))
    rows = list(read_rows(path))
    assert [row.line for row in rows if not row.fault] == [2, 7, 10]
    assert [(row.line, row.fault[:16]) for row in rows if row.fault] == [
        (3, "The row has 1 ce"),
        (4, "The row has 3 ce"),
        (5, "The row is not C"),
        (8, "Byte 1 of the li"),
        (9, "A cell is longer"),
    ]


def test_csv_open_quote_at_the_end_is_a_fault(tmp_path: Path):
    assert lines_and_faults(written(tmp_path, "a.csv", 'title\na\n"b\nc')) == [
        (2, ""),
        (3, "The row is not CSV: unexpected end of data."),
    ]


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        ("a,a", "same name: a"),
        ("a,,b", "must name the columns"),
        ('"a', "is not CSV"),
        (",".join(map(str, range(501))), "500"),
    ],
)
def test_csv_with_wrong_names_of_columns_is_refused(tmp_path: Path, head: str, reason: str):
    with pytest.raises(UnreadableFile, match=reason):
        list(read_rows(written(tmp_path, "a.csv", f"{head}\n1,2\n")))


def test_empty_csv_has_no_rows(tmp_path: Path):
    assert list(read_rows(written(tmp_path, "a.csv", "\n\n"))) == []


def test_xlsx_cells_become_text(tmp_path: Path):
    path = workbook(
        tmp_path, [["title", "n", "day", "flag"], ["桥", 6.0, date(2026, 5, 1), True], [], ["м", 1.5]]
    )
    assert list(read_rows(path)) == [
        Row(2, {"title": "桥", "n": "6", "day": "2026-05-01", "flag": "True"}),
        Row(4, {"title": "м", "n": "1.5", "day": "", "flag": ""}),
    ]


def test_xlsx_bomb_is_refused_before_it_is_unpacked(tmp_path: Path):
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 5_000_000)
    with pytest.raises(UnreadableFile, match="unpacks to 5000000 bytes"):
        list(read_rows(path))


def test_xlsx_entity_bomb_is_refused(tmp_path: Path):
    path = workbook(tmp_path, [["title"], ["a"]])
    entities = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(12))
    cell = '<row r="1"><c t="inlineStr"><is><t>&e12;</t></is></c></row>'
    head = f'<!DOCTYPE x [<!ENTITY e0 "aaaaaaaaaa">{entities}]>'
    sheet = f"{head}<worksheet><sheetData>{cell}</sheetData></worksheet>"
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(path, "w") as new:
        for name, content in parts.items():
            new.writestr(name, sheet.encode() if name.endswith("sheet1.xml") else content)
    with pytest.raises(UnreadableFile, match="damaged"):
        list(read_rows(path))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no archive", b"<html>"])
def test_xlsx_that_is_none_is_refused(tmp_path: Path, content: bytes):
    with pytest.raises(UnreadableFile, match="The workbook is damaged"):
        list(read_rows(written(tmp_path, "a.xlsx", content)))


@pytest.mark.parametrize(
    ("name", "reason"), [("a.xls", "none of the kinds"), ("missing.csv", "No such file")]
)
def test_file_of_another_kind_or_missing_is_refused(tmp_path: Path, name: str, reason: str):
    with pytest.raises(UnreadableFile, match=reason):
        list(read_rows(tmp_path / name))


def test_lines_are_counted_for_text_files(tmp_path: Path):
    assert count_lines(written(tmp_path, "a.jsonl", "{}\n{}\n")) == 2
    assert count_lines(workbook(tmp_path, [["a"]])) == 0


def test_head_that_ends_within_a_character_is_still_utf8(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(readers, "_HEAD", 14)
    path = written(tmp_path, "a.jsonl", json.dumps({"t": "桥桥桥"}, ensure_ascii=False))
    assert list(read_rows(path)) == [Row(1, {"t": "桥桥桥"})]
