"""A record before export control: its gates, answers and documents; a document's withdrawal and file."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qiaomost.accounts.kept import actor_of, kept_for, signed_in
from qiaomost.common.http import reader_of
from qiaomost.compliance.forms.officers import WithdrawForm
from qiaomost.compliance.models.documents import content_path
from qiaomost.compliance.presenting.pages import record_page
from qiaomost.compliance.selectors import desk as selectors
from qiaomost.compliance.selectors.desk import document_for, record_of_standing
from qiaomost.compliance.services.documents import withdraw_document
from qiaomost.network.selectors import standing_of

Forms = dict[str, WithdrawForm]


@signed_in()
@require_safe
def record(request: HttpRequest, record_id: UUID) -> HttpResponse:
    kept = kept_for(request)
    return _page(request, record_id, {kept.path: WithdrawForm(kept.values)} if kept else {})


def _page(request: HttpRequest, record_id: UUID, forms: Forms, status: int = 200) -> HttpResponse:
    """The page, with forms that were refused or kept, by their address."""
    standing = standing_of(request.user)
    shown = record_of_standing(standing, record_id)
    page = record_page(shown, standing, reader_of(request), on=timezone.localdate())
    context = {"page": page, "record": shown, "forms": forms, "form": WithdrawForm()}
    return render(request, "compliance/record.html", context, status=status)


@signed_in(back="compliance-record")
def withdraw(request: HttpRequest, record_id: UUID, document_id: UUID) -> HttpResponse:
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return _page(request, record_id, {request.path: form}, status=422)
    withdraw_document(
        actor=actor_of(request), document_id=document_id, now=timezone.now(), **form.cleaned_data
    )
    messages.success(request, _("The document is withdrawn; what it opened is closed again."))
    return redirect("compliance-record", record_id)


@require_safe
def declared_file(request: HttpRequest, declaration_id: int, sha256: str) -> FileResponse:
    file = selectors.declared_file(standing_of(request.user), declaration_id, sha256)
    content = default_storage.open(content_path(sha256), "rb")
    return _handed_out(content, file["name"], file["media_type"])


@require_safe
def document_file(request: HttpRequest, document_id: UUID) -> FileResponse:
    row = document_for(standing_of(request.user), document_id)
    return _handed_out(row.file.open("rb"), row.name, row.media_type)


def _handed_out(content: Any, name: str, media_type: str) -> FileResponse:
    answer = FileResponse(content, as_attachment=True, filename=name, content_type=media_type)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
