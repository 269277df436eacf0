"""Files of an answer: attached and removed while it is a draft."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.catalogue.services import file_store
from qiaomost.catalogue.services.attachments import read_limited
from qiaomost.catalogue.services.file_types import file_name, media_type_of
from qiaomost.common import audit
from qiaomost.common.errors import Invalid, NotFound
from qiaomost.partnering.models import AnswerFile
from qiaomost.partnering.models.answers.answers import ANSWER_FOLDER, answer_path
from qiaomost.partnering.services.answers.answering import require_draft

FILES_LIMIT = 10


@transaction.atomic
def attach_answer_file(
    *, actor: User, answer_id: UUID, name: str, content: BinaryIO, now: datetime
) -> AnswerFile:
    """Attach a file to a draft; one that it has already stays as it is. Reviewers see it once names are known.

    Raises:
        NotFound, NotAllowed: ``actor`` may not know of the answer, or does not belong to its leader.
        TransitionRefused: it is no draft, or the call is closed.
        TooLarge: the file has more than ``attachment_limit_mb`` megabytes.
        Invalid: its type is not accepted or not what its name says, or there are too many.
    """
    _call, answer = require_draft(actor, answer_id, now)
    data = read_limited(content)
    name = file_name(name)
    media_type, sha256 = media_type_of(data, name), hashlib.sha256(data).hexdigest()
    present = answer.files.filter(sha256=sha256).first()
    if present is not None:
        return present
    if answer.files.count() >= FILES_LIMIT:
        raise Invalid(fields={"file": _("At most %(most)d files go with an answer.") % {"most": FILES_LIMIT}})
    file = AnswerFile(
        answer=answer, name=name, media_type=media_type, size=len(data), sha256=sha256, added_at=now
    )
    file.file.name = answer_path(file, name)
    file_store.keep(file.file.name, data)
    file.save()
    audit.record(actor, "attach_file", answer, now=now, sha256=sha256)
    return file


@transaction.atomic
def remove_answer_file(*, actor: User, file_id: UUID, now: datetime) -> None:
    """Take a file off a draft; its bytes go with the next ``sweep_answer_files``.

    Raises:
        NotFound, NotAllowed: there is no such file, or ``actor`` does not belong to the answer's leader.
        TransitionRefused: the answer is no draft, or the call is closed.
    """
    file = AnswerFile.objects.filter(pk=file_id).first()
    if file is None:
        raise NotFound
    _call, answer = require_draft(actor, file.answer_id, now)
    file.delete()
    audit.record(actor, "remove_file", answer, now=now, sha256=file.sha256)


def sweep_answer_files(*, now: datetime) -> int:
    """Delete bytes that no answer has named for ``file_store.UNUSED_FOR``; returns how many files."""
    used = set(AnswerFile.objects.values_list("sha256", flat=True))
    return file_store.sweep_folder(ANSWER_FOLDER, used, now=now)
