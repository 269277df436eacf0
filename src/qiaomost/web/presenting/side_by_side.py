"""All languages of a record beside each other, section by section."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from qiaomost.catalogue.models import SECTIONS
from qiaomost.catalogue.selectors import sections_visible
from qiaomost.network.permissions import Standing
from qiaomost.web.presenting.records import Language, RecordPage, section_label


@dataclass(frozen=True, slots=True)
class Cell:
    """What a section says in one language: prose, or a list."""

    language: Language
    words: str = ""
    items: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A section in all languages."""

    label: str
    cells: Sequence[Cell]


def side_by_side(page: RecordPage, standing: Standing) -> list[Row]:
    """Return the sections that ``standing`` may read, without those that no language has; the original comes first."""
    record, languages = page.record, page.languages
    stored = {text.language: text for text in record.texts.all()}
    texts = [stored[language.code] for language in languages]
    visible = [sections_visible(standing, record, text) for text in texts]
    rows = [
        Row(
            section_label(record.kind, name),
            [Cell(one, words.get(name, "")) for one, words in zip(languages, visible, strict=True)],
        )
        for name in SECTIONS[record.kind]
    ]
    for label, field in ((_("Acceptance criteria"), "acceptance_criteria"), (_("Keywords"), "keywords")):
        lists = [getattr(text, field) for text in texts]
        rows.append(Row(label, [Cell(one, items=items) for one, items in zip(languages, lists, strict=True)]))
    return [row for row in rows if any(cell.words or cell.items for cell in row.cells)]
