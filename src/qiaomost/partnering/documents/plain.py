"""The exact text of an agreement, and the hash by which a version of it is known."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from qiaomost.partnering.documents.layout import Sheet, arrange
from qiaomost.partnering.documents.values import AgreementDocument


def exact_text(document: AgreementDocument, language: str) -> str:
    """Return everything that is printed in ``language``, line by line; pages and blanks for signatures apart."""
    return "\n".join(_lines(arrange(document), language)) + "\n"


def text_sha256(document: AgreementDocument) -> str:
    """Return the SHA-256 (hex) of the exact text in all languages, in the order of the columns.

    It is taken of ``[zh]`` and a line break, the Chinese text, ``[ru]`` and so on, in UTF-8. So it is independent of
    fonts and of the programs that make DOCX and PDF.
    """
    parts = (f"[{language}]\n{exact_text(document, language)}" for language in document.languages.shown)
    return sha256("".join(parts).encode()).hexdigest()


def _lines(sheet: Sheet, language: str) -> Iterator[str]:
    yield from (row.cells[language] for row in sheet.rows)
    for block in sheet.signatures:
        yield from (text for line in block for code, text in line if code == language)
    for table in sheet.annexes:
        yield from (table.caption[language], table.text(language))
