"""A record as a reference in somebody's list: GB/T 7714—2015, ГОСТ Р 7.0.100—2018, BibTeX."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import override

from qiaomost.catalogue.models import Record, RecordKind
from qiaomost.web.presenting.records import RecordPage

SITE = "Qiaomost"
KINDS_IN_RUSSIAN = {
    RecordKind.ACHIEVEMENT.value: "научно-техническая разработка",
    RecordKind.CHALLENGE.value: "технологический запрос",
    RecordKind.EXPERT.value: "профиль эксперта",
}
LANGUAGES_IN_BIBTEX = {"zh": "chinese", "ru": "russian", "en": "english"}

_SPECIAL = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
_ESCAPED = re.compile(r"[\\~^{}%&#_$]")


@dataclass(frozen=True, slots=True)
class Source:
    """What a reference says; ``author`` is empty where the owner stays anonymous to the reader."""

    record: Record
    title: str
    language: str
    author: str
    address: str

    @property
    def day(self) -> date:
        """When this state of the record was written."""
        return timezone.localdate(self.record.updated_at)


@dataclass(frozen=True, slots=True)
class Citation:
    """A reference in one style."""

    style: str
    language: str
    text: str


def citations_of(page: RecordPage, today: date) -> list[Citation]:
    """Return the references to a record's page that its reader can copy on the day ``today``."""
    source = Source(page.record, page.text.title, page.text.language, _author(page), page.address)
    return [
        Citation("GB/T 7714—2015", "zh", _chinese(source, today)),
        Citation("ГОСТ Р 7.0.100—2018", "ru", _russian(source, today)),
        Citation("BibTeX", "en", bibtex(source, today)),
    ]


def _author(page: RecordPage) -> str:
    """Who answers for the record, in the language of the text."""
    if page.record.kind == RecordKind.EXPERT:
        return page.record.expert.person.name_in(page.text.language)
    return page.record.organisation.name_in(page.text.language) if page.organisation else ""


def _chinese(source: Source, today: date) -> str:
    author = f"{source.author}. " if source.author else ""
    return (
        f"{author}{source.title}[EB/OL]. ({source.day.isoformat()})[{today.isoformat()}]. {source.address}."
    )


def _russian(source: Source, today: date) -> str:
    responsible = f" / {source.author}" if source.author else ""
    with override("ru"):
        day = format_date(source.day, "j E")
    return (
        f"{source.title} : {KINDS_IN_RUSSIAN[source.record.kind]}{responsible}. — Текст : электронный // "
        f"{SITE} : [сайт]. — {source.day.year}. — {day}. — URL: {source.address} "
        f"(дата обращения: {today:%d.%m.%Y})."
    )


def bibtex(source: Source, today: date) -> str:
    """Return a BibTeX entry; its key is the record's id."""
    fields = {
        "author": f"{{{_escaped(source.author)}}}" if source.author else "",
        "title": f"{{{_escaped(source.title)}}}",
        "howpublished": SITE,
        "year": str(source.day.year),
        "date": source.day.isoformat(),
        "url": source.address,
        "urldate": today.isoformat(),
        "langid": LANGUAGES_IN_BIBTEX[source.language],
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return ",\n".join([f"@misc{{qiaomost-{source.record.pk}", *lines]) + "\n}"


def _escaped(words: str) -> str:
    spaced = " ".join(words.split())
    return _ESCAPED.sub(lambda match: _SPECIAL.get(match[0], f"\\{match[0]}"), spaced)
