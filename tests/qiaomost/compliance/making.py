"""Rows of compliance for tests, and the files and drafts that its services take."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from qiaomost.accounts.models import User
from qiaomost.catalogue.models import Record
from qiaomost.compliance.drafts.documents import DocumentDraft
from qiaomost.compliance.models import (
    Classification,
    Control,
    ControlEdition,
    ControlEntry,
    Declaration,
    DocumentKind,
    ExportDocument,
)
from qiaomost.compliance.services.documents import record_document
from qiaomost.network.models import Organisation, Role
from tests.factories import NOW, MembershipFactory, OrganisationFactory, RecordFactory

TODAY = date(2026, 9, 1)
"""The day of ``NOW`` where the node is."""

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def made_edition(
    control_list: str = "cn-technologies",
    name: str = "2026",
    valid_from: date = date(2026, 1, 1),
    **values: Any,
) -> ControlEdition:
    """An edition with one entry of each kind that its list has."""
    edition = ControlEdition.objects.create(
        control_list=control_list,
        name=name,
        valid_from=valid_from,
        source_address="https://example.org/list",
        sha256="0" * 64,
        imported_at=NOW,
        **values,
    )
    codes = {
        "cn-technologies": [("990101J", Control.PROHIBITED, False), ("990201X", Control.RESTRICTED, False)],
        "cn-dual-use": [("9Z101", Control.DUAL_USE, False)],
        "ru-dual-use": [("99.1.1", Control.DUAL_USE, True), ("99.1.2", Control.DUAL_USE, False)],
    }[control_list]
    ControlEntry.objects.bulk_create(
        ControlEntry(
            edition=edition, code=code, control=control, needs_consent=consent, name_en=f"Sample {code}"
        )
        for code, control, consent in codes
    )
    return edition


def entry_of(edition: ControlEdition, code: str) -> ControlEntry:
    return edition.entries.get(code=code)


def officer_of(organisation: Organisation) -> User:
    return MembershipFactory(organisation=organisation, role=Role.COMPLIANCE_OFFICER).user


def answered(
    record: Record, edition: ControlEdition, answer: str = "not_listed", code: str = "", **values: Any
) -> Classification:
    """An officer's answer, put into the database as it is."""
    given: dict[str, Any] = {"grounds": "已核对", "decided_at": NOW, "officer": record.author}
    entry = entry_of(edition, code) if code else None
    return Classification.objects.create(
        record=record, edition=edition, answer=answer, entry=entry, **(given | values)
    )


def record_of(country: str, **values: Any) -> Record:
    """A published achievement of an organisation of that country."""
    given: dict[str, Any] = {"state": "published", "organisation": OrganisationFactory(country=country)}
    return RecordFactory(**(given | values))


def document_draft(recipient_id: UUID, **values: Any) -> DocumentDraft:
    given: dict[str, Any] = {
        "kind": DocumentKind.CN_LETTER_OF_INTENT.value,
        "number": "商技意向〔2026〕17号",
        "issued_on": TODAY - timedelta(days=10),
        "valid_until": TODAY + timedelta(days=30),
    }
    return DocumentDraft(recipient_id=recipient_id, **(given | values))


def declared(case: Any, side: Any, edition: ControlEdition, code: str = "", **values: Any) -> Declaration:
    """An officer's declaration for a case, put into the database as it is."""
    entry = entry_of(edition, code) if code else None
    given: dict[str, Any] = {
        "grounds": "已核对",
        "decided_at": NOW,
        "answer": "listed" if code else "not_listed",
    }
    organisation = case.organisation_of(side)
    return Declaration.objects.create(
        case_id=case.pk,
        organisation=organisation,
        edition=edition,
        entry=entry,
        officer=values.pop("officer", None) or officer_of(organisation),
        **(given | values),
    )


def recorded(
    record: Record,
    recipient: Organisation,
    kind: str,
    officer: User | None = None,
    now: datetime = NOW,
    **values: Any,
) -> ExportDocument:
    """A document on record, by the service."""
    draft = document_draft(recipient.pk, kind=kind, **values)
    return record_document(
        actor=officer or officer_of(record.organisation),
        record_id=record.pk,
        draft=draft,
        name="document.pdf",
        content=io.BytesIO(PDF),
        now=now,
    )
