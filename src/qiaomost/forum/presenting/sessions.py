"""One session as its page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from qiaomost.catalogue.states import TextOrigin
from qiaomost.common.languages import INTERFACE_CODES, LanguageCode, in_language, reading_order
from qiaomost.forum.comparing import Content, Item
from qiaomost.forum.models import Material
from qiaomost.forum.presenting.programme_rows import ProgrammeRow, row_of, said
from qiaomost.forum.states import AppearanceRole


@dataclass(frozen=True, slots=True)
class TextRow:
    """One language of a session: its badge, and whether it is the one shown."""

    code: str
    tag: str
    label: str
    title: str
    abstract: str
    origin: str
    is_original: bool
    is_shown: bool


@dataclass(frozen=True, slots=True)
class PersonRow:
    name: str
    organisation: str
    role: str


@dataclass(frozen=True, slots=True)
class SessionPage:
    """A released session, and its files."""

    row: ProgrammeRow
    texts: tuple[TextRow, ...]
    shown: TextRow | None
    people: tuple[PersonRow, ...]
    address: str
    link: str
    materials: Sequence[Material]


def session_page(
    content: Content, item: Item, materials: Sequence[Material], *, reader: str, zone: str, text: str = ""
) -> SessionPage:
    """Return the page in the reader's language, or with the text in the language ``text`` if there is one."""
    titles = {code: code for code in item["texts"]}
    wanted = text if text in titles else in_language(titles, reading_order(reader)) or ""
    texts = tuple(
        _text(code, item["texts"][code], code == wanted) for code in LanguageCode.values if code in titles
    )
    site = content["sites"][content["rooms"][item["room"]]["site"]]
    return SessionPage(
        row=row_of(content, item, reader, zone),
        texts=texts,
        shown=next((one for one in texts if one.is_shown), None),
        people=people_of(item, reader),
        address=said(site["addresses"], reader),
        link=site["link"],
        materials=materials,
    )


def people_of(item: Item, reader: str) -> tuple[PersonRow, ...]:
    """Who appears in a session, with organisation and role."""
    return tuple(
        PersonRow(
            said(one["names"], reader),
            said(one["organisation"], reader),
            str(AppearanceRole(one["role"]).label),
        )
        for one in item["people"]
    )


def _text(code: str, text: dict[str, Any], is_shown: bool) -> TextRow:
    return TextRow(
        code=code,
        tag=INTERFACE_CODES[code],
        label=str(LanguageCode(code).label),
        title=text["title"],
        abstract=text["abstract"],
        origin=str(TextOrigin(text["origin"]).label),
        is_original=text["origin"] == TextOrigin.ORIGINAL,
        is_shown=is_shown,
    )
