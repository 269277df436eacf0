"""The proceedings as a page, as linked data, and as citations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString

from qiaomost.catalogue.states import TextOrigin
from qiaomost.common.languages import LanguageCode, in_language, reading_order
from qiaomost.common.linked_data import LANGUAGE_TAGS, as_script
from qiaomost.forum.comparing import Item
from qiaomost.forum.models import Edition, Material
from qiaomost.forum.presenting.programme_rows import said
from qiaomost.forum.selectors.proceedings import Paper, Proceedings
from qiaomost.forum.selectors.telling import title_of
from qiaomost.forum.states import AppearanceRole, SessionKind

SPECIAL = {sign: f"\\{sign}" for sign in "&%$#_"} | {
    "{": "\\{",
    "}": "\\}",
    "\\": "\\textbackslash{}",
    "~": "\\textasciitilde{}",
    "^": "\\textasciicircum{}",
}
"""What TeX would read as a command."""

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
NOT_AUTHORS = frozenset({AppearanceRole.CHAIR.value, AppearanceRole.INTERPRETER.value})


@dataclass(frozen=True, slots=True)
class AbstractRow:
    """One language of a contribution."""

    code: str
    tag: str
    label: str
    title: str
    abstract: str
    origin: str


@dataclass(frozen=True, slots=True)
class Author:
    name: str
    organisation: str


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A contribution in the proceedings."""

    id: str
    number: int | None
    kind: str
    title: str
    tag: str
    abstract: str
    others: tuple[AbstractRow, ...]
    authors: tuple[Author, ...]
    materials: tuple[Material, ...]


@dataclass(frozen=True, slots=True)
class TrackPart:
    name: str
    papers: tuple[PaperRow, ...]


@dataclass(frozen=True, slots=True)
class ProceedingsPage:
    parts: tuple[TrackPart, ...]
    count: int
    linked_data: SafeString


def proceedings_page(found: Proceedings, reader: str) -> ProceedingsPage:
    """Return the page in the reader's language; every other language of a text stands behind it."""
    tracks = found.content["tracks"]
    groups = groupby(found.papers, key=lambda paper: paper.item["track"])
    return ProceedingsPage(
        parts=tuple(
            TrackPart(said(tracks[code]["names"], reader), tuple(_row(one, reader) for one in papers))
            for code, papers in groups
        ),
        count=len(found.papers),
        linked_data=as_script(_linked(found, reader)),
    )


def bibtex(found: Proceedings) -> str:
    """Return one entry for each contribution, in its original language; UTF-8, as biber reads it."""
    return "\n".join(_entry(found.edition, one.item) for one in found.papers)


def _row(paper: Paper, reader: str) -> PaperRow:
    texts = _texts(paper.item)
    shown = _shown(texts, reader)
    return PaperRow(
        id=paper.item["id"],
        number=paper.number,
        kind=str(SessionKind(paper.item["kind"]).label),
        title=shown.title if shown else title_of(paper.item, reader),
        tag=shown.tag if shown else "",
        abstract=shown.abstract if shown else "",
        others=tuple(one for one in texts if shown is None or one.code != shown.code),
        authors=tuple(_authors(paper.item, reader)),
        materials=paper.materials,
    )


def _texts(item: Item) -> list[AbstractRow]:
    return [
        AbstractRow(
            code=code,
            tag=LANGUAGE_TAGS[code],
            label=str(LanguageCode(code).label),
            title=text["title"],
            abstract=text["abstract"],
            origin=str(TextOrigin(text["origin"]).label),
        )
        for code in LanguageCode.values
        if (text := item["texts"].get(code)) and text["title"]
    ]


def _shown(texts: Sequence[AbstractRow], reader: str) -> AbstractRow | None:
    return in_language({one.code: one for one in texts}, reading_order(reader))


def _authors(item: Item, reader: str) -> Iterator[Author]:
    for one in _writing(item):
        yield Author(said(one["names"], reader), said(one["organisation"], reader))


def _writing(item: Item) -> Iterable[dict[str, Any]]:
    return (one for one in item["people"] if one["role"] not in NOT_AUTHORS)


def _linked(found: Proceedings, reader: str) -> dict[str, Any]:
    edition = found.edition
    return {
        "@type": "PublicationVolume",
        "@id": _address("forum-proceedings", edition.code),
        "name": edition.name_in(reader),
        "about": {
            "@type": "Event",
            "name": edition.name_in(reader),
            "startDate": edition.first_day.isoformat(),
            "endDate": edition.last_day.isoformat(),
            "organizer": {"@type": "Organization", "name": edition.organiser.name_in(reader)},
        },
        "hasPart": [_linked_paper(edition, one, reader) for one in found.papers],
    }


def _linked_paper(edition: Edition, paper: Paper, reader: str) -> dict[str, Any]:
    row, item = _row(paper, reader), paper.item
    return {
        "@type": "ScholarlyArticle",
        "@id": f"{_address('forum-proceedings', edition.code)}#paper-{item['id']}",
        "headline": row.title,
        "abstract": row.abstract,
        "inLanguage": row.tag,
        "datePublished": item["starts_at"][:10],
        "author": [
            {
                "@type": "Person",
                "name": one.name,
                **(
                    {"affiliation": {"@type": "Organization", "name": one.organisation}}
                    if one.organisation
                    else {}
                ),
            }
            for one in row.authors
        ],
        "encoding": [
            {
                "@type": "MediaObject",
                "name": one.name,
                "encodingFormat": one.media_type,
                "contentUrl": _address("forum-material", edition.code, item["id"], one.pk),
            }
            for one in paper.materials
        ],
    }


def _entry(edition: Edition, item: Item) -> str:
    language = original_of(item)
    text = item["texts"].get(language) or next(iter(item["texts"].values()))
    starts = datetime.fromisoformat(item["starts_at"])
    fields = {
        "author": " and ".join(f"{{{_tex(said(one['names'], language))}}}" for one in _writing(item)),
        "title": f"{{{_tex(text['title'])}}}",
        "booktitle": f"{{{_tex(edition.name_in(language))}}}",
        "year": str(starts.year),
        "abstract": _tex(" ".join(text["abstract"].split())),
        "language": {"zh": "chinese", "ru": "russian", "en": "english"}[language],
        "url": _address("forum-session", edition.code, item["id"]),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    month = f"  month = {MONTHS[starts.astimezone(ZoneInfo('UTC')).month - 1]},"
    key = f"{edition.code}-{item['id'][:8]}"
    return "\n".join((f"@inproceedings{{{key},", *lines, month, "}", ""))


def original_of(item: Item) -> str:
    """The language in which a contribution was written."""
    codes = (code for code, text in item["texts"].items() if text["origin"] == TextOrigin.ORIGINAL)
    return next(codes, next(iter(item["texts"]), "en"))


def _tex(words: str) -> str:
    return "".join(SPECIAL.get(sign, sign) for sign in words)


def _address(name: str, *args: object) -> str:
    return settings.QIAOMOST.site_url + reverse(name, args=args)
