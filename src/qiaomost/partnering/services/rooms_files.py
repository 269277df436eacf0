"""Files of a room: checked by their content, kept under their hash, handed out only through the gate and the ledger."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from django.db import transaction

from qiaomost.accounts.models import User
from qiaomost.catalogue.services import file_store
from qiaomost.catalogue.services.attachments import read_limited
from qiaomost.catalogue.services.file_types import file_name, media_type_of
from qiaomost.common.errors import NotAllowed, NotFound
from qiaomost.compliance.models import DisclosureAction
from qiaomost.compliance.services.disclosure import Reading
from qiaomost.partnering.events import Topic
from qiaomost.partnering.models import FileVersion, RoomFile
from qiaomost.partnering.models.rooms import ROOM_FOLDER
from qiaomost.partnering.permissions import sides_of
from qiaomost.partnering.selectors.rooms import version_of
from qiaomost.partnering.services.crossing import require_handing_over
from qiaomost.partnering.services.rooms import Guest, disclose, entered, writing
from qiaomost.partnering.services.rooms_scanning import require_inactive
from qiaomost.partnering.services.steps import tell


@transaction.atomic
def add_file(
    *,
    actor: User,
    case_id: UUID,
    name: str,
    content: BinaryIO,
    file_id: UUID | None = None,
    now: datetime,
) -> FileVersion:
    """Put a file into the room, or the next version of one; the same bytes again stay the version they are.

    What somebody uploads crosses the border to the other side: the gate of their side's record is asked first.

    Raises:
        NotFound, NotAllowed, RoomClosed: ``actor`` may not write in this room, or it has no such file of their side.
        GateClosed: export control keeps technical data of their side.
        TooLarge: it has more than ``attachment_limit_mb`` megabytes.
        Invalid: its type is not accepted, or not what its name says, or something in it would run.
    """
    guest = writing(actor, case_id)
    for side in sorted(sides_of(guest.roles)):
        require_handing_over(guest.case, side, now=now)
    data = read_limited(content)
    name = file_name(name)
    media_type = media_type_of(data, name)
    require_inactive(data, media_type)
    file = _own_file(guest, file_id) if file_id else RoomFile(case=guest.case, side=guest.side, added_at=now)
    last = file.versions.order_by("-number").first() if file_id else None
    sha256 = hashlib.sha256(data).hexdigest()
    if last is not None and last.sha256 == sha256:
        return last
    file.added_at = now
    file.save()
    version = FileVersion(
        file=file,
        number=last.number + 1 if last else 1,
        name=name,
        media_type=media_type,
        size=len(data),
        sha256=sha256,
        added_by=actor,
        added_at=now,
    )
    file_store.keep(version.path, data)
    version.save()
    tell(guest.case, Topic.FILE_ADDED, actor=actor, now=now, file=str(file.pk), sha256=sha256)
    return version


@transaction.atomic
def hand_out_file(*, actor: User, case_id: UUID, version_id: int, now: datetime) -> FileVersion:
    """Return a version whose bytes ``actor`` may have; a file of the other side is a row of the ledger each time.

    Raises:
        NotFound, NotAllowed, RoomClosed: ``actor`` may not enter this room, or it has no such file.
        GateClosed: export control keeps technical data of the other side, today.
    """
    guest = entered(actor, case_id)
    version = version_of(guest.case, version_id)
    if version is None:
        raise NotFound
    if version.file.side != guest.side:
        require_handing_over(guest.case, guest.side.other, now=now)
        disclose(guest, [_reading(version)], now=now)
    return version


def sweep_room_files(*, now: datetime) -> int:
    """Delete bytes that no version names; returns how many files."""
    used = set(FileVersion.objects.values_list("sha256", flat=True))
    return file_store.sweep_folder(ROOM_FOLDER, used, now=now)


def _own_file(guest: Guest, file_id: UUID) -> RoomFile:
    file = RoomFile.objects.filter(case=guest.case, pk=file_id).first()
    if file is None:
        raise NotFound
    if file.side != guest.side:
        raise NotAllowed
    return file


def _reading(version: FileVersion) -> Reading:
    action = DisclosureAction.DOWNLOAD_FILE.value
    label = f"file {version.file_id}, version {version.number}"
    return Reading(action, "room_file", str(version.file_id), label, version.sha256)
