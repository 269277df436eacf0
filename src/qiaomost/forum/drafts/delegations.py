"""What forms and lists hand to the services of delegations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class DelegationDraft:
    """What is said of a delegation; ``category`` is the short name of one of the edition's."""

    names: Mapping[str, str]
    country: str
    category: str
    contact_address: str
    organisation_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class MemberDraft:
    """Somebody of a delegation, named as they write themselves in ``language``; ``stay``: field → value."""

    language: str
    family: str
    given: str
    patronymic: str = ""
    address: str = ""
    position_words: str = ""
    organisation_name: str = ""
    speaks: tuple[str, ...] = ()
    is_head: bool = False
    stay: Mapping[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The name as one types it to find somebody."""
        if self.language == "zh":
            return f"{self.family}{self.given}"
        return " ".join(part for part in (self.family, self.given, self.patronymic) if part)
