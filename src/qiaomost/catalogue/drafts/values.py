"""Drafts of records as frozen values: what forms, files and the API hand to the services."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from qiaomost.catalogue.models import Disclosure, EvidenceKind, RecordKind
from qiaomost.catalogue.states import TextOrigin


@dataclass(frozen=True, slots=True)
class TextDraft:
    """One language of a record. Sections that its kind does not have stay empty."""

    language: str
    title: str
    summary: str = ""
    description: str = ""
    advantages: str = ""
    current_solutions: str = ""
    desired_outcome: str = ""
    acceptance_criteria: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    origin: str = TextOrigin.ORIGINAL.value
    translated_by: str = ""


@dataclass(frozen=True, slots=True)
class IpRightDraft:
    """The state of a right in one territory (WIPO ST.3 code, or ``PCT``)."""

    territory: str
    status: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceDraft:
    """A publication, patent or report by its title, or another record by ``target_id``."""

    title: str = ""
    kind: str = EvidenceKind.PUBLICATION.value
    abstract: str = ""
    language: str = ""
    year: int | None = None
    address: str = ""
    target_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class AchievementFacts:
    """TRL is 1–9, production 1–10, market 1–9; ``cooperation`` holds values of ``CooperationKind``."""

    kind: ClassVar[str] = RecordKind.ACHIEVEMENT.value
    stage: str = ""
    trl: int | None = None
    production_readiness: int | None = None
    market_readiness: int | None = None
    cooperation: tuple[str, ...] = ()
    ip_rights: tuple[IpRightDraft, ...] = ()


@dataclass(frozen=True, slots=True)
class ChallengeFacts:
    """``budget`` is in units of ``currency`` (CNY or RUB); ``deadline`` ends with its day in UTC."""

    kind: ClassVar[str] = RecordKind.CHALLENGE.value
    deliverable: str = ""
    budget: Decimal | None = None
    currency: str = ""
    deadline: date | None = None
    ip_terms: str = ""
    is_anonymous: bool = False
    trl_min: int | None = None
    cooperation: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExpertFacts:
    """``languages`` maps an ISO 639-1 code to a CEFR level or ``native``."""

    kind: ClassVar[str] = RecordKind.EXPERT.value
    person_id: UUID
    willing_to: tuple[str, ...] = ()
    languages: Mapping[str, str] = field(default_factory=dict)


Facts = AchievementFacts | ChallengeFacts | ExpertFacts


@dataclass(frozen=True, slots=True)
class RecordDraft:
    """The whole content of a record; the type of ``facts`` says its kind, the original text its language."""

    organisation_id: UUID
    facts: Facts
    texts: tuple[TextDraft, ...]
    subjects: tuple[str, ...] = ()
    contact_id: UUID | None = None
    evidence: tuple[EvidenceDraft, ...] = ()
    open_for_interest: bool = True
    disclosure: str = Disclosure.PUBLIC.value
    section_disclosure: Mapping[str, str] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """A value of ``RecordKind``."""
        return self.facts.kind

    @property
    def original(self) -> TextDraft:
        """The original text; ``validate`` makes sure that there is exactly one."""
        return next(text for text in self.texts if text.origin == TextOrigin.ORIGINAL)

    @property
    def source_language(self) -> str:
        """The language of the original."""
        return self.original.language
