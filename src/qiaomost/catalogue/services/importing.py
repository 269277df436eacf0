"""The system's own way into the catalogue: rows of a source that people trust, such as an import file."""

from __future__ import annotations

import enum
import hashlib
import json
import uuid
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from qiaomost.catalogue.drafts import RecordDraft, cleaned, validate, validate_source
from qiaomost.catalogue.models import Record
from qiaomost.catalogue.selectors import draft_of
from qiaomost.catalogue.services.content import differences, write_content
from qiaomost.catalogue.services.publishing import start_lifetime
from qiaomost.catalogue.services.steps import Topic, announce
from qiaomost.catalogue.states import APPROVABLE, RecordState, TextState
from qiaomost.common import audit
from qiaomost.common.errors import Invalid

IMPORTABLE = frozenset({RecordState.DRAFT, RecordState.PUBLISHED})
"""States in which a row may enter the catalogue."""

LEFT_TO_THE_SOURCE = frozenset({RecordState.DRAFT, RecordState.PUBLISHED, RecordState.EXPIRED})
"""States that a changed row moves on from; the others were set by a person, and stay."""

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "catalogue.qiaomost")


class Outcome(enum.Enum):
    """What ``upsert_imported`` did with a row."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


def imported_id(source: str, source_id: str) -> UUID:
    """The id of a row's record in every catalogue, so that links and evidence can name it beforehand."""
    return uuid.uuid5(_NAMESPACE, f"{source}\n{source_id}")


@transaction.atomic
def upsert_imported(
    draft: RecordDraft,
    *,
    source: str,
    source_id: str,
    source_address: str = "",
    state: RecordState = RecordState.PUBLISHED,
    updated_at: datetime | None = None,
    now: datetime,
) -> Outcome:
    """Create or update the record of one row, with texts, facts and evidence; no write where it is as before.

    Published rows have their texts approved. A record that a person has since withdrawn, or has under
    review, takes the new content and keeps its state.

    Args:
        draft: the row's content.
        source, source_id: what identifies the row; the record's id is ``imported_id`` of both.
        source_address: where on the web the row can be read.
        state: ``PUBLISHED``, or ``DRAFT`` for rows that are still to be reviewed.
        updated_at: when the source changed the row; ``now`` where it does not say.
        now: the time of the import.

    Raises:
        Invalid: a field breaks a rule, or the row's kind or language is not what it was.
    """
    if state not in IMPORTABLE:
        raise Invalid(fields={"state": _("A row enters the catalogue as a draft or published.")})
    validate_source(source, source_id, source_address)
    draft = cleaned(draft)
    digest = _digest(draft, source_address, state.value, str(updated_at))
    record = Record.objects.select_for_update().filter(source=source, source_id=source_id).first()
    if record is not None and record.source_digest == digest:
        return Outcome.UNCHANGED
    validate(draft)
    before = None if record is None else draft_of(record)
    if record is None:
        record = _new_record(draft, source, source_id, now)
    elif before is not None and (before.kind, before.source_language) != (draft.kind, draft.source_language):
        raise Invalid(fields={"kind": _("This can't change once the record exists.")})
    was = RecordState(record.state)
    record.state = state if was in LEFT_TO_THE_SOURCE and record.export_barred_at is None else was
    write_content(record, draft, differences(before, draft))
    if record.state in APPROVABLE:
        waiting = record.texts.filter(
            state=TextState.DRAFT, language__in=[text.language for text in draft.texts]
        )
        waiting.update(state=TextState.APPROVED, approved_at=now)
    if record.state == RecordState.PUBLISHED:
        start_lifetime(record, now=now)
    record.source_address, record.source_digest = source_address, digest
    record.updated_at = updated_at or now
    record.version += before is not None
    record.save()
    outcome = Outcome.CREATED if before is None else Outcome.UPDATED
    audit.record(None, "import", record, now=now, source=source, source_id=source_id, outcome=outcome.value)
    _announce(record, was, now)
    return outcome


def _new_record(draft: RecordDraft, source: str, source_id: str, now: datetime) -> Record:
    return Record.objects.create(
        id=imported_id(source, source_id),
        kind=draft.kind,
        organisation_id=draft.organisation_id,
        source_language=draft.source_language,
        source=source,
        source_id=source_id,
        created_at=now,
        updated_at=now,
    )


def _announce(record: Record, was: RecordState, now: datetime) -> None:
    if record.state == RecordState.PUBLISHED:
        topic = Topic.CHANGED if was == RecordState.PUBLISHED else Topic.PUBLISHED
        announce(topic, record, now=now, verb="import")
    elif was == RecordState.PUBLISHED:
        announce(Topic.WITHDRAWN, record, now=now, verb="import")


def _digest(draft: RecordDraft, *more: str) -> str:
    """Hash what a row says; a row with the same digest was imported already."""
    content = json.dumps([draft.kind, asdict(draft), *more], default=str, sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()
