"""Files of the room: put in, renewed, taken away."""

from __future__ import annotations

from typing import BinaryIO, cast
from uuid import UUID

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qiaomost.accounts.kept import actor_of, signed_in
from qiaomost.catalogue.models.records import attachment_path
from qiaomost.common.http import reader_of
from qiaomost.partnering.forms.rooms import FileForm
from qiaomost.partnering.presenting.declaring import declaration_of
from qiaomost.partnering.presenting.rooms import file_rows
from qiaomost.partnering.services import rooms_files as services
from qiaomost.partnering.services.rooms_reading import hand_out_attachment
from qiaomost.partnering.views.rooms.pages import attempt, done, guest_of, room_page


@signed_in()
@require_safe
def files(request: HttpRequest, case_id: UUID) -> HttpResponse:
    return _files(request, case_id, FileForm())


@signed_in(back="case-room-files")
def add(request: HttpRequest, case_id: UUID, file_id: UUID | None = None) -> HttpResponse:
    form = FileForm(request.POST, request.FILES)
    if attempt(form, lambda: _add(request, case_id, file_id)):
        return done(request, _("The file is in the room."), "case-room-files", case_id)
    return _files(request, case_id, form, status=422)


@signed_in()
@require_safe
def download(request: HttpRequest, case_id: UUID, version_id: int) -> FileResponse:
    version = services.hand_out_file(
        actor=actor_of(request), case_id=case_id, version_id=version_id, now=timezone.now()
    )
    return _sent(version.path, version.name, version.media_type)


@signed_in()
@require_safe
def attachment(request: HttpRequest, case_id: UUID, attachment_id: UUID) -> FileResponse:
    file = hand_out_attachment(
        actor=actor_of(request), case_id=case_id, attachment_id=attachment_id, now=timezone.now()
    )
    return _sent(attachment_path(file, file.name), file.name, file.media_type)


def _add(request: HttpRequest, case_id: UUID, file_id: UUID | None) -> None:
    file = request.FILES["file"]
    services.add_file(
        actor=actor_of(request),
        case_id=case_id,
        name=str(file.name),  # type: ignore[union-attr]
        content=cast(BinaryIO, file),
        file_id=file_id,
        now=timezone.now(),
    )


def _sent(path: str, name: str, media_type: str) -> FileResponse:
    answer = FileResponse(
        default_storage.open(path, "rb"), as_attachment=True, filename=name, content_type=media_type
    )
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _files(request: HttpRequest, case_id: UUID, form: FileForm, *, status: int = 200) -> HttpResponse:
    guest = guest_of(request, case_id)
    reader, on = reader_of(request), timezone.localdate()
    context: dict[str, object] = {"files": file_rows(guest, reader), "form": form}
    context |= {"declaration": declaration_of(guest, reader, on=on)}
    return room_page(request, guest, "files", context, status=status)
