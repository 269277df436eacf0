"""The NDA of a case: read it, issue it, sign it, take it away as a document; and why the room is still closed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qiaomost.accounts.kept import actor_of, kept_for, signed_in
from qiaomost.common.errors import Invalid, NotFound
from qiaomost.common.http import reader_of
from qiaomost.network.selectors import standing_of
from qiaomost.partnering import services
from qiaomost.partnering.documents import agreement_pdf
from qiaomost.partnering.documents.stored import from_json
from qiaomost.partnering.forms import NdaForm, SignatureForm
from qiaomost.partnering.presenting.ndas import nda_page, title_forms
from qiaomost.partnering.presenting.pages import frame_of
from qiaomost.partnering.selectors.cases import case_for, last_nda


@signed_in()
@require_safe
def nda(request: HttpRequest, case_id: UUID) -> HttpResponse:
    kept = kept_for(request)
    forms: dict[str, Any] = {}
    if kept:
        is_signature = kept.path.endswith("/sign/")
        forms = {"sign": SignatureForm(kept.values)} if is_signature else {"issue": NdaForm(kept.values)}
    return _nda_page(request, case_id, forms)


@signed_in(back="case-nda")
def issue(request: HttpRequest, case_id: UUID) -> HttpResponse:
    form = NdaForm(request.POST)
    if form.is_valid():
        try:
            services.issue_nda(
                actor=actor_of(request), case_id=case_id, draft=form.draft(), now=timezone.now()
            )
            messages.success(request, _("The NDA is before both sides."))
            return redirect("case-nda", case_id)
        except Invalid as error:
            form.refuse(error)
    return _nda_page(request, case_id, {"issue": form}, status=422)


@signed_in(back="case-nda")
def sign(request: HttpRequest, case_id: UUID) -> HttpResponse:
    form = SignatureForm(request.POST)
    if form.is_valid():
        try:
            services.sign_nda(
                actor=actor_of(request), case_id=case_id, now=timezone.now(), **form.signature()
            )
            messages.success(request, _("Signed. The other side is told."))
            return redirect("case-nda", case_id)
        except Invalid as error:
            form.refuse(error)
    return _nda_page(request, case_id, {"sign": form}, status=422)


@signed_in(back="case-nda")
def open_room(request: HttpRequest, case_id: UUID) -> HttpResponse:
    services.open_room(actor=actor_of(request), case_id=case_id, now=timezone.now())
    messages.success(request, _("The room is open."))
    return redirect("case", case_id)


@signed_in()
@require_safe
def document(request: HttpRequest, case_id: UUID) -> HttpResponse:
    present = last_nda(case_for(standing_of(request.user), case_id))
    if present is None:
        raise NotFound
    response = HttpResponse(agreement_pdf(from_json(present.document)), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{present.terms}.pdf"'
    return response


def _nda_page(
    request: HttpRequest, case_id: UUID, forms: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    standing, reader, now = standing_of(request.user), reader_of(request), timezone.now()
    case = case_for(standing, case_id)
    page, shown = frame_of(case, standing, reader), nda_page(case, standing, reader, now)
    context = {
        "page": page,
        "case": case,
        "nda": shown,
        "tab": "nda",
        "issue_form": forms.get("issue") or NdaForm(initial=title_forms(case)),
        "sign_form": forms.get("sign") or SignatureForm(initial={"sha256": shown.sha256, **shown.signatory}),
    }
    return render(request, "partnering/case/nda.html", context, status=status)
