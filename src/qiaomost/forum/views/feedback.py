"""Feedback: the participants' form, and the organisers' results."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from qiaomost.accounts.kept import actor_of, signed_in
from qiaomost.common.errors import NotFound
from qiaomost.common.http import reader_of
from qiaomost.forum.forms.feedback import FeedbackForm, FeedbackTermsForm
from qiaomost.forum.models import Edition
from qiaomost.forum.presenting.feedback import results_of, results_table
from qiaomost.forum.presenting.registration_tables import as_xlsx
from qiaomost.forum.selectors import feedback as selectors
from qiaomost.forum.selectors.editions import edition_for
from qiaomost.forum.selectors.registrations import fields_of, own_registration, zone_of
from qiaomost.forum.services import feedback as services
from qiaomost.forum.states import RegistrationState
from qiaomost.forum.states.registrations import FormPhase
from qiaomost.forum.views.organising import attempt, organised, organising
from qiaomost.network.selectors import standing_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def feedback(request: HttpRequest, code: str) -> HttpResponse:
    edition = edition_for(standing_of(request.user), code)
    own = own_registration(edition, actor_of(request))
    if own is None or own.state != RegistrationState.ACCEPTED:
        raise NotFound
    typed = request.POST if request.method == "POST" else None
    form = FeedbackForm(typed, built=fields_of(edition, FormPhase.AFTER), reader=reader_of(request))
    if typed is not None and attempt(form, lambda: _give(request, edition, form)):
        messages.success(request, _("Thank you. Your answers are kept without your name."))
        return redirect("feedback", code)
    terms = selectors.feedback_terms_of(edition)
    context = {
        "edition": edition,
        "name": edition.name_in(reader_of(request)),
        "form": form,
        "is_open": bool(terms and terms.is_open(timezone.now())),
        "has_given": selectors.has_given_feedback(own),
        "least": selectors.LEAST,
    }
    return render(request, "forum/feedback.html", context, status=422 if form.errors else 200)


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def results(request: HttpRequest, code: str) -> HttpResponse:
    edition, reader = organised(request, code), reader_of(request)
    terms = selectors.feedback_terms_of(edition)
    names = ("opens_at", "closes_at")
    initial = {name: getattr(terms, name) for name in names} if terms else {}
    typed = request.POST if request.method == "POST" else None
    form = FeedbackTermsForm(typed, initial=initial, zone=zone_of(edition))
    if request.method == "POST" and attempt(form, lambda: _set_terms(request, edition, form)):
        messages.success(request, _("Saved."))
        return redirect("feedback-results", code)
    fields, sheets = fields_of(edition, FormPhase.AFTER), selectors.sheets_of(edition)
    context = {
        "terms": terms,
        "questions": len(fields),
        "number": selectors.number_of_sheets(edition),
        "least": selectors.LEAST,
        "results": results_of(fields, sheets, reader) if sheets else (),
    }
    return organising(request, edition, "feedback", context, form)


@signed_in()
@require_safe
def export(request: HttpRequest, code: str) -> HttpResponse:
    edition, reader = organised(request, code), reader_of(request)
    sheets = selectors.sheets_of(edition)
    if not sheets:
        raise NotFound
    table = results_table(results_of(fields_of(edition, FormPhase.AFTER), sheets, reader))
    answer = HttpResponse(as_xlsx(table), content_type=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="feedback-{edition.code}.xlsx"'
    return answer


def _give(request: HttpRequest, edition: Edition, form: FeedbackForm) -> None:
    services.give_feedback(
        actor=actor_of(request), edition_id=edition.pk, answers=form.answers(), now=timezone.now()
    )


def _set_terms(request: HttpRequest, edition: Edition, form: FeedbackTermsForm) -> None:
    services.set_feedback_terms(
        actor=actor_of(request), edition_id=edition.pk, now=timezone.now(), **form.cleaned_data
    )
