"""Records: a line of a list, and all of one."""

from __future__ import annotations

from typing import Annotated, Literal

from django.utils.translation import gettext_noop as _
from ninja import Schema
from pydantic import ConfigDict, Field

from qiaomost.api.schemas.words import (
    City,
    Codes,
    Country,
    Id,
    Instant,
    Kind,
    Language,
    Neighbours,
    Original,
    Page,
    Shown,
    Title,
    of,
)
from qiaomost.catalogue.models.kinds import Deliverable, EvidenceKind, IpStatus, IpTerms, Stage


class Subject(Schema):
    code: str
    label: str


class Text(Schema):
    """One language of a record."""

    language: Language
    origin: Annotated[
        Literal["original", "human", "machine"],
        Field(description=_("The original, a translation by a person, or one by a machine.")),
    ]
    state: Annotated[
        Literal["approved", "draft", "stale"],
        Field(description=_("`approved` by the owner; `draft`: not yet; `stale`: older than the original.")),
    ]
    sections: Annotated[
        dict[str, str],
        Field(description=_("`title`, `summary`, `description` and others: those that you may see.")),
    ]
    acceptance_criteria: list[str]
    keywords: list[str]


class Organisation(Schema):
    id: Id
    name: str
    city: City


Owner = Annotated[Organisation | None, Field(description=_("`null` where the owner stays anonymous."))]


class _Facts(Schema):
    model_config = ConfigDict(extra="forbid")


class IpRight(Schema):
    territory: Annotated[str, Field(description=_("Country code of WIPO ST.3, or `PCT`."))]
    status: Annotated[str, of(IpStatus)]
    number: str


class AchievementFacts(_Facts):
    """What an achievement says in fixed words."""

    stage: Annotated[str, of(Stage)]
    trl: Annotated[int | None, Field(description=_("Technology readiness, 1–9."))]
    production_readiness: Annotated[int | None, Field(description=_("Production readiness, 1–10."))]
    market_readiness: Annotated[int | None, Field(description=_("Market readiness, 1–9."))]
    cooperation: list[str]
    ip_rights: list[IpRight]


class ChallengeFacts(_Facts):
    """What a challenge says in fixed words."""

    deliverable: Annotated[str, of(Deliverable)]
    budget: Annotated[str | None, Field(description=_("A decimal number as text, in units of `currency`."))]
    currency: Annotated[str, Field(json_schema_extra={"enum": ["", "CNY", "RUB"]})]
    deadline: Annotated[str | None, Field(description=_("Answers are taken to the end of this day in UTC."))]
    ip_terms: Annotated[str, of(IpTerms)]
    is_anonymous: bool
    trl_min: Annotated[int | None, Field(description=_("Lowest technology readiness level."))]
    cooperation: list[str]


class ExpertFacts(_Facts):
    """What an expert says in fixed words."""

    willing_to: list[str]
    languages: Annotated[dict[str, str], Field(description=_("Language → level (CEFR), or `native`."))]


class Evidence(Schema):
    """A publication, a patent, a report, or another record."""

    kind: Annotated[str, of(EvidenceKind)]
    record: Annotated[str | None, Field(description=_("Id, where it is a record of this catalogue."))]
    title: str
    year: int | None
    address: str


class Record(Schema):
    """A record as this reader may see it."""

    id: Id
    kind: Kind
    state: Annotated[str, Field(description=_("`published`; others only for those who may see them."))]
    language: Original
    country: Country
    organisation: Owner
    person: Annotated[str | None, Field(description=_("Name of an expert."))]
    open_for_interest: bool
    subjects: list[Subject]
    texts: Annotated[list[Text], Field(description=_("One for each language."))]
    facts: AchievementFacts | ChallengeFacts | ExpertFacts
    evidence: list[Evidence]
    updated: Instant
    url: Page


class RecordLine(Schema):
    """A record in a list."""

    id: Id
    kind: Kind
    title: Title
    title_language: Shown
    language: Original
    country: Country
    organisation: Owner
    open_for_interest: bool
    subjects: Codes
    published: Instant
    updated: Instant
    url: Page


class RecordList(Neighbours):
    """A page of records; ``total`` counts all pages."""

    total: Annotated[int, Field(description=_("Entries on all pages."))]
    records: list[RecordLine]


class Change(Schema):
    """A record that has changed, or that is no longer shown."""

    id: Id
    changed: Annotated[Instant, Field(description=_("When it was published, changed or withdrawn here."))]
    record: Annotated[
        Record | None, Field(description=_("The whole record; `null` where it is no longer shown to you."))
    ]


class ChangeList(Schema):
    """A page of changes, oldest first."""

    changes: list[Change]
    next: Annotated[str | None, Field(description=_("Address of the next page; `null` on the last."))]
    later: Annotated[
        str | None,
        Field(description=_("On the last page: the address to ask next time, tomorrow for example.")),
    ]
