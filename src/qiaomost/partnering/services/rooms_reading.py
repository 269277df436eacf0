"""The confidential tier of a case's records: sections and files at level ``room``, shown to the parties in the room."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from qiaomost.accounts.models import User
from qiaomost.catalogue.models import Attachment, Disclosure, Record
from qiaomost.catalogue.models.records import SECTIONS
from qiaomost.catalogue.selectors import text_for
from qiaomost.common.errors import NotFound
from qiaomost.compliance.gates import Gate, GateClosed, GateStage, check_gate
from qiaomost.compliance.models import DisclosureAction
from qiaomost.compliance.services.disclosure import Reading
from qiaomost.partnering.models import Case
from qiaomost.partnering.services.crossing import crossings
from qiaomost.partnering.services.rooms import Guest, disclose, entered


@dataclass(frozen=True, slots=True)
class Confidential:
    """A record of the case as the room shows it. While ``gate`` is closed to this reader, it has no words."""

    record: Record
    title: str
    language: str
    sections: Sequence[tuple[str, str]]
    files: Sequence[Attachment]
    gate: Gate | None


@dataclass(frozen=True, slots=True)
class Tier:
    """What the room shows of the records of its case."""

    guest: Guest
    records: Sequence[Confidential]


@transaction.atomic
def read_confidential(*, actor: User, case_id: UUID, language: str, now: datetime) -> Tier:
    """Return what the owners keep for this room, in ``language`` where there is a text; each read is on the ledger.

    Raises:
        NotFound, NotAllowed, RoomClosed: ``actor`` may not enter this room.
    """
    guest = entered(actor, case_id)
    shown = [_shown(guest, record, language, now) for record in records_of(guest.case)]
    told = [
        _reading(one, name, words)
        for one in shown
        if not _is_own(guest, one.record)
        for name, words in one.sections
    ]
    disclose(guest, told, now=now)
    return Tier(guest, shown)


@transaction.atomic
def hand_out_attachment(*, actor: User, case_id: UUID, attachment_id: UUID, now: datetime) -> Attachment:
    """Return a file of a record, kept for this room, whose bytes ``actor`` may have.

    Raises:
        NotFound, NotAllowed, RoomClosed: ``actor`` may not enter this room, or no record of the case has such a file.
        GateClosed: export control keeps technical data of the other side, today.
    """
    guest = entered(actor, case_id)
    rows = Attachment.objects.filter(record__in=records_of(guest.case), disclosure=Disclosure.ROOM)
    file = rows.select_related("record").filter(pk=attachment_id).first()
    if file is None:
        raise NotFound
    gate = _gate(guest, file.record, now)
    if gate is not None and not gate.is_open:
        raise GateClosed(gate)
    if not _is_own(guest, file.record):
        label = f"attachment of record {file.record_id}"
        action = DisclosureAction.DOWNLOAD_FILE.value
        disclose(guest, [Reading(action, "attachment", str(file.pk), label, file.sha256)], now=now)
    return file


def records_of(case: Case) -> list[Record]:
    """The records of a case."""
    return [record for record, _recipient in crossings(case)]


def _shown(guest: Guest, record: Record, language: str, now: datetime) -> Confidential:
    gate, text = _gate(guest, record, now), text_for(record, language)
    is_shown = gate is None or gate.is_open
    names = [name for name in SECTIONS[record.kind] if record.level_of(name) == Disclosure.ROOM]
    return Confidential(
        record=record,
        title=text.title,
        language=text.language,
        sections=[(name, getattr(text, name)) for name in names if is_shown and getattr(text, name)],
        files=list(record.attachments.filter(disclosure=Disclosure.ROOM).order_by("added_at"))
        if is_shown
        else [],
        gate=gate,
    )


def _gate(guest: Guest, record: Record, now: datetime) -> Gate | None:
    """The gate between a record and a reader of the other side; its own side needs none."""
    if _is_own(guest, record):
        return None
    return check_gate(stage=GateStage.FILE, record=record, counterpart=guest.organisation, on=localdate(now))


def _is_own(guest: Guest, record: Record) -> bool:
    return record.organisation_id == guest.organisation.pk


def _reading(one: Confidential, section: str, words: str) -> Reading:
    sha256 = hashlib.sha256(words.encode()).hexdigest()
    label = f"{section} ({one.language}) of record {one.record.pk}"
    return Reading(
        DisclosureAction.READ_FIELD.value, "record_section", f"{one.record.pk}:{section}", label, sha256
    )
