"""What stations report, and what organisers say of checks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ScanDraft:
    """One act of a helper: somebody's badge was read (``code``), or they were chosen from a list (``registration_id``).

    ``was_let_in`` says that the device, without the network, told its helper that the scan counts.
    """

    id: UUID
    check_id: int
    direction: str
    way: str
    scanned_at: datetime
    code: str = ""
    registration_id: UUID | None = None
    was_let_in: bool = False


@dataclass(frozen=True, slots=True)
class CheckDraft:
    """A check; no category means all."""

    names: Mapping[str, str]
    kind: str
    rule: str
    site_id: int | None = None
    categories: tuple[str, ...] = ()
    is_open: bool = True
