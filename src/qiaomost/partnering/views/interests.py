"""Writing an expression of interest."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qiaomost.accounts.kept import actor_of, signed_in, typed_in
from qiaomost.catalogue.selectors import record_for, text_for
from qiaomost.common.errors import Invalid, NotAllowed, TransitionRefused
from qiaomost.common.http import reader_of
from qiaomost.network.permissions import Standing
from qiaomost.network.selectors import organisations_of, standing_of
from qiaomost.partnering import services
from qiaomost.partnering.forms import InterestForm
from qiaomost.partnering.models import Case
from qiaomost.partnering.models.cases import Origin
from qiaomost.partnering.presenting.parties import title_of
from qiaomost.partnering.selectors.cases import case_for, open_case_about, records_to_offer
from qiaomost.partnering.states import InterestState


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def express_interest(request: HttpRequest, record_id: UUID) -> HttpResponse:
    standing, reader = standing_of(request.user), reader_of(request)
    record = record_for(standing, record_id)
    if open_case := open_case_about(record_id, standing):
        return redirect("case", open_case.pk)
    form = _form(request, standing, reader, initial={"language": reader})
    if request.method == "POST" and form.is_valid():
        origin = Origin.MATCH if request.GET.get("from") == "match" else Origin.RECORD
        try:
            case = services.start_interest(
                actor=actor_of(request),
                record_id=record_id,
                organisation_id=UUID(form.cleaned_data["organisation"]),
                draft=form.draft(),
                now=timezone.now(),
                beginning=services.Beginning(origin),
            )
            return _stored(request, case.pk)
        except Invalid as error:
            form.refuse(error)
    context = {"form": form, "title": text_for(record, reader), "record": record}
    return render(request, "partnering/interest.html", context, status=422 if form.errors else 200)


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def edit_interest(request: HttpRequest, case_id: UUID) -> HttpResponse:
    standing, reader = standing_of(request.user), reader_of(request)
    case = case_for(standing, case_id)
    if case.interest.state != InterestState.DRAFT:
        raise TransitionRefused
    form = _form(request, standing, reader, initial=_initial(case))
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_interest(
                actor=actor_of(request), case_id=case_id, draft=form.draft(), now=timezone.now()
            )
            return _stored(request, case_id)
        except Invalid as error:
            form.refuse(error)
    context = {"form": form, "title": title_of(case, reader), "record": case.record, "case": case}
    return render(request, "partnering/interest.html", context, status=422 if form.errors else 200)


def _stored(request: HttpRequest, case_id: UUID) -> HttpResponse:
    if request.POST.get("do") == "submit":
        services.submit_interest(actor=actor_of(request), case_id=case_id, now=timezone.now())
        messages.success(request, _("Submitted. Your adviser looks at it next."))
    else:
        messages.success(request, _("The draft is stored; nobody else sees it yet."))
    return redirect("case", case_id)


def _form(request: HttpRequest, standing: Standing, reader: str, initial: dict[str, str]) -> InterestForm:
    organisations = list(organisations_of(standing).filter(is_member=True))
    if not organisations:
        raise NotAllowed(_("Only members of an organisation of the network express interest."))
    offers = records_to_offer([one.pk for one in organisations])[:100]
    return InterestForm(
        typed_in(request),
        initial=initial,
        organisations=[(str(one.pk), one.name_in(reader)) for one in organisations],
        records=[(str(one.pk), text_for(one, reader).title) for one in offers],
    )


def _initial(case: Case) -> dict[str, str]:
    interest = case.interest
    values = {name: str(getattr(interest, name)) for name in ("language", "offer", "experience", "request")}
    return values | {
        "organisation": str(case.sender_organisation_id),
        "own_record": str(case.own_record_id or ""),
    }
