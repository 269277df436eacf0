"""The organisers' desk of letters: who issues, who waits, the register, revocations; and who asks for a letter."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from qiaomost.accounts.kept import actor_of, signed_in
from qiaomost.common.errors import Invalid, NotFound
from qiaomost.common.http import reader_of
from qiaomost.compliance.models import Purpose
from qiaomost.compliance.selectors.consent import given_by
from qiaomost.forum.forms.issuing import IssuerForm, LetterForm
from qiaomost.forum.forms.registrations import ReasonForm
from qiaomost.forum.models import Edition, Registration
from qiaomost.forum.presenting.issued import issued_row, register_table, waiting_row
from qiaomost.forum.presenting.registration_tables import as_xlsx
from qiaomost.forum.presenting.registrations import row_of
from qiaomost.forum.presenting.stays import stay_facts
from qiaomost.forum.selectors import issued as selectors
from qiaomost.forum.selectors.delegations import clock_of
from qiaomost.forum.selectors.editions import edition_for
from qiaomost.forum.selectors.registrations import own_registration, registration_in, stay_of, zone_of
from qiaomost.forum.services.issuing import documents, letters
from qiaomost.forum.states.issued import IssuedKind
from qiaomost.forum.views.organising import attempt, organised, organising
from qiaomost.network.selectors import standing_of

PAGE_SIZE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@signed_in()
@require_safe
def desk(request: HttpRequest, code: str) -> HttpResponse:
    return _desk(request, organised(request, code), ReasonForm())


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def issuer(request: HttpRequest, code: str) -> HttpResponse:
    edition = organised(request, code)
    form = IssuerForm(request.POST if request.method == "POST" else None, issuer=selectors.issuer_in(edition))
    if request.method == "POST" and attempt(form, lambda: _set_issuer(request, edition, form)):
        messages.success(request, _("Saved."))
        return redirect("letters", code)
    return organising(request, edition, "issuer", {}, form)


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: HttpRequest, code: str, registration_id: UUID) -> HttpResponse:
    edition, reader = organised(request, code), reader_of(request)
    found = registration_in(edition, registration_id)
    stay = stay_of(found)
    form = LetterForm(
        request.POST if request.method == "POST" else None,
        initial=_proposed(edition, found),
        has_account=found.user_id is not None,
    )
    if request.method == "POST" and attempt(form, lambda: _issue(request, edition, found, form)):
        messages.success(request, _("The letter is issued. The person is told."))
        return redirect("letters", code)
    facts = stay_facts(edition, stay, reader) if stay else ()
    return organising(request, edition, "letter", {"row": row_of(found, reader), "facts": facts}, form)


@signed_in(back="letters")
def revoke(request: HttpRequest, code: str, document_id: UUID) -> HttpResponse:
    edition = organised(request, code)
    form = ReasonForm(request.POST)
    try:
        document = documents.revoke_document(
            actor=actor_of(request),
            edition_id=edition.pk,
            document_id=document_id,
            reason=request.POST.get("reason", ""),
            now=timezone.now(),
        )
    except Invalid as error:
        if form.is_valid():
            form.refuse(error)
        return _desk(request, edition, form, status=422)
    return redirect("letters" if document.kind == IssuedKind.LETTER else "certificates", code)


@signed_in()
@require_safe
def register(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    edition = organised(request, code)
    if kind not in IssuedKind.values:
        raise NotFound
    zone, reader = zone_of(edition), reader_of(request)
    rows = [issued_row(one, zone, reader) for one in selectors.issued_in(edition, kind)]
    answer = HttpResponse(as_xlsx(register_table(rows)), content_type=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="{kind}s-{edition.code}.xlsx"'
    return answer


@signed_in(back="register")
def ask(request: HttpRequest, code: str) -> HttpResponse:
    edition = edition_for(standing_of(request.user), code)
    own = own_registration(edition, actor_of(request))
    if own is None:
        raise NotFound
    letters.ask_for_letter(
        actor=actor_of(request),
        registration_id=own.pk,
        sha256=request.POST.get("words", ""),
        now=timezone.now(),
    )
    messages.success(request, _("You have agreed. The organisers can issue your letter."))
    return redirect("stay", code)


def _desk(request: HttpRequest, edition: Edition, form: ReasonForm, status: int = 200) -> HttpResponse:
    reader, zone = reader_of(request), zone_of(edition)
    waiting = Paginator(selectors.waiting_for_letters(edition), PAGE_SIZE).get_page(
        request.GET.get("waiting")
    )
    issued = Paginator(selectors.issued_in(edition, IssuedKind.LETTER), PAGE_SIZE).get_page(
        request.GET.get("issued")
    )
    accounts = {one.user_id for one in waiting if one.user_id}
    agreeing = given_by(accounts, Purpose.VISA_INVITATION)
    context: dict[str, Any] = {
        "issuer": selectors.issuer_in(edition),
        "waiting": waiting,
        "waiting_rows": [waiting_row(one, agreeing, reader) for one in waiting],
        "issued": issued,
        "issued_rows": [issued_row(one, zone, reader) for one in issued],
    }
    answer = organising(request, edition, "letters", context, form)
    answer.status_code = max(status, answer.status_code)
    return answer


def _proposed(edition: Edition, registration: Registration) -> dict[str, Any]:
    """The stay from arrival to departure, else the days of the forum; the sites as the route."""
    stay = stay_of(registration)
    zone = clock_of(edition, stay)
    starts = stay.arrives_at.astimezone(zone).date() if stay and stay.arrives_at else edition.first_day
    ends = stay.departs_at.astimezone(zone).date() if stay and stay.departs_at else edition.last_day
    sites = [stay.site] if stay and stay.site else list(edition.sites.all()[:1])
    routes = {f"route_{code}": ", ".join(site.name_in(code) for site in sites) for code in ("zh", "ru", "en")}
    return {"starts_on": starts, "ends_on": ends, "languages": "zh-ru", **routes}


def _set_issuer(request: HttpRequest, edition: Edition, form: IssuerForm) -> None:
    documents.set_issuer(
        actor=actor_of(request), edition_id=edition.pk, draft=form.draft(), now=timezone.now()
    )


def _issue(request: HttpRequest, edition: Edition, found: Registration, form: LetterForm) -> None:
    letters.issue_letter(
        actor=actor_of(request),
        edition_id=edition.pk,
        registration_id=found.pk,
        draft=form.draft(),
        now=timezone.now(),
    )
