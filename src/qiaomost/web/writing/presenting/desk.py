"""A record on its author's desk: what is to do, each language, findings and files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from qiaomost.catalogue.drafts.completeness import missing_for_review
from qiaomost.catalogue.models import Attachment, Finding, Record, RecordText
from qiaomost.catalogue.selectors import attachments_visible, block_reason, draft_of, findings_of
from qiaomost.catalogue.states import (
    APPROVABLE,
    CLOSED,
    EDITABLE,
    MAX_RENEWALS,
    RENEWAL_OPENS,
    RecordState,
    TextState,
)
from qiaomost.common.errors import Message
from qiaomost.common.languages import LanguageCode
from qiaomost.network.permissions import Standing
from qiaomost.web.presenting.records import section_label
from qiaomost.web.writing.presenting.lists import original_of
from qiaomost.web.writing.presenting.turns import TURNS
from qiaomost.web.writing.verbs import Verb, verbs_for_author

EDIT_IS_AMENDMENT = frozenset(
    {
        RecordState.ACCEPTED,
        RecordState.CLEARED,
        RecordState.PUBLISHED,
        RecordState.ON_HOLD,
        RecordState.BLOCKED,
    }
)


@dataclass(frozen=True, slots=True)
class TextRow:
    """One language on the desk; ``text`` is missing where nobody has written it yet."""

    code: str
    label: str
    text: RecordText | None
    is_original: bool
    is_approvable: bool


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding with where it belongs; ``is_answerable`` for the author, ``is_open`` for the reviewer."""

    finding: Finding
    place: str
    is_answerable: bool


@dataclass(frozen=True, slots=True)
class Missing:
    """What a review still needs, and where it is written."""

    label: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Desk:
    """All that an author needs of one record."""

    record: Record
    title: RecordText
    turn: Message
    todo: Message
    verbs: dict[str, Verb]
    texts: list[TextRow]
    findings: list[FindingRow]
    attachments: list[Attachment]
    blocked_because: str
    can_edit: bool
    is_open: bool
    edit_is_amendment: bool
    missing: list[Missing]
    renewal_from: datetime | None


def desk_of(record: Record, standing: Standing, now: datetime) -> Desk:
    """Return a record that ``standing`` may edit, for its desk; a constant number of queries."""
    turn, todo = TURNS[record.state]
    is_blocked = record.state == RecordState.BLOCKED
    missing = _missing(record) if record.state in EDITABLE else []
    return Desk(
        record=record,
        title=original_of(record),
        turn=turn,
        todo=todo,
        verbs=_verbs(standing, record, now, missing),
        texts=_texts(record),
        findings=finding_rows(record),
        attachments=attachments_visible(standing, record),
        blocked_because=block_reason(record) if is_blocked else "",
        can_edit=record.state in EDITABLE | EDIT_IS_AMENDMENT,
        is_open=record.state not in CLOSED,
        edit_is_amendment=record.state in EDIT_IS_AMENDMENT,
        missing=missing,
        renewal_from=_renewal_from(record),
    )


def _verbs(standing: Standing, record: Record, now: datetime, missing: Sequence[Missing]) -> dict[str, Verb]:
    """A record that a review could not read is not offered for it."""
    verbs = verbs_for_author(standing, record, now)
    return {name: verb for name, verb in verbs.items() if name != "submit" or not missing}


def finding_rows(record: Record) -> list[FindingRow]:
    """Return the findings of all rounds, those that wait first."""
    rows = [
        FindingRow(
            finding,
            _place(record, finding),
            record.state == RecordState.RETURNED and not finding.is_resolved,
        )
        for finding in findings_of(record)
    ]
    return sorted(rows, key=lambda row: row.finding.is_resolved)


def _missing(record: Record) -> list[Missing]:
    paths = missing_for_review(draft_of(record))
    names = [path.rpartition(".")[2] for path in paths]
    return [
        Missing(_("Fields of science"), "id_head-subjects")
        if name == "subjects"
        else Missing(section_label(record.kind, name), f"id_text-{name}")
        for name in names
    ]


def _renewal_from(record: Record) -> datetime | None:
    """From when a published record can be renewed; nothing where it can't be any more."""
    is_renewable = record.state == RecordState.PUBLISHED and record.renewals < MAX_RENEWALS
    return record.expires_at - RENEWAL_OPENS if record.expires_at and is_renewable else None


def _place(record: Record, finding: Finding) -> str:
    section = section_label(record.kind, finding.section) if finding.section else ""
    language = str(LanguageCode(finding.language).label).capitalize() if finding.language else ""
    return " · ".join(part for part in (section, language) if part)


def _texts(record: Record) -> list[TextRow]:
    texts = {text.language: text for text in record.texts.all()}
    order = sorted(LanguageCode, key=lambda code: code != record.source_language)
    is_closed = record.state in CLOSED
    rows = [
        TextRow(
            code.value,
            str(code.label),
            texts.get(code.value),
            code == record.source_language,
            code.value in texts
            and record.state in APPROVABLE
            and texts[code.value].state != TextState.APPROVED,
        )
        for code in order
    ]
    return [row for row in rows if row.text or not is_closed]
