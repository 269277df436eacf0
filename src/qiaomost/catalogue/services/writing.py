"""Verbs of the author: create, edit, translate, approve, switch."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.catalogue.drafts import (
    RecordDraft,
    TextDraft,
    cleaned,
    cleaned_text,
    validate,
    validate_levels,
    validate_text,
)
from qiaomost.catalogue.models import Disclosure, Record, RecordText
from qiaomost.catalogue.permissions import can_approve_texts, can_edit, can_write_for, require
from qiaomost.catalogue.selectors import draft_of, text_draft_of
from qiaomost.catalogue.services.content import differences, is_material, write_content, write_texts
from qiaomost.catalogue.services.remembering import remember_text
from qiaomost.catalogue.services.reviewing import begin_change
from qiaomost.catalogue.services.steps import announce_change, lock_record, permit, require_open, save
from qiaomost.catalogue.states import APPROVABLE, TextOrigin, TextState
from qiaomost.common import audit
from qiaomost.common.errors import Conflict, Invalid, NotFound, TransitionRefused
from qiaomost.network.selectors import standing_of


@transaction.atomic
def create_record(*, actor: User | None, draft: RecordDraft, now: datetime) -> Record:
    """Write a new record in state ``draft``.

    Raises:
        NotAllowed: ``actor`` does not write for the organisation.
        Invalid: a field breaks a rule.
    """
    if actor is not None:
        require(can_write_for(standing_of(actor), draft.organisation_id))
    draft = cleaned(draft)
    validate(draft, today=now.astimezone(UTC).date())
    record = Record.objects.create(
        kind=draft.kind,
        organisation_id=draft.organisation_id,
        contact_id=draft.contact_id,
        author=actor,
        source_language=draft.source_language,
        open_for_interest=draft.open_for_interest,
        disclosure=draft.disclosure,
        section_disclosure=dict(draft.section_disclosure),
        created_at=now,
        updated_at=now,
    )
    write_content(record, draft, differences(None, draft))
    audit.record(actor, "create", record, now=now)
    return record


@transaction.atomic
def edit_record(
    *, actor: User | None, record_id: UUID, draft: RecordDraft, expected_version: int, now: datetime
) -> Record:
    """Bring a record to ``draft``; outside ``EDITABLE`` a material change is an amendment, with a review.

    Languages that ``draft`` leaves out stay; they become stale where the original changed. A draft that
    says what the record says already changes nothing.

    Raises:
        NotAllowed, NotFound: ``actor`` may not edit the record, or know of it.
        Conflict: the record is no longer at ``expected_version``.
        Invalid: a field breaks a rule, or kind, owner or source language is another.
        TransitionRefused: the state allows no such change.
    """
    record = lock_record(record_id)
    permit(actor, record, can_edit)
    require_open(record)
    if record.version != expected_version:
        raise Conflict
    draft = cleaned(draft)
    before = draft_of(record)
    _require_same_identity(before, draft)
    changes = differences(before, draft)
    validate(draft, today=now.astimezone(UTC).date() if "facts" in changes else None)
    if not changes:
        return record
    if is_material(changes, draft):
        begin_change(record, actor=actor, now=now)
    record.updated_at = now
    save(record, "updated_at", *write_content(record, draft, changes))
    audit.record(actor, "edit", record, now=now, changed=sorted(changes))
    announce_change(record, now=now)
    return record


@transaction.atomic
def write_translation(*, actor: User | None, record_id: UUID, text: TextDraft, now: datetime) -> RecordText:
    """Write one more language of a record, or replace it; it then waits for the owner's approval.

    Raises:
        NotAllowed, NotFound: ``actor`` may not edit the record, or know of it.
        Invalid: a field breaks a rule, or the text is the original.
        TransitionRefused: the record is closed, or a machine would overwrite what a person wrote.
    """
    record = lock_record(record_id)
    permit(actor, record, can_edit)
    require_open(record)
    text = cleaned_text(text)
    if text.origin == TextOrigin.ORIGINAL or text.language == record.source_language:
        raise Invalid(
            fields={f"texts.{text.language[:8]}.origin": _("The original is edited, not translated.")}
        )
    validate_text(text, record.kind)
    present = record.texts.filter(language=text.language).first()
    if present is not None and text_draft_of(present) == text and present.state != TextState.STALE:
        return present
    if present is not None and (present.origin, text.origin) == (TextOrigin.HUMAN, TextOrigin.MACHINE):
        raise TransitionRefused(_("A machine does not overwrite what a person wrote."))
    write_texts(record, [text])
    record.updated_at = now
    save(record, "updated_at")
    audit.record(actor, "write_translation", record, now=now, language=text.language, origin=text.origin)
    announce_change(record, now=now)
    return record.texts.get(language=text.language)


@transaction.atomic
def approve_text(*, actor: User | None, record_id: UUID, language: str, now: datetime) -> RecordText:
    """Approve one language for publication; a stale text, where it still says what the original says.

    A translation that a person approves goes into the translation memory, each section at its level.

    Raises:
        NotAllowed, NotFound: ``actor`` may not approve for the owner, or there is no such text.
        TransitionRefused: the record has not been screened, or the text is approved already.
    """
    record = lock_record(record_id)
    permit(actor, record, can_approve_texts)
    text = record.texts.filter(language=language).first()
    if text is None:
        raise NotFound
    if record.state not in APPROVABLE or text.state == TextState.APPROVED:
        raise TransitionRefused
    text.state, text.approved_by, text.approved_at = TextState.APPROVED, actor, now
    text.save(update_fields=["state", "approved_by", "approved_at"])
    save(record)
    audit.record(actor, "approve_text", record, now=now, language=language)
    if actor is not None and text.origin != TextOrigin.ORIGINAL:
        remember_text(record, text, actor=actor, now=now)
    announce_change(record, now=now)
    return text


@transaction.atomic
def set_open_for_interest(*, actor: User | None, record_id: UUID, is_open: bool, now: datetime) -> Record:
    """Turn the switch that lets others express interest.

    Raises:
        NotAllowed, NotFound: ``actor`` may not edit the record, or know of it.
        TransitionRefused: the record is closed.
    """
    record = lock_record(record_id)
    permit(actor, record, can_edit)
    require_open(record)
    if record.open_for_interest != is_open:
        record.open_for_interest = is_open
        save(record, "open_for_interest")
        audit.record(actor, "set_open_for_interest", record, now=now, is_open=is_open)
        announce_change(record, now=now)
    return record


@transaction.atomic
def set_section_disclosure(
    *, actor: User | None, record_id: UUID, levels: Mapping[str, str], now: datetime
) -> Record:
    """Set which sections are disclosed more narrowly than the record; the others have the record's level.

    Raises:
        NotAllowed, NotFound: ``actor`` may not edit the record, or know of it.
        Invalid: a section or a level is not known.
        TransitionRefused: the record is closed.
    """
    record = lock_record(record_id)
    permit(actor, record, can_edit)
    require_open(record)
    validate_levels(levels, record.kind)
    if record.section_disclosure != levels:
        record.section_disclosure = {name: Disclosure(level).value for name, level in levels.items()}
        save(record, "section_disclosure")
        audit.record(actor, "set_section_disclosure", record, now=now, levels=dict(levels))
        announce_change(record, now=now)
    return record


def _require_same_identity(before: RecordDraft, after: RecordDraft) -> None:
    originals = [text for text in after.texts if text.origin == TextOrigin.ORIGINAL]
    checks = {
        "kind": before.kind == after.kind,
        "organisation": before.organisation_id == after.organisation_id,
        "texts": [before.source_language] == [text.language for text in originals],
    }
    wrong = {
        name: _("This can't change once the record exists.") for name, same in checks.items() if not same
    }
    if wrong:
        raise Invalid(fields=wrong)
