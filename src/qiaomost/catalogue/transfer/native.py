"""The catalogue's own shape of a row in JSONL: what an export writes and an import gives back without loss.

One record a line::

    {"id": "ach-01", "source": "…", "kind": "achievement", "source_language": "ru", "updated": "2026-05-28",
     "organisation": "org-01" | {"id": "org-01", "country": "RU", "kind": "institute", "names": {"ru": "…"}},
     "contact": "per-01" | {"id": "per-01", "language": "ru", "name": {"family": "…", "given": "…"}},
     "subjects": ["2.5"], "texts": {"ru": {"title": "…", …}, "zh": {…}}, "facts": {"trl": 7, "evidence": […]}}

An organisation, a person or a record as evidence is named by its id in its source, which is the row's own where none
is given. An organisation or a person may also stand there whole, and is then made if it is new.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from qiaomost.catalogue.drafts.rules import YEARS
from qiaomost.catalogue.models import Disclosure, RecordKind
from qiaomost.common.errors import Invalid
from qiaomost.common.languages import LanguageCode

Identifier = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]
Source = Annotated[str, Field(max_length=64, pattern=r"^[^\x00-\x1f\x7f]*$")]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class OrganisationRow(_Shape):
    id: Identifier
    source: Source = ""
    country: str
    region: str = ""
    city: str | dict[LanguageCode, str] = ""
    address: dict[LanguageCode, str] = {}
    kind: str
    names: dict[LanguageCode, str] = Field(min_length=1)
    about: dict[LanguageCode, str] = {}
    is_demonstration: bool = False


class NameRow(_Shape):
    family: str
    given: str
    patronymic: str = ""


class PersonRow(_Shape):
    id: Identifier
    source: Source = ""
    organisation: str | OrganisationRow | None = None
    language: LanguageCode
    name: NameRow
    position: dict[LanguageCode, str] = {}


class TextRow(_Shape):
    title: str
    summary: str = ""
    description: str = ""
    advantages: str = ""
    current_solutions: str = ""
    desired_outcome: str = ""
    acceptance_criteria: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    origin: str = ""
    translated_by: str = ""


class EvidenceRow(_Shape):
    """A record by its id and, where that is another than the row's, its source; or what ``title`` names."""

    record: str = ""
    source: str = ""
    title: str = ""
    kind: str = "publication"
    abstract: str = ""
    language: str = ""
    year: int | None = None
    address: str = ""


class IpRow(_Shape):
    territory: str
    status: str
    number: str = ""


class _FactsRow(_Shape):
    evidence: tuple[EvidenceRow, ...] = ()


class AchievementRow(_FactsRow):
    stage: str = ""
    trl: int | None = None
    production_readiness: int | None = None
    market_readiness: int | None = None
    ip: tuple[IpRow, ...] = ()
    cooperation: tuple[str, ...] = ()


class ChallengeRow(_FactsRow):
    deliverable: str = ""
    budget: Decimal | None = None
    currency: str = ""
    deadline: date | None = None
    ip_terms: str = ""
    anonymous: bool = False
    trl_min: int | None = None
    cooperation: tuple[str, ...] = ()


class ExpertRow(_FactsRow):
    person: str | PersonRow
    willing_to: tuple[str, ...] = ()
    languages: dict[str, str] = {}


_FACTS: dict[str, type[_FactsRow]] = {
    RecordKind.ACHIEVEMENT.value: AchievementRow,
    RecordKind.CHALLENGE.value: ChallengeRow,
    RecordKind.EXPERT.value: ExpertRow,
}


class RecordRow(_Shape):
    id: Identifier
    source: Source = ""
    kind: RecordKind
    source_language: LanguageCode
    country: str = ""
    organisation: str | OrganisationRow | None = None
    contact: str | PersonRow | None = None
    subjects: tuple[str, ...] = ()
    address: str = ""
    updated: datetime | date | None = None
    open_for_interest: bool = True
    disclosure: Disclosure = Disclosure.PUBLIC
    section_disclosure: dict[str, str] = {}
    texts: dict[LanguageCode, TextRow]
    facts: AchievementRow | ChallengeRow | ExpertRow

    @model_validator(mode="before")
    @classmethod
    def _facts_of_kind(cls, values: Any) -> Any:
        """Read the facts as those of the row's kind, so that a wrong one is named as such."""
        shape = _FACTS.get(str(values.get("kind"))) if isinstance(values, Mapping) else None
        return (
            values
            if shape is None
            else {**values, "facts": _parsed(shape, values.get("facts", {}), "facts.")}
        )

    @field_validator("updated")
    @classmethod
    def _of_our_age(cls, value: datetime | date | None) -> datetime | date | None:
        """Refuse days at the edge of the calendar, where no time zone can be reckoned."""
        if value is not None and value.year not in YEARS:
            raise ValueError(f"the year must be from {YEARS.start} to {YEARS.stop - 1}")
        return value

    @model_validator(mode="after")
    def _has_original(self) -> RecordRow:
        if self.source_language not in self.texts:
            raise ValueError(f"texts.{self.source_language.value}: the original text is missing")
        return self


Shape = TypeVar("Shape", bound=BaseModel)


def parse(shape: type[Shape], values: Mapping[str, Any]) -> Shape:
    """Read a row as a record, an organisation or a person.

    Raises:
        Invalid: with one entry for each value that is missing, unknown or of the wrong form.
    """
    return _parsed(shape, values, "")


def _parsed(shape: type[Shape], values: Any, prefix: str) -> Shape:
    try:
        return shape.model_validate(values)
    except ValidationError as error:
        fields = {prefix + ".".join(map(str, item["loc"])): item["msg"] for item in error.errors()}
        raise Invalid(fields=fields) from error
