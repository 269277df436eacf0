"""From an agreement to the cells that are printed: one arrangement for DOCX, PDF and plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

from qiaomost.partnering.documents.annexes import Table, annexes
from qiaomost.partnering.documents.formatting import chinese_numeral, day
from qiaomost.partnering.documents.library import templates, wording
from qiaomost.partnering.documents.typography import typeset
from qiaomost.partnering.documents.values import AgreementDocument, Clause, Party, Words

_PARAGRAPH = re.compile(r"\n\s*\n")
_PAGE = {
    "zh": "第 {page} 页　共 {pages} 页",
    "ru": "Страница {page} из {pages}",
    "en": "Page {page} of {pages}",
}
_EN_SPACE = "\N{EN SPACE}"
BLANK = "_" * 22

Style = Literal["title", "facts", "party", "heading", "text"]
Segment = tuple[str, str]
"""Language and text: a stretch that is set by the rules of one language."""


@dataclass(frozen=True, slots=True)
class Row:
    """One cell a language, aligned; a line break stands within a cell."""

    style: Style
    cells: Words


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is printed, from top to bottom: rows, signatures (a column a party), annexes."""

    languages: tuple[str, ...]
    number: str
    rows: tuple[Row, ...]
    signatures: tuple[tuple[tuple[Segment, ...], ...], ...]
    annexes: tuple[Table, ...]
    page: Words


def arrange(document: AgreementDocument) -> Sheet:
    """Return the cells of ``document``, with all articles numbered and every text set by its language's rules."""
    return Sheet(
        languages=document.languages.shown,
        number=typeset(document.number, "en"),
        rows=tuple(_rows(document)),
        signatures=tuple(
            tuple(line for line in _signature(document, at) if line) for at in range(len(document.parties))
        ),
        annexes=annexes(document),
        page={language: _PAGE[language] for language in document.languages.shown},
    )


def paragraphs(body: str) -> list[str]:
    """Return the paragraphs of a text, which empty lines divide."""
    return [part.strip() for part in _PARAGRAPH.split(body.replace("\r\n", "\n")) if part.strip()]


def _rows(document: AgreementDocument) -> Iterator[Row]:
    shown = document.languages.shown
    yield _row("title", document.title, shown)
    yield _row("facts", _facts(document), shown)
    for at, party in enumerate(document.parties):
        yield _row("party", _party(document, at, party), shown)
    yield from (_row("text", cells, shown) for cells in _aligned(document.recitals, shown))
    for number, clause in enumerate(document.clauses, start=1):
        yield from _article(number, clause, shown)


def _article(number: int, clause: Clause, shown: tuple[str, ...]) -> Iterator[Row]:
    heads = {
        "zh": f"第{chinese_numeral(number)}条　",
        "ru": f"Статья {number}. ",
        "en": f"Article {number}. ",
    }
    yield _row("heading", {lang: heads[lang] + clause.heading.get(lang, "") for lang in shown}, shown)
    for ordinal, cells in enumerate(_aligned(clause.body, shown), start=1):
        marks = {"zh": f"{number}.{ordinal}{_EN_SPACE}"}
        numbered = {
            lang: marks.get(lang, f"{number}.{ordinal}. ") + text for lang, text in cells.items() if text
        }
        yield _row("text", numbered, shown)


def _aligned(body: Words, shown: tuple[str, ...]) -> Iterator[Words]:
    """The paragraphs of a text side by side; a language that has fewer leaves its last cells empty."""
    columns = [paragraphs(body.get(language, "")) for language in shown]
    for cells in zip_longest(*columns, fillvalue=""):
        yield dict(zip(shown, cells, strict=True))


def _facts(document: AgreementDocument) -> Words:
    labels = wording()["label"]
    return {
        lang: "\n".join(
            f"{labels[name][lang]}{'：' if lang == 'zh' else ': '}{value}"
            for name, value in (
                ("number", document.number),
                ("place", document.place.get(lang, "")),
                ("day", day(document.day, lang)),
            )
        )
        for lang in document.languages.shown
    }


def _party(document: AgreementDocument, at: int, party: Party) -> Words:
    return {lang: "\n".join(_party_lines(document, at, party, lang)) for lang in document.languages.shown}


def _party_lines(document: AgreementDocument, at: int, party: Party, lang: str) -> Iterator[str]:
    labels, schemes = wording()["label"], wording()["identifier"]
    colon = "：" if lang == "zh" else ": "
    yield f"{role_name(document, at, lang)}{colon}{party.name.get(lang, '')}"
    for identifier in party.identifiers:
        yield f"{schemes[identifier.scheme][lang]}{colon}{identifier.value}"
    who = party.signatory
    signs = listing(lang, who.position.get(lang, ""), who.name.get(lang, ""))
    for name, value in (
        ("address", party.address.get(lang, "")),
        ("email", party.email),
        ("signatory", signs),
        ("authority", who.authority.get(lang, "")),
    ):
        if value:
            yield f"{labels[name][lang]}{colon}{value}"


def listing(lang: str, *parts: str) -> str:
    """Return the parts that are not empty, with the language's comma."""
    return ("，" if lang == "zh" else ", ").join(part for part in parts if part)


def role_name(document: AgreementDocument, at: int, lang: str) -> str:
    """Return what the document calls the party at ``at``."""
    return str(templates()[document.kind].role_names[at][lang])


def _signature(document: AgreementDocument, at: int) -> Iterator[tuple[Segment, ...]]:
    shown, party, labels = document.languages.shown, document.parties[at], wording()["label"]

    def line(words: Words) -> tuple[Segment, ...]:
        return tuple((lang, typeset(words.get(lang, ""), lang)) for lang in shown if words.get(lang))

    yield line({lang: role_name(document, at, lang) for lang in shown})
    yield from (line({lang: party.name.get(lang, "")}) for lang in shown)
    yield (*line(labels["signature"]), ("en", BLANK))
    for lang in shown:
        who = party.signatory
        yield line({lang: listing(lang, who.name.get(lang, ""), who.position.get(lang, ""))})
    yield (*line(labels["signed"]), ("en", BLANK))
    yield line(labels["seal"])


def _row(style: Style, cells: Words, shown: tuple[str, ...]) -> Row:
    return Row(style, {language: typeset(cells.get(language, ""), language) for language in shown})
