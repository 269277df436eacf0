"""What forms hand to the services of registration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from qiaomost.network.drafts import PersonDraft


@dataclass(frozen=True, slots=True)
class RegistrationDraft:
    """What somebody says who registers. ``answers``: short name of a field → value; ``consents``: purpose → hash."""

    category: str
    language: str
    speaks: tuple[str, ...]
    name: PersonDraft | None = None
    organisation_name: str = ""
    position_words: str = ""
    access_code: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    consents: Mapping[str, str] = field(default_factory=dict)
    invitation_id: UUID | None = None
