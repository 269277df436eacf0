"""The page of a record before export control."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from qiaomost.catalogue.models import Record, RecordText
from qiaomost.catalogue.selectors import text_for
from qiaomost.compliance.models import Classification, Control, ExportDocument
from qiaomost.compliance.permissions.officers import can_decide, can_read_documents
from qiaomost.compliance.presenting.gates import Outlook, outlooks_of
from qiaomost.compliance.presenting.records import EditionAnswers, Stand, answers_by_edition, stands_of
from qiaomost.compliance.rules import Finding
from qiaomost.compliance.selectors.classifying import (
    CLASSIFIED_KINDS,
    answerable_editions,
    findings_for,
)
from qiaomost.compliance.selectors.desk import answers_of, documents_of
from qiaomost.network.permissions import Standing


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document, whether it is in force today, and where it is withdrawn."""

    document: ExportDocument
    is_valid: bool
    withdrawal: str


@dataclass(frozen=True, slots=True)
class RecordPage:
    """All that the page shows."""

    title: RecordText
    is_officer: bool
    reads_documents: bool
    is_classified: bool
    is_shown_though_prohibited: bool
    stands_without_edition: tuple[Stand, ...]
    outlooks: list[Outlook]
    editions: list[EditionAnswers]
    history: list[Classification]
    documents: list[DocumentRow]


def record_page(record: Record, standing: Standing, reader: str, *, on: date) -> RecordPage:
    """Return the page of a record that ``standing`` may see."""
    documents, answers = list(documents_of(record)), list(answers_of(record))
    findings = findings_for(record, on=on)
    stands = stands_of(record, findings)
    open_editions = answerable_editions(record.organisation.country, on=on)
    editions = answers_by_edition(open_editions, answers, stands, on=on)
    shown = {row.stand.control_list for row in editions if row.stand}
    return RecordPage(
        title=text_for(record, reader),
        is_officer=can_decide(standing, record),
        reads_documents=can_read_documents(standing, record),
        is_classified=record.kind in CLASSIFIED_KINDS,
        is_shown_though_prohibited=record.state == "published" and _is_prohibited(findings),
        stands_without_edition=tuple(one for one in stands if one.control_list not in shown),
        outlooks=outlooks_of(record, findings, documents, on=on),
        editions=editions,
        history=answers,
        documents=[_row(one, on) for one in documents],
    )


def _is_prohibited(findings: Sequence[Finding]) -> bool:
    return any(finding.control == Control.PROHIBITED for finding in findings)


def _row(document: ExportDocument, on: date) -> DocumentRow:
    withdrawal = reverse("withdraw-document", args=[document.record_id, document.pk])
    return DocumentRow(document, document.is_valid_on(on), withdrawal)
