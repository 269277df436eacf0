"""Where organisers set up registration: terms, categories, fields, invitations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qiaomost.accounts.kept import actor_of, signed_in
from qiaomost.common.errors import Invalid, NotFound
from qiaomost.common.http import reader_of
from qiaomost.forum.forms.registrations import CategoryForm, FieldForm, InviteForm, TermsForm
from qiaomost.forum.models import Edition
from qiaomost.forum.presenting.registrations import condition_words
from qiaomost.forum.selectors import registrations as selectors
from qiaomost.forum.selectors.editions import organised_edition
from qiaomost.forum.services import form_building, inviting
from qiaomost.network.forms import VerbForm
from qiaomost.network.selectors import standing_of

Save = Callable[[HttpRequest, Edition, Any], object]


@signed_in()
@require_safe
def setup(request: HttpRequest, code: str) -> HttpResponse:
    return _page(request, code, {})


@signed_in(back="registration-setup")
def save(request: HttpRequest, code: str, part: str) -> HttpResponse:
    if part not in PARTS:
        raise NotFound
    edition = organised_edition(standing_of(request.user), code)
    form = _forms(request, edition, part, request.POST)[part]
    if form.is_valid():
        try:
            PARTS[part](request, edition, form)
            messages.success(request, _("Saved."))
            return redirect("registration-setup", code)
        except Invalid as error:
            form.refuse(error)
    return _page(request, code, {part: form}, status=422)


@signed_in(back="registration-setup")
def remove_field(request: HttpRequest, code: str, field: str) -> HttpResponse:
    edition = organised_edition(standing_of(request.user), code)
    form_building.remove_field(actor=actor_of(request), edition_id=edition.pk, code=field, now=timezone.now())
    return redirect("registration-setup", code)


@signed_in(back="registration-setup")
def revoke(request: HttpRequest, code: str, invitation_id: UUID) -> HttpResponse:
    edition = organised_edition(standing_of(request.user), code)
    inviting.revoke_registration_invitation(
        actor=actor_of(request), edition_id=edition.pk, invitation_id=invitation_id, now=timezone.now()
    )
    return redirect("registration-setup", code)


def _save_terms(request: HttpRequest, edition: Edition, form: TermsForm) -> object:
    return form_building.set_terms(
        actor=actor_of(request), edition_id=edition.pk, now=timezone.now(), **form.cleaned_data
    )


def _save_category(request: HttpRequest, edition: Edition, form: CategoryForm) -> object:
    return form_building.set_category(
        actor=actor_of(request),
        edition_id=edition.pk,
        code=form.cleaned_data["code"],
        now=timezone.now(),
        **form.values(),
    )


def _save_field(request: HttpRequest, edition: Edition, form: FieldForm) -> object:
    draft = form_building.FieldDraft(**form.values())
    return form_building.set_field(
        actor=actor_of(request), edition_id=edition.pk, draft=draft, now=timezone.now()
    )


def _invite(request: HttpRequest, edition: Edition, form: InviteForm) -> object:
    return inviting.invite_to_register(
        actor=actor_of(request), edition_id=edition.pk, now=timezone.now(), **form.cleaned_data
    )


PARTS: dict[str, Save] = {
    "terms": _save_terms,
    "category": _save_category,
    "field": _save_field,
    "invitation": _invite,
}


def _forms(request: HttpRequest, edition: Edition, part: str = "", data: Any = None) -> dict[str, VerbForm]:
    def given(name: str) -> dict[str, Any]:
        return {"data": data} if name == part else {}

    reader, terms = reader_of(request), selectors.terms_of(edition)
    held = {name: getattr(terms, name) for name in ("opens_at", "closes_at", "offer_hours")} if terms else {}
    return {
        "terms": TermsForm(**given("terms"), initial=held, zone=selectors.zone_of(edition)),
        "category": CategoryForm(**given("category")),
        "field": FieldForm(**given("field")),
        "invitation": InviteForm(
            **given("invitation"), categories=selectors.categories_of(edition), reader=reader
        ),
    }


def _page(request: HttpRequest, code: str, refused: dict[str, VerbForm], status: int = 200) -> HttpResponse:
    edition, reader = organised_edition(standing_of(request.user), code), reader_of(request)
    context = {
        "edition": edition,
        "forms": _forms(request, edition) | refused,
        "refused": refused,
        "categories": [(one, one.name_in(reader)) for one in selectors.categories_of(edition)],
        "fields": [
            (one, one.name_in(reader), condition_words(one, reader)) for one in selectors.fields_of(edition)
        ],
        "invitations": [(one, one.category.name_in(reader)) for one in selectors.invitations_to(edition)],
    }
    return render(request, "forum/registration/setup.html", context, status=status)
