"""The shapes of the API, version 1: what may be asked, and what is answered."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field

from qiaomost.discovery.selectors import MAX_PAGE, PAGE_SIZE

Language = Literal["zh", "ru", "en"]
Kind = Literal["achievement", "challenge", "expert"]
Country = Literal["CN", "RU"]
SubjectCode = Annotated[str, Field(pattern=r"^[1-9](\.[1-9][0-9]?)?$")]
Level = Annotated[int, Field(ge=1, le=9)]

MAX_MATCHES = 50


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
    reader: Annotated[Language, Field(description="Language of titles, passages and labels.")] = "en"


class MatchParameters(Schema):
    """What matches may be asked."""

    kind: Annotated[
        Kind | None,
        Field(
            description="For a challenge: achievement (taken if absent) or expert; for the others: challenge."
        ),
    ] = None
    limit: Annotated[int, Field(ge=1, le=MAX_MATCHES)] = 10
    reader: Annotated[Language, Field(description="Language of titles and passages.")] = "en"


class RecordParameters(Schema):
    """How a record is shown."""

    reader: Annotated[Language, Field(description="Language of labels and names.")] = "en"


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


class SearchAnswer(Schema):
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


class Problem(Schema):
    """A refusal (RFC 9457)."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: Annotated[dict[str, str], Field(description="Parameter → what is wrong with it.")] = {}
