"""Export documents: put on record by an officer of the owner, and withdrawn."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, datetime
from typing import BinaryIO
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.catalogue.models import Record
from qiaomost.catalogue.services import file_store
from qiaomost.catalogue.services.attachments import read_limited
from qiaomost.catalogue.services.file_types import file_name, media_type_of
from qiaomost.catalogue.services.steps import lock_record, permit
from qiaomost.common import audit, outbox
from qiaomost.common.errors import Invalid, NotFound
from qiaomost.common.transitions import next_state
from qiaomost.compliance.drafts.documents import DocumentDraft
from qiaomost.compliance.models import Declaration, ExportDocument
from qiaomost.compliance.models.documents import DOCUMENT_FOLDER, KINDS_OF, REASON_LIMIT, document_path
from qiaomost.compliance.permissions.officers import can_decide
from qiaomost.compliance.states.documents import DOCUMENT_TRANSITIONS, DocumentState
from qiaomost.network.models import Organisation
from qiaomost.network.services.checks import line
from qiaosearch.text.normalise import clean

NUMBER_LIMIT = 100


@transaction.atomic
def record_document(
    *, actor: User, record_id: UUID, draft: DocumentDraft, name: str, content: BinaryIO, now: datetime
) -> ExportDocument:
    """Put a document on record, with its file, for one recipient.

    The bytes are written before the row, under their hash.

    Raises:
        NotAllowed, NotFound: ``actor`` is no compliance officer of the record's organisation, or may not know of it.
        TooLarge: the file has more than ``attachment_limit_mb`` megabytes.
        Invalid: a value breaks a rule, or the file is not what its name says.
    """
    record = lock_record(record_id)
    permit(actor, record, can_decide)
    number = line(draft.number)
    wrong = dict(_problems(record, draft, number, localdate(now)))
    if wrong:
        raise Invalid(fields=wrong)
    data = read_limited(content)
    name = file_name(name)
    document = ExportDocument(
        kind=draft.kind,
        record=record,
        recipient_id=draft.recipient_id,
        number=number,
        issued_on=draft.issued_on,
        valid_until=draft.valid_until,
        officer=actor,
        recorded_at=now,
        name=name,
        media_type=media_type_of(data, name),
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
    )
    document.file.name = document_path(document, name)
    file_store.keep(document.file.name, data)
    document.save()
    _tell("record_document", document, actor, now, sha256=document.sha256)
    outbox.record("compliance.document_recorded", now=now, **_payload(document))
    return document


@transaction.atomic
def withdraw_document(*, actor: User, document_id: UUID, reason: str, now: datetime) -> ExportDocument:
    """Take a document out of force: it was revoked, or should not have been recorded. Its row and file stay.

    Raises:
        NotAllowed, NotFound: ``actor`` is no compliance officer of the owner, or there is no such document.
        TransitionRefused: it is withdrawn already.
        Invalid: there is no reason, or it is longer than 2,000 characters.
    """
    found = ExportDocument.objects.filter(pk=document_id).values_list("record_id", flat=True).first()
    if found is None:
        raise NotFound
    permit(actor, lock_record(found), can_decide)
    document = ExportDocument.objects.get(pk=document_id)
    document.state = next_state(DOCUMENT_TRANSITIONS, DocumentState(document.state), "withdraw")
    document.reason = clean(reason).strip()
    if not 0 < len(document.reason) <= REASON_LIMIT:
        words = _("Say why, in at most %(limit)s characters.") % {"limit": REASON_LIMIT}
        raise Invalid(fields={"reason": words})
    document.withdrawn_by, document.withdrawn_at = actor, now
    document.save(update_fields=["state", "reason", "withdrawn_by", "withdrawn_at"])
    _tell("withdraw_document", document, actor, now, reason=document.reason)
    outbox.record("compliance.document_withdrawn", now=now, **_payload(document))
    return document


def sweep_document_files(*, now: datetime) -> int:
    """Delete bytes that a recording left which failed; returns how many files. Those of any row stay."""
    used = set(ExportDocument.objects.values_list("sha256", flat=True))
    declared = Declaration.objects.exclude(documents=[]).values_list("documents", flat=True)
    used |= {one["sha256"] for documents in declared for one in documents if "sha256" in one}
    return file_store.sweep_folder(DOCUMENT_FOLDER, used, now=now)


def _problems(record: Record, draft: DocumentDraft, number: str, today: date) -> Iterator[tuple[str, str]]:
    owner = record.organisation
    if draft.kind not in KINDS_OF[owner.country]:
        yield "kind", _("The owner’s country does not issue this document.")
    recipient = Organisation.objects.filter(pk=draft.recipient_id).first()
    if recipient is None or recipient.country == owner.country:
        yield "recipient", _("Choose an organisation of the other country.")
    if not 0 < len(number) <= NUMBER_LIMIT:
        yield "number", _("Write the number, in at most %(limit)s characters.") % {"limit": NUMBER_LIMIT}
    elif _is_here(record, draft, number):
        yield "number", _("This document is on record already.")
    if draft.issued_on > today:
        yield "issued_on", _("This day is still to come.")
    if draft.valid_until is not None and draft.valid_until < draft.issued_on:
        yield "valid_until", _("It ends before it begins.")


def _is_here(record: Record, draft: DocumentDraft, number: str) -> bool:
    rows = record.export_documents.filter(state=DocumentState.RECORDED, number=number)
    return rows.filter(kind=draft.kind, recipient_id=draft.recipient_id).exists()


def _tell(verb: str, document: ExportDocument, actor: User, now: datetime, **detail: str) -> None:
    told = {"kind": document.kind, "number": document.number, "recipient": str(document.recipient_id)}
    audit.record(actor, verb, document.record, now=now, document=str(document.pk), **told, **detail)


def _payload(document: ExportDocument) -> dict[str, str]:
    return {"record_id": str(document.record_id), "recipient_id": str(document.recipient_id)}
