"""What is answered besides records: hits, matches, organisations, experts, subjects, refusals."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_noop as _
from ninja import Schema
from pydantic import Field

from qiaomost.api.schemas.records import Organisation
from qiaomost.api.schemas.words import (
    City,
    Codes,
    Country,
    Id,
    Kind,
    Language,
    Neighbours,
    Original,
    Page,
    Shown,
    Title,
)


class Hit(Schema):
    """A found record."""

    id: Id
    kind: Kind
    title: Title
    language: Original
    country: Country
    score: Annotated[float, Field(description=_("0 to 1; comparable within one answer only."))]
    passage: Annotated[
        str, Field(description=_("The passage that answers, in your language where there is one."))
    ]
    url: Page


class SearchAnswer(Neighbours):
    """A page of hits."""

    query: str
    language: Annotated[Language | None, Field(description=_("Detected language of the query."))]
    total: Annotated[int, Field(description=_("All candidates, on all pages."))]
    hits: list[Hit]
    facets: Annotated[
        dict[str, dict[str, int]],
        Field(
            description=_("Facet → value → how many candidates: kind, country, language, subject, readiness.")
        ),
    ]


class Feature(Schema):
    """A part of the score: ``value`` in [0, 1] times ``weight``."""

    name: str
    value: float
    weight: float


class Pair(Schema):
    """Passages of both sides that correspond."""

    problem: str
    solution: str
    cosine: float


class Explanation(Schema):
    """Why two records were matched."""

    features: Annotated[list[Feature], Field(description=_("The score is the sum of `value` × `weight`."))]
    passages: Annotated[list[Pair], Field(description=_("Passages of both sides that correspond."))]
    terms: Annotated[list[tuple[str, str]], Field(description=_("Terms that met, in both languages."))]
    evidence: Annotated[list[str], Field(description=_("Ids of records that speak for an expert."))]


class Match(Schema):
    """A candidate; ``score`` in [0, 1]."""

    id: Id
    kind: Kind
    title: Title
    language: Original
    country: Country
    score: Annotated[float, Field(description=_("0 to 1."))]
    url: Page
    explanation: Explanation


class MatchAnswer(Schema):
    """Candidates, best first."""

    record: str
    matches: list[Match]


class SubjectEntry(Schema):
    """A field of the OECD Fields of R&D with its crosswalks."""

    code: str
    parent: Annotated[
        str | None, Field(description=_("Code of the first level; `null` for the first itself."))
    ]
    labels: dict[Language, str]
    grnti: Annotated[list[str], Field(description=_("Codes of the Russian GRNTI that correspond."))]
    gbt13745: Annotated[list[str], Field(description=_("Codes of the Chinese GB/T 13745 that correspond."))]


class SubjectList(Schema):
    subjects: list[SubjectEntry]


class OrganisationEntry(Schema):
    """An organisation of the network."""

    id: Id
    name: Annotated[str, Field(description=_("In your language where there is one."))]
    names: dict[Language, str]
    about: dict[Language, str]
    country: Country
    region: Annotated[str, Field(description=_("Code of ISO 3166-2, such as `CN-HL`."))]
    city: City
    cities: Annotated[dict[Language, str], Field(description=_("The names of the city."))]
    kind: str
    ror: str
    uscc: Annotated[str, Field(description=_("Unified social credit code."))]
    ogrn: str
    inn: str
    lei: str
    is_member: bool
    records: Annotated[int, Field(description=_("Published records that you may see."))]


class OrganisationList(Neighbours):
    total: Annotated[int, Field(description=_("Entries on all pages."))]
    organisations: list[OrganisationEntry]


class ExpertEntry(Schema):
    """An expert."""

    id: Annotated[str, Field(description=_("That of the record, which `/records/{record_id}` gives whole."))]
    name: str
    names: dict[Language, str]
    title: Title
    title_language: Shown
    country: Country
    organisation: Organisation
    languages: Annotated[dict[str, str], Field(description=_("Language → level (CEFR), or `native`."))]
    willing_to: list[str]
    subjects: Codes
    url: Page


class ExpertList(Neighbours):
    total: Annotated[int, Field(description=_("Entries on all pages."))]
    experts: list[ExpertEntry]


class Problem(Schema):
    """A refusal (RFC 9457)."""

    type: Annotated[str, Field(description=_("Address where this kind of refusal is explained."))]
    title: str
    status: int
    code: Annotated[str, Field(description=_("The same in every language."))]
    detail: Annotated[str, Field(description=_("For people, in your language."))]
    errors: Annotated[dict[str, str], Field(description=_("Parameter → what is wrong with it."))] = {}
