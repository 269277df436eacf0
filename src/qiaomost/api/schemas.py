"""The shapes of the API, version 1: what may be asked, and what is answered."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from qiaomost.discovery.selectors import MAX_PAGE, PAGE_SIZE

Language = Literal["zh", "ru", "en"]
Kind = Literal["achievement", "challenge", "expert"]
Country = Literal["CN", "RU"]
SubjectCode = Annotated[str, Field(pattern=r"^[1-9](\.[1-9][0-9]?)?$")]
Level = Annotated[int, Field(ge=1, le=9)]

Reader = Annotated[Language, Field(description="Language of titles, names and labels.")]

MAX_MATCHES = 50
MAX_LIST_PAGE = 10_000
MAX_LIST_SIZE = 100
NAME_LIMIT = 100


class Paging(Schema):
    """Which part of a list."""

    page: Annotated[int, Field(ge=1, le=MAX_LIST_PAGE, description="From 1.")] = 1
    size: Annotated[int, Field(ge=1, le=MAX_LIST_SIZE, description="Entries of a page.")] = PAGE_SIZE


class RecordListParameters(Paging):
    """Which published records. A parameter that is a list is repeated: ``kind=challenge&kind=expert``."""

    kind: list[Kind] = []
    country: list[Country] = []
    subject: Annotated[list[SubjectCode], Field(description="OECD Fields of R&D; 2 finds 2.5 as well.")] = []
    language: Annotated[list[Language], Field(description="Only records written in these languages.")] = []
    organisation: Annotated[
        UUID | None, Field(description="Only this owner's, without those where it stays anonymous.")
    ] = None
    reader: Reader = "en"


class OrganisationListParameters(Paging):
    """Which organisations."""

    q: Annotated[str, Field(max_length=NAME_LIMIT, description="Part of the name, in any language.")] = ""
    country: list[Country] = []
    reader: Reader = "en"


class ExpertListParameters(Paging):
    """Which experts."""

    name: Annotated[
        str,
        Field(
            max_length=NAME_LIMIT,
            description="A name in any script and order; who is named most fully first.",
        ),
    ] = ""
    country: list[Country] = []
    subject: Annotated[list[SubjectCode], Field(description="OECD Fields of R&D; 2 finds 2.5 as well.")] = []
    reader: Reader = "en"


class SearchParameters(Schema):
    """What a search may be asked. A parameter that is a list is repeated: ``kind=challenge&kind=expert``."""

    q: Annotated[
        str,
        Field(description="At most 4,000 characters, in any of the three languages. Empty: newest first."),
    ] = ""
    kind: list[Kind] = []
    country: list[Country] = []
    subject: Annotated[list[SubjectCode], Field(description="OECD Fields of R&D; 2 finds 2.5 as well.")] = []
    language: Annotated[list[Language], Field(description="Only passages in these languages.")] = []
    readiness_min: Annotated[Level | None, Field(description="Lowest technology readiness level.")] = None
    readiness_max: Annotated[Level | None, Field(description="Highest technology readiness level.")] = None
    page: Annotated[int, Field(ge=1, le=MAX_PAGE, description=f"{PAGE_SIZE} records each, from 1.")] = 1
    reader: Reader = "en"


class MatchParameters(Schema):
    """What matches may be asked."""

    kind: Annotated[
        Kind | None,
        Field(
            description="For a challenge: achievement (taken if absent) or expert; for the others: challenge."
        ),
    ] = None
    limit: Annotated[int, Field(ge=1, le=MAX_MATCHES)] = 10
    reader: Reader = "en"


class RecordParameters(Schema):
    """How a record is shown."""

    reader: Reader = "en"


class Hit(Schema):
    """A found record; ``score`` in [0, 1] is comparable within one answer only."""

    id: str
    kind: Kind
    title: str
    language: Annotated[Language, Field(description="Language of the original.")]
    country: Country
    score: float
    passage: str
    url: str


class Neighbours(Schema):
    """Addresses of the pages beside this one; the header ``Link`` says the same."""

    next: str | None
    previous: str | None


class SearchAnswer(Neighbours):
    """A page of hits; ``facets`` count all candidates."""

    query: str
    language: Annotated[Language | None, Field(description="Detected language of the query.")]
    total: int
    hits: list[Hit]
    facets: dict[str, dict[str, int]]


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

    features: list[Feature]
    passages: list[Pair]
    terms: list[tuple[str, str]]
    evidence: Annotated[list[str], Field(description="Ids of records that speak for an expert.")]


class Match(Schema):
    """A candidate; ``score`` in [0, 1]."""

    id: str
    kind: Kind
    title: str
    language: Language
    country: Country
    score: float
    url: str
    explanation: Explanation


class MatchAnswer(Schema):
    """Candidates, best first."""

    record: str
    matches: list[Match]


class Subject(Schema):
    code: str
    label: str


class SubjectEntry(Schema):
    """A field of the OECD Fields of R&D with its crosswalks."""

    code: str
    parent: str | None
    labels: dict[Language, str]
    grnti: list[str]
    gbt13745: list[str]


class SubjectList(Schema):
    subjects: list[SubjectEntry]


class Text(Schema):
    """One language of a record."""

    language: Language
    origin: Literal["original", "human", "machine"]
    state: str
    sections: Annotated[dict[str, str], Field(description="Only those that this reader may see.")]
    acceptance_criteria: list[str]
    keywords: list[str]


class Organisation(Schema):
    id: str
    name: str
    city: str


class Record(Schema):
    """A record as this reader may see it."""

    id: str
    kind: Kind
    state: str
    language: Language
    country: Country
    organisation: Annotated[Organisation | None, Field(description="Absent where the owner is anonymous.")]
    person: Annotated[str | None, Field(description="Name of an expert.")]
    open_for_interest: bool
    subjects: list[Subject]
    texts: list[Text]
    facts: dict[str, Any]
    evidence: list[dict[str, Any]]
    updated: str
    url: str


class RecordLine(Schema):
    """A record in a list."""

    id: str
    kind: Kind
    title: str
    title_language: Language
    language: Annotated[Language, Field(description="Language of the original.")]
    country: Country
    organisation: Annotated[Organisation | None, Field(description="Absent where the owner is anonymous.")]
    open_for_interest: bool
    subjects: list[str]
    published: str
    updated: str
    url: str


class RecordList(Neighbours):
    """A page of records; ``total`` counts all pages."""

    total: int
    records: list[RecordLine]


class OrganisationEntry(Schema):
    """An organisation of the network."""

    id: str
    name: Annotated[str, Field(description="In the reader's language where there is one.")]
    names: dict[Language, str]
    about: dict[Language, str]
    country: Country
    city: str
    kind: str
    ror: str
    uscc: Annotated[str, Field(description="Unified social credit code.")]
    ogrn: str
    inn: str
    lei: str
    is_member: bool
    records: Annotated[int, Field(description="Published records that this reader sees.")]


class OrganisationList(Neighbours):
    total: int
    organisations: list[OrganisationEntry]


class ExpertEntry(Schema):
    """An expert; ``id`` is that of the record, which ``/records/{id}`` gives whole."""

    id: str
    name: str
    names: dict[Language, str]
    title: str
    title_language: Language
    country: Country
    organisation: Organisation
    languages: Annotated[dict[str, str], Field(description="Language → level (CEFR).")]
    willing_to: list[str]
    subjects: list[str]
    url: str


class ExpertList(Neighbours):
    total: int
    experts: list[ExpertEntry]


class Problem(Schema):
    """A refusal (RFC 9457)."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: Annotated[dict[str, str], Field(description="Parameter → what is wrong with it.")] = {}
