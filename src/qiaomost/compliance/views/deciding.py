"""What officers put on record: an answer for an edition, and a document."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qiaomost.accounts.kept import actor_of, signed_in, typed_in
from qiaomost.catalogue.models import Record
from qiaomost.catalogue.selectors import sections_visible, text_for
from qiaomost.common.encoder import site_encoder
from qiaomost.common.errors import Invalid, NotAllowed, NotFound, TooLarge
from qiaomost.common.http import reader_of
from qiaomost.compliance.forms.officers import ClassifyForm, DocumentForm
from qiaomost.compliance.models import ControlEdition
from qiaomost.compliance.permissions.officers import can_decide
from qiaomost.compliance.selectors.classifying import answerable_editions
from qiaomost.compliance.selectors.desk import possible_recipients, record_of_standing
from qiaomost.compliance.selectors.suggesting import nearest_entries
from qiaomost.compliance.services.classifying import classify_record
from qiaomost.compliance.services.documents import record_document
from qiaomost.network.selectors import standing_of
from qiaosearch.errors import QiaosearchError


def _own_record(request: HttpRequest, record_id: UUID) -> Record:
    """Read a record for which the reader decides."""
    standing = standing_of(request.user)
    found = record_of_standing(standing, record_id)
    if not can_decide(standing, found):
        raise NotAllowed(_("Only a compliance officer of the record’s organisation does this."))
    return found


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def classify(request: HttpRequest, record_id: UUID, edition_id: int) -> HttpResponse:
    shown = _own_record(request, record_id)
    edition = _edition(shown, edition_id)
    form = ClassifyForm(typed_in(request), edition=edition)
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = {"record_id": record_id, "edition_id": edition_id, **form.values()}
        try:
            classify_record(actor=actor_of(request), now=timezone.now(), **given)
            messages.success(request, _("Your answer is on record."))
            return redirect("compliance-record", record_id)
        except Invalid as error:
            form.refuse(error)
    return _classify_page(request, shown, edition, form)


def _edition(shown: Record, edition_id: int) -> ControlEdition:
    for edition in answerable_editions(shown.organisation.country, on=timezone.localdate()):
        if edition.pk == edition_id:
            return edition
    raise NotFound


def _classify_page(
    request: HttpRequest, shown: Record, edition: ControlEdition, form: ClassifyForm
) -> HttpResponse:
    standing, reader = standing_of(request.user), reader_of(request)
    text = text_for(shown, shown.source_language)
    context = {
        "record": shown,
        "title": text_for(shown, reader),
        "edition": edition,
        "form": form,
        "text": text,
        "sections": sections_visible(standing, shown, text),
        "hints": _hints(shown, edition, reader),
    }
    return render(request, "compliance/classify.html", context, status=422 if form.errors else 200)


def _hints(shown: Record, edition: ControlEdition, reader: str) -> list[tuple[Any, str, str]]:
    """The nearest entries with name and control points; none where the encoder is not to be had."""
    try:
        found = nearest_entries(shown, [edition], site_encoder()).get(edition.pk, [])
    except QiaosearchError:
        return []
    return [(entry, entry.name_in(reader), entry.control_points_in(reader)) for entry in found]


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def add_document(request: HttpRequest, record_id: UUID) -> HttpResponse:
    shown, reader = _own_record(request, record_id), reader_of(request)
    form = DocumentForm(
        typed_in(request),
        request.FILES or None,
        country=shown.organisation.country,
        recipients=list(possible_recipients(shown)),
        reader=reader,
    )
    if request.method == "POST" and form.is_valid() and _stored(request, record_id, form):
        messages.success(request, _("The document is on record."))
        return redirect("compliance-record", record_id)
    context = {"record": shown, "title": text_for(shown, reader), "form": form}
    return render(request, "compliance/document.html", context, status=422 if form.errors else 200)


def _stored(request: HttpRequest, record_id: UUID, form: DocumentForm) -> bool:
    """Record the document; where it is refused, the form says why."""
    file = form.cleaned_data["file"]
    try:
        record_document(
            actor=actor_of(request),
            record_id=record_id,
            draft=form.draft(),
            name=file.name,
            content=file,
            now=timezone.now(),
        )
    except Invalid as error:
        form.refuse(error)
    except TooLarge as error:
        form.add_error("file", str(error.message))
    return not form.errors
