"""A person's page of their own data: consents, a copy to take along, erasure and its certificate."""

from __future__ import annotations

import io
from typing import cast

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from qiaomost.accounts.kept import actor_of, signed_in
from qiaomost.common.errors import Conflict, Invalid, NotAllowed
from qiaomost.common.http import reader_of
from qiaomost.common.personal_data import Holders
from qiaomost.compliance.forms.own_data import EraseForm
from qiaomost.compliance.models import ErasureCertificate
from qiaomost.compliance.presenting.consents import consents_shown
from qiaomost.compliance.selectors.holds import hold_of
from qiaomost.compliance.services import consent, own_data

BACK = "own-data"


def _holders() -> Holders:
    """The table of ``qiaomost.wiring``, which lies above this app."""
    return cast(Holders, import_string(settings.PERSONAL_DATA_HOLDERS))


@signed_in()
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    return _page(request, EraseForm())


def _page(request: HttpRequest, form: EraseForm, status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    context = {
        "consents": consents_shown(actor, reader_of(request)),
        "form": form,
        "hold": hold_of(actor),
    }
    return render(request, "compliance/data/page.html", context, status=status)


@signed_in(BACK)
@require_POST
def give(request: HttpRequest) -> HttpResponse:
    purpose, digest = request.POST.get("purpose", ""), request.POST.get("sha256", "")
    try:
        consent.give_consent(actor=actor_of(request), purpose=purpose, sha256=digest, now=timezone.now())
        messages.success(request, _("Your consent is on record. You can withdraw it here at any time."))
    except Conflict as error:
        messages.error(request, str(error))
    return redirect(BACK)


@signed_in(BACK)
@require_POST
def withdraw(request: HttpRequest) -> HttpResponse:
    purpose = request.POST.get("purpose", "")
    consent.withdraw_consent(actor=actor_of(request), purpose=purpose, now=timezone.now())
    messages.success(request, _("Your consent is withdrawn as of now."))
    return redirect(BACK)


@signed_in(BACK)
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth brings no types
@never_cache
@require_POST
def take_along(request: HttpRequest) -> HttpResponseBase:
    stream, now = io.BytesIO(), timezone.now()
    own_data.export_own_data(actor=actor_of(request), holders=_holders(), stream=stream, now=now)
    stream.seek(0)
    return FileResponse(stream, as_attachment=True, filename=f"qiaomost-my-data-{now:%Y-%m-%d}.zip")


@signed_in(BACK)
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth brings no types
@require_POST
def erase(request: HttpRequest) -> HttpResponse:
    form, actor = EraseForm(request.POST), actor_of(request)
    if form.is_valid():
        try:
            done = own_data.erase_account(
                actor=actor, holders=_holders(), now=timezone.now(), **form.cleaned_data
            )
            logout(request)
            return redirect("erasure-certificate", done.sha256)
        except Invalid as error:
            form.refuse(error)
        except (Conflict, NotAllowed) as error:
            form.add_error(None, str(error))
    return _page(request, form, status=422)


@require_safe
def certificate(request: HttpRequest, sha256: str) -> HttpResponse:
    """Anybody who has the address may read it: it names nobody."""
    found = get_object_or_404(ErasureCertificate, pk=sha256)
    reader = reader_of(request)
    context = {
        "certificate": found,
        "is_genuine": own_data.is_genuine(found),
        "erased": [one[reader] for one in found.content["erased"]],
        "kept": [(one["what"][reader], one["why"][reader]) for one in found.content["kept"]],
    }
    return render(request, "compliance/data/certificate.html", context)
