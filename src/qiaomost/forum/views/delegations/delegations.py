"""The list of delegations, one of them, and what is said of it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from qiaomost.accounts.kept import actor_of, signed_in
from qiaomost.common.http import reader_of
from qiaomost.compliance.models import Purpose
from qiaomost.compliance.selectors.consent import has_consent, wordings_in
from qiaomost.forum.forms.delegations import DelegationForm, LettersForm
from qiaomost.forum.models import Delegation, Edition
from qiaomost.forum.permissions import can_organise
from qiaomost.forum.presenting.delegations import delegation_row, member_rows
from qiaomost.forum.selectors import delegations as selectors
from qiaomost.forum.selectors.editions import edition_for, organised_edition
from qiaomost.forum.selectors.issued import letters_of
from qiaomost.forum.selectors.registrations import categories_of
from qiaomost.forum.services.delegations import keeping
from qiaomost.forum.services.delegations.letters import ask_for_letters
from qiaomost.forum.services.delegations.members import confirm_membership
from qiaomost.forum.views.delegations import kept, page, seen
from qiaomost.forum.views.organising import attempt
from qiaomost.network.selectors import standing_of


@signed_in()
@require_safe
def delegations(request: HttpRequest, code: str) -> HttpResponse:
    standing, reader = standing_of(request.user), reader_of(request)
    edition = edition_for(standing, code)
    rows = [delegation_row(one, reader) for one in selectors.delegations_for(actor_of(request), edition)]
    context = {
        "rows": rows,
        "can_organise": can_organise(standing, edition),
        "edition_name": edition.name_in(reader),
    }
    return page(request, edition, "list", context)


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, code: str) -> HttpResponse:
    edition = organised_edition(standing_of(request.user), code)
    form = _form(request, edition)
    made: list[Delegation] = []
    if request.method == "POST" and attempt(form, lambda: made.append(_create(request, edition, form))):
        return redirect("delegation", code, made[0].pk)
    return page(request, edition, "form", {"can_organise": True}, form)


@signed_in()
@require_safe
def delegation(request: HttpRequest, code: str, delegation_id: UUID) -> HttpResponse:
    edition, found = seen(request, code, delegation_id)
    return _one(request, edition, found, LettersForm())


@signed_in(back="delegations")
def letters(request: HttpRequest, code: str, delegation_id: UUID) -> HttpResponse:
    edition, found = kept(request, code, delegation_id)
    form = LettersForm(request.POST)
    if not attempt(form, lambda: _ask(request, delegation_id, form)):
        return _one(request, edition, found, form)
    return redirect("delegation", code, delegation_id)


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, code: str, delegation_id: UUID) -> HttpResponse:
    edition, found = kept(request, code, delegation_id)
    form = _form(request, edition, found.delegation, is_organiser=found.can_organise)
    if request.method == "POST" and attempt(form, lambda: _change(request, delegation_id, form)):
        messages.success(request, _("Your changes are saved."))
        return redirect("delegation", code, delegation_id)
    return page(request, edition, "form", {"seen": found}, form)


@signed_in(back="delegations")
def move(request: HttpRequest, code: str, delegation_id: UUID, way: str) -> HttpResponse:
    seen(request, code, delegation_id)
    keeping.move_delegation(
        actor=actor_of(request), delegation_id=delegation_id, up=way == "up", now=timezone.now()
    )
    return redirect("delegations", code)


@signed_in(back="delegations")
def remove(request: HttpRequest, code: str, delegation_id: UUID) -> HttpResponse:
    seen(request, code, delegation_id)
    keeping.remove_delegation(actor=actor_of(request), delegation_id=delegation_id, now=timezone.now())
    return redirect("delegations", code)


@signed_in(back="delegations")
def confirm(request: HttpRequest, code: str, delegation_id: UUID, registration_id: UUID) -> HttpResponse:
    seen(request, code, delegation_id)
    confirm_membership(
        actor=actor_of(request),
        delegation_id=delegation_id,
        registration_id=registration_id,
        sha256=request.POST.get("words", "") if request.POST.get("consent") else "",
        now=timezone.now(),
    )
    messages.success(request, _("The registration is yours now."))
    return redirect("register", code)


def _one(request: HttpRequest, edition: Edition, found: selectors.Seen, form: LettersForm) -> HttpResponse:
    reader, members = reader_of(request), list(selectors.members_of(found.delegation))
    letters = letters_of(members) if found.can_keep else None
    rows = member_rows(edition, members, reader, own=found.own, letters=letters)
    context = {
        "seen": found,
        "row": delegation_row(found.delegation, reader),
        "rows": rows,
        "heads": [one for one in rows if one.member.is_head],
        "letters": letters,
        "wording": _wording(request, reader)
        if found.own and found.own.registration.user_id is None
        else None,
    }
    return page(request, edition, "one", context, form)


def _ask(request: HttpRequest, delegation_id: UUID, form: LettersForm) -> None:
    number = ask_for_letters(
        actor=actor_of(request),
        delegation_id=delegation_id,
        has_consents=form.cleaned_data["has_consents"],
        now=timezone.now(),
    )
    said = ngettext(
        "The organisers are asked for %(number)d letter.",
        "The organisers are asked for %(number)d letters.",
        number,
    )
    messages.success(request, said % {"number": number})


def _wording(request: HttpRequest, reader: str) -> object:
    """The words of the consent, where there is none yet; else ``True``."""
    if has_consent(actor_of(request).pk, Purpose.FORUM_REGISTRATION):
        return True
    return next(one for one in wordings_in(reader) if one.purpose == Purpose.FORUM_REGISTRATION)


def _form(
    request: HttpRequest, edition: Edition, row: Delegation | None = None, *, is_organiser: bool = True
) -> DelegationForm:
    reader = reader_of(request)
    initial = {"category": row.category.code, **row.names} if row else {}
    names = ("country", "organisation_id", "contact_address")
    return DelegationForm(
        request.POST if request.method == "POST" else None,
        initial=initial | ({name: getattr(row, name) for name in names} if row else {}),
        categories=categories_of(edition),
        organisations=selectors.organisations_to_choose(reader) if is_organiser else (),
        reader=reader,
        delegation=row,
        is_organiser=is_organiser,
    )


def _create(request: HttpRequest, edition: Edition, form: DelegationForm) -> Delegation:
    return keeping.create_delegation(
        actor=actor_of(request), edition_id=edition.pk, draft=form.draft(), now=timezone.now()
    )


def _change(request: HttpRequest, delegation_id: UUID, form: DelegationForm) -> Delegation:
    return keeping.change_delegation(
        actor=actor_of(request), delegation_id=delegation_id, draft=form.draft(), now=timezone.now()
    )
