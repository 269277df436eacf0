"""A record on its author's desk: what is to do, each language, findings and files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from qiaomost.catalogue.models import Attachment, Finding, Record, RecordText
from qiaomost.catalogue.selectors import attachments_visible, block_reason, findings_of
from qiaomost.catalogue.states import APPROVABLE, CLOSED, EDITABLE, RecordState, TextState
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


def desk_of(record: Record, standing: Standing, now: datetime) -> Desk:
    """Return a record that ``standing`` may edit, for its desk; a constant number of queries."""
    turn, todo = TURNS[record.state]
    is_blocked = record.state == RecordState.BLOCKED
    return Desk(
        record=record,
        title=original_of(record),
        turn=turn,
        todo=todo,
        verbs=verbs_for_author(standing, record, now),
        texts=_texts(record),
        findings=finding_rows(record),
        attachments=attachments_visible(standing, record),
        blocked_because=block_reason(record) if is_blocked else "",
        can_edit=record.state in EDITABLE | EDIT_IS_AMENDMENT,
        is_open=record.state not in CLOSED,
        edit_is_amendment=record.state in EDIT_IS_AMENDMENT,
    )


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
