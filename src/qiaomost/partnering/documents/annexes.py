"""The annexes of an agreement: its milestones, and the intellectual property on both sides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qiaomost.partnering.documents.formatting import day, money, percent
from qiaomost.partnering.documents.library import templates, wording
from qiaomost.partnering.documents.typography import typeset
from qiaomost.partnering.documents.values import AgreementDocument, Milestone, Right, Words

_MILESTONE = ("ordinal", "title", "deliverable", "due", "payment")
_RIGHT = ("ordinal", "title", "origin", "shares", "territory")


@dataclass(frozen=True, slots=True)
class Table:
    """A table over the whole width; each cell has the languages below each other."""

    name: str
    caption: Words
    head: tuple[Words, ...]
    rows: tuple[tuple[Words, ...], ...]

    def text(self, language: str) -> str:
        """Return the table in one language, a line a row."""
        cells = (
            (cell.get(language, next(iter(cell.values()))) for cell in row) for row in (self.head, *self.rows)
        )
        return "\n".join(" | ".join(row) for row in cells)


def annexes(document: AgreementDocument) -> tuple[Table, ...]:
    """Return the tables that the document's clauses name, also where nothing was agreed for them."""
    shown = document.languages.shown
    tables = []
    if document.milestones or templates()[document.kind].has_annexes:
        rows = [_milestone(*item, shown) for item in enumerate(document.milestones, start=1)]
        tables.append(_table("milestones", _MILESTONE, rows, shown))
    if document.rights or templates()[document.kind].has_annexes:
        rows = [_right(*item, document) for item in enumerate(document.rights, start=1)]
        tables.append(_table("rights", _RIGHT, rows, shown))
    return tuple(tables)


def _table(name: str, columns: Sequence[str], rows: list[tuple[Words, ...]], shown: tuple[str, ...]) -> Table:
    words = wording()[name]
    nothing = tuple(
        wording()["label"]["none"] if at == 1 else dict.fromkeys(shown, "") for at in range(len(columns))
    )
    return Table(
        name=name,
        caption=_set(words["caption"], shown),
        head=tuple(_set(words[column], shown) for column in columns),
        rows=tuple(tuple(_set(cell, shown) for cell in row) for row in rows or [nothing]),
    )


def _milestone(ordinal: int, milestone: Milestone, shown: tuple[str, ...]) -> tuple[Words, ...]:
    payment = milestone.payment
    return (
        {language: str(ordinal) for language in shown},
        milestone.title,
        milestone.deliverable,
        {language: day(milestone.due, language) for language in shown},
        {language: money(payment, language) if payment else "—" for language in shown},
    )


def _right(ordinal: int, right: Right, document: AgreementDocument) -> tuple[Words, ...]:
    shown = document.languages.shown
    return (
        {language: str(ordinal) for language in shown},
        right.title,
        wording()["origin"][right.origin],
        {language: "\n".join(_shares(right, document, language)) for language in shown},
        right.territory,
    )


def _shares(right: Right, document: AgreementDocument, language: str) -> Iterator[str]:
    names = templates()[document.kind].role_names
    for share in right.shares:
        yield f"{names[share.party][language]} {percent(share.percent, language)}"


def _set(words: Words, shown: tuple[str, ...]) -> Words:
    """The words of a cell by language; what is the same in all of them stands once."""
    cells = {language: typeset(words.get(language, ""), language) for language in shown}
    return cells if len(set(cells.values())) > 1 else {shown[0]: cells[shown[0]]}
