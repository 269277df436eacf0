"""An agreement as DOCX: what the lawyers of both sides go on working with."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from qiaomost.partnering.documents.annexes import Table
from qiaomost.partnering.documents.layout import BLANK, Row, Segment, Sheet, arrange
from qiaomost.partnering.documents.values import AgreementDocument, Words
from qiaomost.partnering.documents.wordprocessing import (
    add_field,
    add_text,
    borders,
    empty_document,
    keep_with_next,
    repeat_as_header,
    widths,
)

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph

_SEPARATOR = " / "


def agreement_docx(document: AgreementDocument) -> bytes:
    """Return ``document`` as DOCX; the same document always gives the same bytes."""
    sheet = arrange(document)
    word = empty_document(
        title=" · ".join(sheet.rows[0].cells[language] for language in sheet.languages),
        is_wide=len(sheet.languages) == 3,
        day=document.day,
    )
    _header_and_footer(word, sheet)
    _columns(word, sheet)
    _signatures(word, sheet)
    for table in sheet.annexes:
        _annex(word, table, sheet.languages)
    return _same_each_time(word)


def _header_and_footer(word: Document, sheet: Sheet) -> None:
    section = word.sections[0]
    head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
    head.alignment, foot.alignment = 2, 1
    add_text(head, sheet.number, "en", size=8)
    for at, language in enumerate(sheet.languages):
        if at:
            add_text(foot, "　", "zh", size=8)
        before, _, rest = sheet.page[language].partition("{page}")
        between, _, after = rest.partition("{pages}")
        for text, field in ((before, "PAGE"), (between, "NUMPAGES"), (after, "")):
            add_text(foot, text, language, size=8)
            if field:
                add_field(foot, field, language, size=8)


def _columns(word: Document, sheet: Sheet) -> None:
    table = word.add_table(rows=0, cols=len(sheet.languages))
    widths(table, word, [1 / len(sheet.languages)] * len(sheet.languages))
    borders(table, inside_vertical=True)
    for row in sheet.rows:
        cells = table.add_row().cells
        for language, cell in zip(sheet.languages, cells, strict=True):
            _cell(cell, row, language)


def _cell(cell: _Cell, row: Row, language: str) -> None:
    paragraph = cell.paragraphs[0]
    is_strong = row.style in {"title", "heading"}
    for at, line in enumerate(row.cells[language].split("\n")):
        if at:
            paragraph = cell.add_paragraph()
        strong = is_strong or (row.style == "party" and at == 0)
        add_text(paragraph, line, language, strong=strong, size=13 if row.style == "title" else None)
    if row.style == "text" and language == "zh":
        paragraph.alignment = 3  # both edges; in narrow columns of long words this would tear holes
    elif row.style == "title":
        paragraph.alignment = 1
    if is_strong:
        keep_with_next(paragraph, before=8)
    else:
        paragraph.paragraph_format.space_after = 63500  # 5 pt


def _signatures(word: Document, sheet: Sheet) -> None:
    word.add_paragraph()
    table = word.add_table(rows=1, cols=len(sheet.signatures))
    widths(table, word, [1 / len(sheet.signatures)] * len(sheet.signatures))
    for block, cell in zip(sheet.signatures, table.rows[0].cells, strict=True):
        for at, line in enumerate(block):
            paragraph = cell.paragraphs[0] if at == 0 else cell.add_paragraph()
            _segments(paragraph, line, strong=at == 0)
            keep_with_next(paragraph, before=18 if line[-1][1] == BLANK else 4)


def _segments(paragraph: Paragraph, line: tuple[Segment, ...], *, strong: bool) -> None:
    for at, (language, text) in enumerate(line):
        if at:
            add_text(paragraph, ": " if text == BLANK else _SEPARATOR, "en", strong=strong)
        add_text(paragraph, text, language, strong=strong)


def _annex(word: Document, annex: Table, languages: tuple[str, ...]) -> None:
    caption = word.add_paragraph()
    keep_with_next(caption, before=18)
    _stacked(caption, annex.caption, languages, strong=True)
    table = word.add_table(rows=0, cols=len(annex.head))
    widths(table, word, [weight / sum(annex.weights) for weight in annex.weights])
    borders(table, inside_vertical=True, all_around=True)
    for number, row in enumerate((annex.head, *annex.rows)):
        added = table.add_row()
        for words, cell in zip(row, added.cells, strict=True):
            _stacked(cell.paragraphs[0], words, languages, strong=number == 0, size=9)
        if number == 0:
            repeat_as_header(added)


def _stacked(
    paragraph: Paragraph, words: Words, languages: tuple[str, ...], *, strong: bool, size: int | None = None
) -> None:
    lines = [
        (language, line)
        for language in languages
        if language in words
        for line in words[language].split("\n")
    ]
    for at, (language, line) in enumerate(lines):
        if at:
            paragraph.add_run().add_break()
        add_text(paragraph, line, language, strong=strong, size=size)


def _same_each_time(word: Document) -> bytes:
    """The saved package without the time of saving, which its archive would tell."""
    saved, steady = BytesIO(), BytesIO()
    word.save(saved)
    with ZipFile(saved) as source, ZipFile(steady, "w", ZIP_DEFLATED) as target:
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            target.writestr(ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0)), source.read(name), ZIP_DEFLATED)
    return steady.getvalue()
