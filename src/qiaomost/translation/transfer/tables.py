"""Memory and term base as CSV (UTF-8)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import IO

from django.utils.translation import gettext as _

from qiaomost.common.languages import LanguageCode
from qiaomost.translation.drafts import ConceptDraft, LanguageForms
from qiaomost.translation.models import Concept, Segment
from qiaomost.translation.selectors import forms_of
from qiaomost.translation.services import SegmentDraft
from qiaomost.translation.states import SegmentOrigin
from qiaomost.translation.transfer.tmx import UnreadableFile

MEMORY_COLUMNS = ("source_language", "target_language", "source", "target")
TERM_COLUMNS = (
    "code",
    "subject",
    *(
        f"{language}{kind}"
        for language in ("zh", "ru", "en")
        for kind in ("", "_other", "_forbidden", "_note")
    ),
)
_FORMULA = frozenset("=+@-\t")
BETWEEN = "|"
"""Stands between the forms of one cell."""


def read_memory(stream: IO[bytes]) -> Iterator[SegmentDraft]:
    """Yield the segments of a table; ``origin`` may be missing.

    Raises:
        UnreadableFile: a column is missing, a language is not known, or the file is not UTF-8.
    """
    for line, row in _rows(stream, required=MEMORY_COLUMNS):
        languages = (row["source_language"], row["target_language"])
        if not set(languages) <= set(LanguageCode.values) or languages[0] == languages[1]:
            raise UnreadableFile(_("Line %(line)d: choose two of the three languages.") % {"line": line})
        is_machine = row.get("origin") == SegmentOrigin.MACHINE
        origin = SegmentOrigin.MACHINE if is_machine else SegmentOrigin.HUMAN
        yield SegmentDraft(*languages, row["source"], row["target"], origin.value)


def write_memory(segments: Iterable[Segment], stream: IO[bytes]) -> int:
    """Write approved segments as a table; returns how many."""
    rows = ((one.source_language, one.target_language, one.source_text, one.target_text) for one in segments)
    return _write(stream, MEMORY_COLUMNS, rows)


def read_terms(stream: IO[bytes]) -> Iterator[tuple[int, ConceptDraft]]:
    """Yield line and concept of each row.

    Raises:
        UnreadableFile: a column is missing, or the file is not UTF-8.
    """
    for line, row in _rows(stream, required=("code", "subject", "zh", "ru", "en")):
        forms = {
            language: LanguageForms(
                row[language].strip(),
                _several(row.get(f"{language}_other", "")),
                _several(row.get(f"{language}_forbidden", "")),
                row.get(f"{language}_note", ""),
            )
            for language in ("zh", "ru", "en")
        }
        yield line, ConceptDraft(row["subject"], forms, code=row["code"])


def write_terms(concepts: Iterable[Concept], stream: IO[bytes]) -> int:
    """Write concepts as a table; returns how many."""
    return _write(stream, TERM_COLUMNS, map(_term_row, concepts))


def _term_row(concept: Concept) -> list[str]:
    forms = forms_of(concept)
    cells = [concept.code, concept.subject]
    for language in ("zh", "ru", "en"):
        given = forms.get(language, LanguageForms(""))
        lists = (given.admitted, given.forbidden)
        cells += [given.preferred, *(f" {BETWEEN} ".join(texts) for texts in lists), given.note]
    return cells


def _several(cell: str) -> tuple[str, ...]:
    return tuple(text.strip() for text in cell.split(BETWEEN) if text.strip())


def _rows(stream: IO[bytes], *, required: Iterable[str]) -> Iterator[tuple[int, Mapping[str, str]]]:
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    try:
        reader = csv.DictReader(text, restval="", restkey="", strict=True)
        missing = [name for name in required if name not in (reader.fieldnames or ())]
        if missing:
            names = ", ".join(missing)
            raise UnreadableFile(_("The file lacks the columns %(names)s.") % {"names": names})
        for row in reader:
            yield reader.line_num, {name: _value(cell) for name, cell in row.items()}
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnreadableFile(_("This is no table in UTF-8: %(reason)s") % {"reason": error}) from error
    finally:
        text.detach()


def _write(stream: IO[bytes], columns: Iterable[str], rows: Iterable[Iterable[str]]) -> int:
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
    writer, written = csv.writer(text), 0
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(value) for value in row])
        written += 1
    text.detach()
    return written


def _cell(value: str) -> str:
    """Spreadsheets run what begins like a formula, so a sign before it keeps it a text."""
    return f"'{value}" if value[:1] in _FORMULA else value


def _value(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:2] in _FORMULA else cell
