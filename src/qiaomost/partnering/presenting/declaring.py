"""Whether files of the reader's side rest on a declaration, and what was declared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from qiaomost.compliance.gates import Gate, check_declared, declarations_of
from qiaomost.compliance.models import Declaration
from qiaomost.partnering.presenting.parties import name_of
from qiaomost.partnering.services.crossing import needs_declaration
from qiaomost.partnering.services.rooms import Guest


@dataclass(frozen=True, slots=True)
class DeclarationShown:
    """The gate of the side's files, and each declaration with its officer."""

    gate: Gate
    declared: Sequence[tuple[Declaration, str]]


def declaration_of(guest: Guest, reader: str, *, on: date) -> DeclarationShown | None:
    """Return it, or nothing where the side has a record in the case."""
    case, side = guest.case, guest.side
    if not needs_declaration(case, side):
        return None
    giver, recipient = case.organisation_of(side), case.organisation_of(side.other)
    gate = check_declared(case_id=case.pk, giver=giver, recipient=recipient, on=on)
    rows = declarations_of(case.pk, giver.pk)
    return DeclarationShown(gate, [(row, name_of(row.officer, reader)) for row in rows])
