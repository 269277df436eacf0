"""Writing a record: a new one, or a change; with suggestions and a preview on the way."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qiaomost.accounts.kept import actor_of, signed_in, typed_in
from qiaomost.common.errors import Conflict, Invalid, TransitionRefused
from qiaomost.common.http import reader_of
from qiaomost.network.selectors import standing_of
from qiaomost.web.writing.forms.head import offer_to
from qiaomost.web.writing.forms.sheet import RecordSheet
from qiaomost.web.writing.forms.translation import TranslationSheet
from qiaomost.web.writing.presenting.suggestions import suggestions_for
from qiaomost.web.writing.storing import (
    preview_of,
    record_to_write,
    store,
    store_and_submit,
)
from qiaomost.web.writing.views.records import kinds_page
from qiaosearch.text.normalise import clean

Refusals = (Invalid, Conflict, TransitionRefused)


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def new_record(request: HttpRequest, kind: str) -> HttpResponse:
    standing, reader = standing_of(request.user), reader_of(request)
    offer = offer_to(standing, reader)
    if not offer.organisations:
        return kinds_page(request, status=403)
    words = clean(request.GET.get("description", ""))
    sheet = RecordSheet(kind=kind, offer=offer, data=typed_in(request), description=words)
    return _answer(request, sheet) if request.method == "POST" else _sheet_page(request, sheet)


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def edit_record(request: HttpRequest, record_id: UUID) -> HttpResponse:
    standing, reader = standing_of(request.user), reader_of(request)
    record = record_to_write(standing, record_id)
    offer = offer_to(standing, reader, record)
    sheet = RecordSheet(kind=record.kind, offer=offer, record=record, data=typed_in(request))
    return _answer(request, sheet) if request.method == "POST" else _sheet_page(request, sheet)


def _sheet_page(
    request: HttpRequest, sheet: RecordSheet, *, status: int = 200, **more: object
) -> HttpResponse:
    context = {"sheet": sheet, **more}
    return render(request, "web/writing/sheet.html", context, status=status)


def _answer(request: HttpRequest, sheet: RecordSheet) -> HttpResponse:
    """Do what the pressed button says; whatever is refused, the page keeps what was typed."""
    is_valid, asked = sheet.is_valid(), request.POST.get("do", "")
    if asked == "suggest":
        return _suggest(request, sheet)
    if not is_valid:
        return _sheet_page(request, sheet, status=422)
    try:
        return _DONE.get(asked, _save)(request, sheet)
    except Refusals as error:
        more = shown_refusal(error, sheet)
        return _sheet_page(request, sheet, status=error.status, **more)


def shown_refusal(error: Exception, sheet: RecordSheet | TranslationSheet) -> dict[str, object]:
    """Return what a page shows of a refusal beside the sheet that was refused."""
    if isinstance(error, Conflict):
        sheet.shown_version = sheet.version
        return {"differences": sheet.differences(), "is_conflict": True}
    if isinstance(error, Invalid):
        sheet.refuse(error)
        return {}
    return {"refusal": str(error)}


def _save(request: HttpRequest, sheet: RecordSheet) -> HttpResponse:
    record = store(sheet, actor=actor_of(request), now=timezone.now())
    messages.success(request, _("Saved."))
    return redirect("my-record", record.pk)


def _submit(request: HttpRequest, sheet: RecordSheet) -> HttpResponse:
    record = store_and_submit(sheet, actor=actor_of(request), now=timezone.now())
    messages.success(request, _("Submitted: a second person reads it now."))
    return redirect("my-record", record.pk)


def _preview(request: HttpRequest, sheet: RecordSheet) -> HttpResponse:
    page = preview_of(sheet, actor=actor_of(request), now=timezone.now(), reader=reader_of(request))
    return _sheet_page(request, sheet, preview=page)


def _suggest(request: HttpRequest, sheet: RecordSheet) -> HttpResponse:
    suggestions = suggestions_for(
        sheet.text.draft(sheet.language),
        record_id=str(sheet.record.pk) if sheet.record else "",
        kind=sheet.kind,
        chosen=sheet.head.cleaned_data.get("subjects", ()),
        standing=standing_of(request.user),
        offer=sheet.offer,
        now=timezone.now(),
    )
    return _sheet_page(request, sheet, suggestions=suggestions)


_DONE: dict[str, Callable[[HttpRequest, RecordSheet], HttpResponse]] = {
    "submit": _submit,
    "preview": _preview,
}
