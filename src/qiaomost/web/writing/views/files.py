"""Files of a record: upload, removal, download."""

from __future__ import annotations

from typing import BinaryIO, cast
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qiaomost.accounts.kept import actor_of, signed_in
from qiaomost.catalogue import services
from qiaomost.catalogue.models import Disclosure
from qiaomost.catalogue.selectors import attachment_for
from qiaomost.common.errors import Invalid
from qiaomost.network.selectors import standing_of
from qiaomost.web.writing.views.records import desk_page
from qiaomost.web.writing.views.refusing import refused_on


@signed_in(back="my-record")
@refused_on(desk_page)
def attach_file(request: HttpRequest, record_id: UUID) -> HttpResponse:
    _attach(request, record_id)
    messages.success(request, _("The file is attached."))
    return redirect("my-record", record_id)


def _attach(request: HttpRequest, record_id: UUID) -> None:
    file = request.FILES.get("file")
    if file is None or isinstance(file, list):
        raise Invalid(fields={"file": _("Choose a file.")})
    services.attach_file(
        actor=actor_of(request),
        record_id=record_id,
        name=file.name or "",
        content=cast(BinaryIO, file),
        language=request.POST.get("language", ""),
        disclosure=request.POST.get("disclosure", Disclosure.PUBLIC.value),
        now=timezone.now(),
    )


@signed_in(back="my-record")
@refused_on(desk_page)
def remove_attachment(request: HttpRequest, record_id: UUID, attachment_id: UUID) -> HttpResponse:
    services.remove_attachment(actor=actor_of(request), attachment_id=attachment_id, now=timezone.now())
    messages.success(request, _("The file is removed."))
    return redirect("my-record", record_id)


@require_safe
def attachment(request: HttpRequest, attachment_id: UUID) -> FileResponse:
    row = attachment_for(standing_of(request.user), attachment_id)
    answer = FileResponse(
        row.file.open("rb"), as_attachment=True, filename=row.name, content_type=row.media_type
    )
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
