"""Exports of an edition for its organisers."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from qiaomost.accounts.kept import actor_of, signed_in
from qiaomost.common.errors import NotFound
from qiaomost.common.http import reader_of
from qiaomost.forum.forms.after import ExportForm
from qiaomost.forum.models import Edition
from qiaomost.forum.models.exports import KEPT_FOR
from qiaomost.forum.services.exports import order_export
from qiaomost.forum.states.after import ExportState
from qiaomost.forum.views.organising import attempt, organised, organising

TYPES = {
    "json": "application/json",
    "zip": "application/zip",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ics": "text/calendar; charset=utf-8",
}


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def exports(request: HttpRequest, code: str) -> HttpResponse:
    edition = organised(request, code)
    form = ExportForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and attempt(form, lambda: _order(request, edition, form)):
        messages.success(request, _("It is being written. Reload this page in a moment."))
        return redirect("forum-exports", code)
    context = {"exports": edition.exports.all(), "days": KEPT_FOR.days}
    return organising(request, edition, "exports", context, form)


@signed_in()
@require_safe
def fetch(request: HttpRequest, code: str, export_id: UUID) -> FileResponse:
    edition = organised(request, code)
    export = edition.exports.filter(pk=export_id, state=ExportState.WRITTEN).first()
    if export is None or timezone.now() - export.ordered_at > KEPT_FOR:
        raise NotFound
    answer = FileResponse(
        default_storage.open(export.path, "rb"),
        as_attachment=True,
        filename=f"{edition.code}.{export.format}",
        content_type=TYPES[export.format],
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _order(request: HttpRequest, edition: Edition, form: ExportForm) -> None:
    order_export(
        actor=actor_of(request),
        edition_id=edition.pk,
        format=form.cleaned_data["format"],
        language=reader_of(request),
        now=timezone.now(),
    )
