"""Drafts of organisations and persons: what forms, files and the API hand to the services."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PlaceDraft:
    """Where an organisation is: region (ISO 3166-2), and language → city and registered address."""

    region: str = ""
    cities: Mapping[str, str] = field(default_factory=dict)
    addresses: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OrganisationDraft:
    """An organisation; ``names`` (at least one) and ``about`` map a language to its words."""

    country: str
    kind: str
    names: Mapping[str, str]
    about: Mapping[str, str] = field(default_factory=dict)
    place: PlaceDraft = PlaceDraft()
    ror: str = ""
    uscc: str = ""
    inn: str = ""
    ogrn: str = ""
    lei: str = ""
    node_id: int | None = None
    is_member: bool = False
    is_demonstration: bool = False
    source: str = ""
    source_id: str = ""


@dataclass(frozen=True, slots=True)
class PersonDraft:
    """A person, named as they write themselves in ``language``; ``position`` maps a language to its words."""

    language: str
    family: str
    given: str
    patronymic: str = ""
    organisation_id: UUID | None = None
    user_id: UUID | None = None
    position: Mapping[str, str] = field(default_factory=dict)
    orcid: str = ""
    source: str = ""
    source_id: str = ""
