"""The organisers' desk of certificates: who took part, and the register."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from qiaomost.accounts.kept import actor_of, signed_in
from qiaomost.common.http import reader_of
from qiaomost.forum.models import Edition
from qiaomost.forum.presenting.issued import issued_row
from qiaomost.forum.presenting.registrations import row_of
from qiaomost.forum.selectors import issued as selectors
from qiaomost.forum.selectors.registrations import zone_of
from qiaomost.forum.services.issuing.certificates import issue_certificates
from qiaomost.forum.states.issued import IssuedKind
from qiaomost.forum.views.organising import organised, organising

PAGE_SIZE = 50


@signed_in()
@require_safe
def desk(request: HttpRequest, code: str) -> HttpResponse:
    edition, reader = organised(request, code), reader_of(request)
    zone = zone_of(edition)
    without = selectors.without(edition, IssuedKind.CERTIFICATE)
    waiting = Paginator(without, PAGE_SIZE).get_page(request.GET.get("waiting"))
    issued = Paginator(selectors.issued_in(edition, IssuedKind.CERTIFICATE), PAGE_SIZE).get_page(
        request.GET.get("issued")
    )
    context: dict[str, Any] = {
        "issuer": selectors.issuer_in(edition),
        "has_begun": timezone.now().astimezone(zone).date() >= edition.first_day,
        "waiting": waiting,
        "there": selectors.checked_in(edition, IssuedKind.CERTIFICATE).count(),
        "waiting_rows": [(row_of(one, reader), getattr(one, "was_there", False)) for one in waiting],
        "issued": issued,
        "issued_rows": [issued_row(one, zone, reader) for one in issued],
    }
    return organising(request, edition, "certificates", context)


@signed_in(back="certificates")
def issue(request: HttpRequest, code: str) -> HttpResponse:
    edition = organised(request, code)
    number = issue_certificates(
        actor=actor_of(request),
        edition_id=edition.pk,
        registration_ids=_wanted(request, edition),
        now=timezone.now(),
    )
    words = ngettext("%(number)d certificate is issued.", "%(number)d certificates are issued.", number)
    messages.success(request, words % {"number": number})
    return redirect("certificates", code)


def _wanted(request: HttpRequest, edition: Edition) -> list[UUID] | None:
    """All, those who were checked in, or those marked."""
    if "all" in request.POST:
        return None
    if "there" in request.POST:
        rows = selectors.checked_in(edition, IssuedKind.CERTIFICATE)
        return list(rows.values_list("pk", flat=True))
    marked = []
    for value in request.POST.getlist("registration"):
        try:
            marked.append(UUID(value))
        except ValueError:
            continue
    return marked
