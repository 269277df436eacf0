"""Files of a record: attached and removed by its author's side, as a change that is reviewed."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.catalogue.models import Attachment, Disclosure, Record
from qiaomost.catalogue.models.records import attachment_path
from qiaomost.catalogue.permissions import can_edit
from qiaomost.catalogue.services import file_store
from qiaomost.catalogue.services.file_types import file_name, media_type_of
from qiaomost.catalogue.services.reviewing import begin_change
from qiaomost.catalogue.services.steps import lock_record, permit, save
from qiaomost.common import audit
from qiaomost.common.errors import Invalid, NotFound, TooLarge
from qiaomost.common.languages import LanguageCode


@transaction.atomic
def attach_file(
    *,
    actor: User | None,
    record_id: UUID,
    name: str,
    content: BinaryIO,
    language: str = "",
    disclosure: str = Disclosure.PUBLIC.value,
    now: datetime,
) -> Attachment:
    """Attach a file; one that the record has already stays as it is.

    The bytes are written before the row, under their hash: if the transaction fails they wait there for the
    next attempt, or for ``sweep_files``.

    Raises:
        NotAllowed, NotFound: ``actor`` may not edit the record, or know of it.
        TooLarge: it has more than ``attachment_limit_mb`` megabytes.
        Invalid: its type is not accepted, or not what its name says; or a value is not known.
        TransitionRefused: the record is being reviewed or screened, or it is closed.
    """
    record = lock_record(record_id)
    permit(actor, record, can_edit)
    _require_known(language, disclosure)
    data = read_limited(content)
    name = file_name(name)
    media_type = media_type_of(data, name)
    sha256 = hashlib.sha256(data).hexdigest()
    present = record.attachments.filter(sha256=sha256).first()
    if present is not None:
        return present
    begin_change(record, actor=actor, now=now)
    attachment = Attachment(
        record=record,
        name=name,
        media_type=media_type,
        size=len(data),
        sha256=sha256,
        language=language,
        disclosure=disclosure,
        added_at=now,
    )
    attachment.file.name = attachment_path(attachment, name)
    file_store.keep(attachment.file.name, data)
    attachment.save()
    _touch(record, "attach_file", actor, now, sha256=sha256, name=name)
    return attachment


@transaction.atomic
def remove_attachment(*, actor: User | None, attachment_id: UUID, now: datetime) -> None:
    """Take a file off its record; ``sweep_files`` deletes bytes that no record names any more.

    Raises:
        NotAllowed, NotFound: ``actor`` may not edit the record, or there is no such file.
        TransitionRefused: the record is being reviewed or screened, or it is closed.
    """
    attachment = Attachment.objects.filter(pk=attachment_id).first()
    if attachment is None:
        raise NotFound
    record = lock_record(attachment.record_id)
    permit(actor, record, can_edit)
    begin_change(record, actor=actor, now=now)
    attachment.delete()
    _touch(record, "remove_attachment", actor, now, sha256=attachment.sha256, name=attachment.name)


def _touch(record: Record, verb: str, actor: User | None, now: datetime, **detail: str) -> None:
    record.updated_at = now
    save(record, "updated_at")
    audit.record(actor, verb, record, now=now, **detail)


def read_limited(content: BinaryIO) -> bytes:
    """Return the bytes of an upload.

    Raises:
        TooLarge: it has more than ``attachment_limit_mb`` megabytes.
    """
    limit = settings.QIAOMOST.attachment_limit_mb * 1024 * 1024
    data = content.read(limit + 1)
    if len(data) > limit:
        raise TooLarge
    return data


def _require_known(language: str, disclosure: str) -> None:
    wrong = {
        "language": language not in {"", *LanguageCode.values},
        "disclosure": disclosure not in Disclosure.values,
    }
    problems = {name: _("This value is not known.") for name, bad in wrong.items() if bad}
    if problems:
        raise Invalid(fields=problems)
