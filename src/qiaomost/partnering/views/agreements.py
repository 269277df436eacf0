"""An agreement: its page, the verbs that are taken there, its versions as documents; and the lists of agreements."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qiaomost.accounts.kept import actor_of, kept_for, signed_in
from qiaomost.common.errors import DomainError, Invalid, NotFound
from qiaomost.common.http import reader_of
from qiaomost.network.forms import VerbForm
from qiaomost.network.selectors import standing_of
from qiaomost.partnering import services
from qiaomost.partnering.documents import agreement_docx, agreement_pdf, compare_documents
from qiaomost.partnering.documents.stored import from_json
from qiaomost.partnering.forms.agreements import SignedCopyForm
from qiaomost.partnering.models import Agreement
from qiaomost.partnering.permissions import has_desk
from qiaomost.partnering.presenting.agreements import AgreementPage, agreement_page, own_rows_of, rows_of
from qiaomost.partnering.presenting.pages import frame_of
from qiaomost.partnering.selectors.agreements import (
    agreement_for,
    agreements_of,
    registered_agreements,
    signature_by,
    version_for,
)
from qiaomost.partnering.selectors.cases import case_for
from qiaomost.partnering.views.agreement_steps import AGREEMENT_STEPS

PAGE_SIZE = 20
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FORMATS = {"pdf": (agreement_pdf, "application/pdf"), "docx": (agreement_docx, WORD)}


@signed_in()
@require_safe
def agreement(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    kept = kept_for(request)
    verb = kept.path.rstrip("/").rpartition("/")[2] if kept else ""
    forms = {verb: AGREEMENT_STEPS[verb].form(kept.values)} if kept and verb in AGREEMENT_STEPS else {}
    return _page(request, agreement_id, forms)


@signed_in(back="agreement")
def take(request: HttpRequest, agreement_id: UUID, verb: str) -> HttpResponse:
    if verb not in AGREEMENT_STEPS:
        raise NotFound
    step = AGREEMENT_STEPS[verb]
    form = step.form(request.POST, request.FILES)
    if form.is_valid():
        values = form.copy() if isinstance(form, SignedCopyForm) else form.cleaned_data
        try:
            step.service(actor=actor_of(request), agreement_id=agreement_id, now=timezone.now(), **values)
            messages.success(request, _("Done. The people concerned are told."))
            return redirect("agreement", agreement_id)
        except DomainError as error:
            _show(error, form)
            return _page(request, agreement_id, {verb: form}, status=error.status)
    return _page(request, agreement_id, {verb: form}, status=422)


def _show(error: DomainError, form: VerbForm) -> None:
    """Put a refusal into the form, so that nothing typed is lost; what concerns the account is a page of its own."""
    if isinstance(error, Invalid):
        form.refuse(error)
    elif error.status == HTTPStatus.CONFLICT:
        form.add_error(None, str(error))
    else:
        raise error


@signed_in()
@require_safe
def document(request: HttpRequest, agreement_id: UUID, number: int, form: str) -> HttpResponse:
    present = agreement_for(standing_of(request.user), agreement_id)
    version = version_for(present, number)
    if form not in FORMATS:
        raise NotFound
    write, media_type = FORMATS[form]
    response = HttpResponse(write(from_json(version.document)), content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{present.number}-v{number}.{form}"'
    return response


@signed_in()
@require_safe
def signed_copy(request: HttpRequest, agreement_id: UUID, side: str) -> HttpResponse:
    present = agreement_for(standing_of(request.user), agreement_id)
    signature = signature_by(present, side)
    with signature.file.open() as copy:
        response = HttpResponse(copy.read(), content_type=signature.media_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, signature.file_name) or ""
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@signed_in()
@require_safe
def compare(request: HttpRequest, agreement_id: UUID, old: int, new: int) -> HttpResponse:
    standing, reader = standing_of(request.user), reader_of(request)
    present = agreement_for(standing, agreement_id)
    texts = [from_json(version_for(present, number).document) for number in (old, new)]
    context = _context(request, present, agreement_page(present, standing, reader))
    context |= {"comparison": compare_documents(*texts), "old": old, "new": new}
    return render(request, "partnering/agreement/compare.html", context)


@signed_in()
@require_safe
def pick_comparison(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    picked = [request.GET.get(name, "") for name in ("old", "new")]
    if not all(number.isdecimal() and len(number) < 5 for number in picked):
        raise NotFound
    return redirect("agreement-compare", agreement_id, *map(int, picked))


@signed_in()
@require_safe
def my_agreements(request: HttpRequest) -> HttpResponse:
    standing = standing_of(request.user)
    page = Paginator(agreements_of(standing), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": own_rows_of(page, reader_of(request)), "has_desk": has_desk(standing)}
    return render(request, "partnering/agreement/mine.html", context)


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    page = Paginator(registered_agreements(), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": rows_of(page, reader_of(request))}
    return render(request, "partnering/agreement/register.html", context)


def _page(
    request: HttpRequest, agreement_id: UUID, refused: dict[str, VerbForm], *, status: int = 200
) -> HttpResponse:
    standing, reader = standing_of(request.user), reader_of(request)
    present = agreement_for(standing, agreement_id)
    services.read_notices(actor=actor_of(request), case_id=present.case_id, now=timezone.now())
    shown = agreement_page(present, standing, reader)
    initial = {
        "sha256": shown.version.sha256,
        "number": shown.version.number,
        "at_forum": shown.stage,
    }
    context = _context(request, present, shown)
    context["steps"] = {
        verb: (step, refused.get(verb) or step.form(initial=initial))
        for verb, step in AGREEMENT_STEPS.items()
        if verb in shown.offered
    }
    context["refused"] = [form for verb, form in refused.items() if verb not in shown.offered]
    return render(request, "partnering/agreement/agreement.html", context, status=status)


def _context(request: HttpRequest, present: Agreement, shown: AgreementPage) -> dict[str, Any]:
    """What every page of an agreement has; an officer of export control sees the agreement without its case."""
    context: dict[str, Any] = {
        "agreement": present,
        "shown": shown,
        "case": present.case,
        "tab": "agreements",
    }
    if shown.is_of_the_case:
        standing = standing_of(request.user)
        context["case"] = case_for(standing, present.case_id)
        context["page"] = frame_of(context["case"], standing, reader_of(request))
    return context
