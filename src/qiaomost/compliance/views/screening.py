"""The desk of screening: parties with open hits, the two sides beside each other, two persons' decisions."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qiaomost.accounts.kept import actor_of, kept_for, signed_in
from qiaomost.common.errors import DomainError, Invalid, NotFound
from qiaomost.compliance.forms.hits import HitForm
from qiaomost.compliance.models import Screening
from qiaomost.compliance.permissions.parties import can_decide_hits, can_screen_parties
from qiaomost.compliance.presenting.screening import hits_shown, inputs_shown
from qiaomost.compliance.selectors.screening import editions_in_force, is_of_today
from qiaomost.compliance.selectors.screening_desk import (
    SHOWS,
    desk_counts,
    parties_never_screened,
    said_of,
    screening_shown,
    screenings_listed,
)
from qiaomost.compliance.services.deciding_hits import decide_hit
from qiaomost.compliance.services.screening import screen_party
from qiaomost.network.permissions import Standing
from qiaomost.network.selectors import standing_of

PAGE = 20

Forms = dict[str, HitForm]


def _officer(request: HttpRequest) -> Standing:
    """Who sees the desk; to all others it does not exist."""
    standing = standing_of(request.user)
    if not can_screen_parties(standing):
        raise NotFound
    return standing


@signed_in()
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    _officer(request)
    show = request.GET.get("show", "open")
    show = show if show in SHOWS else "open"
    context = {
        "screens": True,
        "show": show,
        "counts": desk_counts(),
        "page": Paginator(screenings_listed(show), PAGE).get_page(request.GET.get("page")),
        "editions": editions_in_force(now=timezone.now()),
        "never": parties_never_screened(),
        "is_required": settings.QIAOMOST.screening_required,
    }
    return render(request, "compliance/screening/desk.html", context)


@signed_in()
@require_safe
def screening(request: HttpRequest, screening_id: int) -> HttpResponse:
    kept = kept_for(request)
    return _page(request, screening_id, {kept.path: HitForm(kept.values)} if kept else {})


def _page(request: HttpRequest, screening_id: int, forms: Forms, status: int = 200) -> HttpResponse:
    """The page, with forms that were refused or kept, by their address."""
    standing, shown = _officer(request), screening_shown(screening_id)
    if shown is None:
        raise NotFound
    context = {
        "screens": True,
        "screening": shown,
        "inputs": inputs_shown(shown.inputs),
        "hits": hits_shown(shown, standing, said_of(list(shown.hits.all()))),
        "is_of_today": is_of_today(shown, now=timezone.now()),
        "may_decide": can_decide_hits(standing, shown),
        "forms": forms,
        "form": HitForm(),
    }
    return render(request, "compliance/screening/screening.html", context, status=status)


@signed_in(back="screening")
def decide(request: HttpRequest, screening_id: int, hit_id: int) -> HttpResponse:
    _officer(request)
    form, now = HitForm(request.POST), timezone.now()
    if not form.is_valid():
        return _page(request, screening_id, {request.path: form}, status=422)
    try:
        decide_hit(actor=actor_of(request), hit_id=hit_id, now=now, **form.cleaned_data)
    except DomainError as error:
        _refuse(form, error)
        return _page(request, screening_id, {request.path: form}, status=error.status)
    messages.success(request, _("It is on record, with your name and the date."))
    return redirect("screening", screening_id)


def _refuse(form: HitForm, error: DomainError) -> None:
    """Say beside what was typed why it can't be done: somebody else may have been first."""
    if isinstance(error, Invalid):
        form.refuse(error)
    else:
        form.add_error(None, str(error.message))


@signed_in(back="screening")
def again(request: HttpRequest, screening_id: int) -> HttpResponse:
    _officer(request)
    earlier = Screening.objects.filter(pk=screening_id).first()
    if earlier is None:
        raise NotFound
    made = screen_party(
        actor=actor_of(request),
        organisation_id=earlier.organisation_id,
        person_id=earlier.person_id,
        now=timezone.now(),
    )
    messages.success(request, _("The party has been compared with the lists in force."))
    return redirect("screening", made.pk)
