"""Storing what was typed, and showing what it would look like stored."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from qiaomost.accounts.models import User
from qiaomost.catalogue import services
from qiaomost.catalogue.models import Record
from qiaomost.catalogue.permissions import can_edit, require
from qiaomost.catalogue.selectors import draft_of, record_for
from qiaomost.network.permissions import Standing
from qiaomost.network.selectors import standing_of
from qiaomost.web.presenting.records import RecordPage, record_page
from qiaomost.web.writing.forms.sheet import RecordSheet
from qiaomost.web.writing.forms.translation import TranslationSheet
from qiaomost.web.writing.presenting.lists import original_of
from qiaomost.web.writing.presenting.translating import translation_origin


def record_to_write(standing: Standing, record_id: UUID) -> Record:
    """Read a record that ``standing`` may edit.

    Raises:
        NotAllowed, NotFound: it may not edit the record, or know of it.
    """
    record = record_for(standing, record_id)
    require(can_edit(standing, record))
    return record


def store(sheet: RecordSheet, *, actor: User, now: datetime) -> Record:
    """Create or edit the record of a sheet; raises what the catalogue's services raise."""
    if sheet.record is None:
        return services.create_record(actor=actor, draft=sheet.draft(), now=now)
    return services.edit_record(
        actor=actor,
        record_id=sheet.record.pk,
        draft=sheet.draft(),
        expected_version=sheet.typed_version,
        now=now,
    )


@transaction.atomic
def store_and_submit(sheet: RecordSheet, *, actor: User, now: datetime) -> Record:
    """Store a sheet and hand it to a reviewer; both or neither."""
    record = store(sheet, actor=actor, now=now)
    services.submit_record(actor=actor, record_id=record.pk, now=now)
    return record


def preview_of(sheet: RecordSheet, *, actor: User, now: datetime, reader: str) -> RecordPage:
    """Return the page that the record would have: it is stored, read, and taken back.

    Raises whatever storing it would raise, so that a preview that shows can also be saved.
    """
    with transaction.atomic():
        record = store(sheet, actor=actor, now=now)
        standing = standing_of(actor)
        shown = record_for(standing, record.pk)
        page = record_page(shown, original_of(shown), standing, reader)
        transaction.set_rollback(True)
    return page


@transaction.atomic
def store_translation(sheet: TranslationSheet, *, actor: User, now: datetime) -> None:
    """Write one more language of a record that nobody has changed since the form was opened.

    It is a machine's where it has a machine's words that nobody has approved. The second step marks a translation that
    stays right, word for word, as newer than the original again. Raises what ``services.edit_record`` raises.
    """
    stored = draft_of(sheet.record)
    text = replace(sheet.draft(), origin=translation_origin(sheet).value)
    draft = replace(stored, texts=(stored.original, text))
    version = sheet.typed_version
    services.edit_record(
        actor=actor, record_id=sheet.record.pk, draft=draft, expected_version=version, now=now
    )
    services.write_translation(actor=actor, record_id=sheet.record.pk, text=text, now=now)
