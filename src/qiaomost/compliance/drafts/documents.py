"""What is said of an export document that is put on record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class DocumentDraft:
    """A document for one recipient; without ``valid_until`` it does not run out."""

    kind: str
    recipient_id: UUID
    number: str
    issued_on: date
    valid_until: date | None = None
