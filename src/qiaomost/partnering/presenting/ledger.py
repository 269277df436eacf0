"""The ledger of a case as its people read it: who saw what, and when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.text import capfirst

from qiaomost.catalogue.models import Attachment, RecordText
from qiaomost.compliance.models import DisclosureRow
from qiaomost.compliance.services.disclosure import chain_of, head_of
from qiaomost.partnering.models import Case, FileVersion, RoomMessage

SHOWN_ROWS = 100
LAST_READS = 5
"""How many rows the page of the case shows."""


@dataclass(frozen=True, slots=True)
class LedgerRead:
    """One row: who read, for which organisation, and what it was; ``what`` is empty where it is gone."""

    row: DisclosureRow
    who: str
    what: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """Who saw what: the newest rows, how many there are, and the head that a party may keep."""

    reads: Sequence[LedgerRead]
    length: int
    head: str


def ledger_of(case: Case, *, shown: int = SHOWN_ROWS) -> Ledger:
    """Return the end of the case's ledger, the newest row first; five queries at most, however many rows."""
    head = head_of(case.pk)
    rows = list(chain_of(case.pk).order_by("-sequence")[:shown])
    names = _files(rows) | _conversations(rows)
    reads = [LedgerRead(row, row.reader.name or str(row.account_id), _what(row, names)) for row in rows]
    return Ledger(reads, head.length, str(head))


def _what(row: DisclosureRow, names: Mapping[tuple[str, str], str]) -> str:
    if row.object_type == "record_section":
        section = RecordText._meta.get_field(row.object_id.rpartition(":")[2])
        return str(capfirst(section.verbose_name))  # type: ignore[union-attr]
    return names.get((row.object_type, row.object_id), "")


def _files(rows: Sequence[DisclosureRow]) -> dict[tuple[str, str], str]:
    """Names of files of the room, as the version that was read is called, and of files of records."""
    room = [row for row in rows if row.object_type == "room_file"]
    asked = {(row.object_id, row.object_version) for row in room}
    versions = FileVersion.objects.filter(file_id__in={row.object_id for row in room}) if room else ()
    found = {
        ("room_file", str(one.file_id)): one.name
        for one in versions
        if (str(one.file_id), one.sha256) in asked
    }
    ids = {row.object_id for row in rows if row.object_type == "attachment"}
    attachments = Attachment.objects.filter(pk__in=ids) if ids else ()
    return found | {("attachment", str(one.pk)): one.name for one in attachments}


def _conversations(rows: Sequence[DisclosureRow]) -> dict[tuple[str, str], str]:
    """Message → the title of its conversation."""
    ids = {row.object_id for row in rows if row.object_type == "room_message"}
    messages = RoomMessage.objects.filter(pk__in=ids).select_related("thread") if ids else ()
    return {("room_message", str(one.pk)): one.thread.title for one in messages}
