"""What forms hand to the services that issue letters and certificates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class IssuerDraft:
    """Who issues; texts by language, in all three but for ``notes``."""

    names: Mapping[str, str]
    addresses: Mapping[str, str]
    signatories: Mapping[str, str]
    positions: Mapping[str, str]
    notes: Mapping[str, str] = field(default_factory=dict)
    registration_number: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class LetterDraft:
    """A letter: its two languages, the days of the stay, and the route, in each of the two."""

    languages: tuple[str, str]
    starts_on: date
    ends_on: date
    routes: Mapping[str, str]
    has_written_consent: bool = False
