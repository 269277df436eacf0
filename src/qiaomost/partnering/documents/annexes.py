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
_WEIGHTS = {"ordinal": 7, "title": 25, "deliverable": 26, "origin": 26, "criteria": 26}
_OTHER_WEIGHT = 21


@dataclass(frozen=True, slots=True)
class Table:
    """A table over the whole width; each cell has the languages below each other, ``weights`` divide the width."""

    name: str
    caption: Words
    head: tuple[Words, ...]
    rows: tuple[tuple[Words, ...], ...]
    weights: tuple[int, ...]

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
        columns = _milestone_columns(document.milestones)
        rows = [_milestone(*item, columns, shown) for item in enumerate(document.milestones, start=1)]
        tables.append(_table("milestones", columns, rows, shown))
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
        weights=tuple(_WEIGHTS.get(column, _OTHER_WEIGHT) for column in columns),
    )


def _milestone_columns(milestones: Sequence[Milestone]) -> tuple[str, ...]:
    """The columns of the plan; acceptance has its own only where something was agreed about it."""
    more = [name for name in ("criteria", "end_user") if any(getattr(one, name) for one in milestones)]
    return (*_MILESTONE, *more)


def _milestone(
    ordinal: int, milestone: Milestone, columns: Sequence[str], shown: tuple[str, ...]
) -> tuple[Words, ...]:
    payment, nothing = milestone.payment, dict.fromkeys(shown, "—")
    cells = {
        "ordinal": {language: str(ordinal) for language in shown},
        "title": milestone.title,
        "deliverable": milestone.deliverable,
        "due": {language: day(milestone.due, language) for language in shown},
        "payment": {language: money(payment, language) for language in shown} if payment else nothing,
        "criteria": milestone.criteria or nothing,
        "end_user": milestone.end_user or nothing,
    }
    return tuple(cells[column] for column in columns)


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
