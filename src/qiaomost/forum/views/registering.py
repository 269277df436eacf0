"""Registering: the form, one's own registration, its verbs, the second form."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qiaomost.accounts.kept import actor_of, signed_in
from qiaomost.common.errors import Invalid, NotFound
from qiaomost.common.http import reader_of
from qiaomost.compliance.models import Purpose
from qiaomost.compliance.selectors.consent import Wording, consents_in_force, has_consent, wordings_in
from qiaomost.forum.forms.registrations import RegistrationForm, StayForm
from qiaomost.forum.models import Edition, Registration, RegistrationInvitation, Stay
from qiaomost.forum.permissions import can_organise
from qiaomost.forum.presenting.registrations import is_kept_until, known_of, own_verbs, row_of, said
from qiaomost.forum.rules.answers import PREFIX
from qiaomost.forum.selectors import registrations as selectors
from qiaomost.forum.selectors.delegations import clock_of, has_delegation, sites_of
from qiaomost.forum.selectors.editions import edition_for
from qiaomost.forum.selectors.feedback import feedback_terms_of, has_given_feedback
from qiaomost.forum.selectors.issued import issued_to
from qiaomost.forum.services import registering
from qiaomost.forum.services.inviting import invitation_of
from qiaomost.forum.services.registration_steps import act_on_own_registration
from qiaomost.forum.states import RegistrationState
from qiaomost.forum.states.registrations import FormPhase
from qiaomost.network.selectors import person_of, standing_of
from qiaomost.partnering.states.rooms import zone_name

ASKED = (Purpose.FORUM_REGISTRATION, Purpose.CROSS_BORDER_TRANSFER)


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, code: str) -> HttpResponse:
    edition = edition_for(standing_of(request.user), code)
    own = selectors.own_registration(edition, actor_of(request))
    if own is not None and own.state not in registering.ENDED:
        return render(request, "forum/registration/own.html", _own_page(request, edition, own))
    return _register(request, edition, own, None)


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def invited(request: HttpRequest, code: str, token: str) -> HttpResponse:
    edition = edition_for(standing_of(request.user), code)
    return _register(request, edition, None, invitation_of(token, edition.pk))


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, code: str) -> HttpResponse:
    edition, own = _own(request, code)
    given = request.POST if request.method == "POST" else _initial(own)
    form = _form(request, edition, given, is_change=True)
    if request.method == "POST" and form.is_valid():
        try:
            registering.change_registration(
                actor=actor_of(request),
                registration_id=own.pk,
                draft=form.draft(),
                version=own.version,
                now=timezone.now(),
            )
            messages.success(request, _("Your changes are saved."))
            return redirect("register", code)
        except Invalid as error:
            form.refuse(error)
    return _form_page(request, edition, form, is_change=True)


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def stay(request: HttpRequest, code: str) -> HttpResponse:
    edition, own = _own(request, code)
    if own.state != RegistrationState.ACCEPTED:
        return redirect("register", code)
    with timezone.override(stay_clock(request, edition, selectors.stay_of(own))):
        form = _stay_form(request, edition, own)
        if request.method == "POST" and form.is_valid() and _keep_stay(request, own, form):
            messages.success(request, _("Your changes are saved."))
            return redirect("register", code)
        context = {"edition": edition, "form": form}
        status = 422 if form.errors else 200
        return render(request, "forum/registration/stay.html", context, status=status)


@signed_in(back="register")
def act(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    _edition, own = _own(request, code)
    act_on_own_registration(actor=actor_of(request), registration_id=own.pk, verb=verb, now=timezone.now())
    return redirect("register", code)


def _own(request: HttpRequest, code: str) -> tuple[Edition, Registration]:
    edition = edition_for(standing_of(request.user), code)
    own = selectors.own_registration(edition, actor_of(request))
    if own is None:
        raise NotFound
    return edition, own


def _register(
    request: HttpRequest,
    edition: Edition,
    ended: Registration | None,
    invitation: RegistrationInvitation | None,
) -> HttpResponse:
    form = _form(request, edition, request.POST if request.method == "POST" else None, invitation)
    if request.method == "POST" and form.is_valid():
        draft = form.draft(invitation.pk if invitation else None)
        try:
            registering.register(
                actor=actor_of(request), edition_id=edition.pk, draft=draft, now=timezone.now()
            )
            return redirect("register", edition.code)
        except Invalid as error:
            form.refuse(error)
    return _form_page(request, edition, form, ended=ended, invitation=invitation)


def _form_page(
    request: HttpRequest, edition: Edition, form: RegistrationForm, **context: Any
) -> HttpResponse:
    terms, zone = selectors.terms_of(edition), selectors.zone_of(edition)
    context |= {
        "edition": edition,
        "name": edition.name_in(reader_of(request)),
        "form": form,
        "can_organise": can_organise(standing_of(request.user), edition),
        "terms": terms,
        "zone": zone,
        "clock": zone_name(zone.key),
        "is_open": bool(context.get("invitation") or context.get("is_change"))
        or bool(terms and terms.is_open(timezone.now())),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "forum/registration/register.html", context, status=status)


def _form(
    request: HttpRequest,
    edition: Edition,
    given: Any,
    invitation: RegistrationInvitation | None = None,
    *,
    is_change: bool = False,
) -> RegistrationForm:
    reader, person = reader_of(request), person_of(actor_of(request))
    return RegistrationForm(
        given if request.method == "POST" else None,
        initial=(given or known_of(person, reader)) if request.method != "POST" else None,
        built=selectors.fields_of(edition, FormPhase.FIRST),
        reader=reader,
        categories=[] if invitation else selectors.open_categories(edition),
        has_name=person is not None,
        wordings=[] if is_change else _wordings(request, reader),
        is_change=is_change,
    )


def _wordings(request: HttpRequest, reader: str) -> list[Wording]:
    given = consents_in_force(actor_of(request).pk)
    return [one for one in wordings_in(reader) if one.purpose in ASKED and one.purpose not in given]


def _initial(own: Registration, *, with_stay: bool = False) -> dict[str, Any]:
    values: dict[str, Any] = {PREFIX + one.field.code: one.value for one in selectors.answers_of(own)}
    names = ("language", "speaks", "organisation_name", "position_words")
    if with_stay:
        found = selectors.stay_of(own)
        return values | stay_values(found)
    return values | {name: getattr(own, name) for name in names}


def _stay_form(request: HttpRequest, edition: Edition, own: Registration) -> StayForm:
    return StayForm(
        request.POST if request.method == "POST" else None,
        initial=_initial(own, with_stay=True),
        built=selectors.fields_of(edition, FormPhase.SECOND),
        sites=sites_of(edition),
        reader=reader_of(request),
    )


def stay_values(stay: Stay | None) -> dict[str, Any]:
    """A stay as initial values of its form."""
    values = {name: getattr(stay, name) for name in StayForm.OWN} if stay else {}
    return values | ({"site": stay.site_id} if stay and stay.site_id else {})


def stay_clock(request: HttpRequest, edition: Edition, stay: Stay | None) -> ZoneInfo:
    """The clock of the site that is chosen in the form, else of the one that is stored."""
    chosen = {str(one.pk): one.zone for one in sites_of(edition)}.get(request.POST.get("site", ""))
    return chosen or clock_of(edition, stay)


def _keep_stay(request: HttpRequest, own: Registration, form: StayForm) -> bool:
    try:
        registering.write_stay(
            actor=actor_of(request),
            registration_id=own.pk,
            values=form.values(),
            answers=form.answers(),
            now=timezone.now(),
        )
    except Invalid as error:
        form.refuse(error)
    return not form.errors


def _is_feedback_asked(edition: Edition, own: Registration) -> bool:
    terms = feedback_terms_of(edition)
    return terms is not None and terms.is_open(timezone.now()) and not has_given_feedback(own)


def _letter_wording(request: HttpRequest, own: Registration, reader: str) -> Wording | None:
    """The words of the consent to a letter, where it may be asked for and was not."""
    if own.state != RegistrationState.ACCEPTED or has_consent(actor_of(request).pk, Purpose.VISA_INVITATION):
        return None
    return next(one for one in wordings_in(reader) if one.purpose == Purpose.VISA_INVITATION)


def _own_page(request: HttpRequest, edition: Edition, own: Registration) -> dict[str, Any]:
    reader = reader_of(request)
    return {
        "edition": edition,
        "row": row_of(own, reader),
        "registration": own,
        "can_organise": can_organise(standing_of(request.user), edition),
        "name": edition.name_in(reader),
        "answers": said(selectors.answers_of(own), reader),
        "verbs": own_verbs(own),
        "kept_until": is_kept_until(own, edition),
        "stay": selectors.stay_of(own),
        "in_delegation": has_delegation(actor_of(request), edition),
        "issued": [(one, one.get_kind_display()) for one in issued_to(own)],
        "feedback_is_open": _is_feedback_asked(edition, own),
        "letter_wording": _letter_wording(request, own, reader),
    }
