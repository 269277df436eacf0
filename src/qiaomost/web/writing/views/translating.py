"""Translating a record: its original beside its translation, with suggestions."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qiaomost.accounts.kept import actor_of, signed_in, typed_in
from qiaomost.common.errors import NotFound
from qiaomost.common.languages import LanguageCode
from qiaomost.network.selectors import standing_of
from qiaomost.web.writing.forms.translation import TranslationSheet
from qiaomost.web.writing.presenting.translating import editor_of, with_taken
from qiaomost.web.writing.storing import record_to_write, store_translation
from qiaomost.web.writing.views.editing import Refusals, shown_refusal


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def translate(request: HttpRequest, record_id: UUID, language: str) -> HttpResponse:
    record = record_to_write(standing_of(request.user), record_id)
    if language not in LanguageCode.values or language == record.source_language:
        raise NotFound
    sheet = TranslationSheet(record, language, typed_in(request))
    if request.method == "POST":
        return _answer(request, sheet)
    return _page(request, sheet)


def _answer(request: HttpRequest, sheet: TranslationSheet) -> HttpResponse:
    """Do what the pressed button says; whatever is refused, the page keeps what was typed."""
    if request.POST.get("do") == "suggest":
        return _page(request, sheet, with_machine=True)
    if choice := request.POST.get("take", ""):
        typed = with_taken(sheet, editor_of(sheet, now=timezone.now()), request.POST, choice)
        return _page(request, TranslationSheet(sheet.record, sheet.language, typed))
    if not sheet.form.is_valid():
        return _page(request, sheet, status=422)
    try:
        store_translation(sheet, actor=actor_of(request), now=timezone.now())
    except Refusals as error:
        return _page(request, sheet, status=error.status, refused=shown_refusal(error, sheet))
    messages.success(request, _("Saved."))
    return redirect("my-record", sheet.record.pk)


def _page(
    request: HttpRequest,
    sheet: TranslationSheet,
    *,
    status: int = 200,
    with_machine: bool = False,
    refused: Mapping[str, object] | None = None,
) -> HttpResponse:
    editor = editor_of(sheet, now=timezone.now(), with_machine=with_machine)
    context = {"sheet": sheet, "editor": editor, **(refused or {})}
    return render(request, "web/writing/translation.html", context, status=status)
