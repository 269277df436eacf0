"""Organisers define checks, and hand out stations by a link that is shown once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from qiaomost.accounts.kept import actor_of, signed_in
from qiaomost.common.http import reader_of
from qiaomost.forum.forms.checkins import CheckForm, StationForm, check_values
from qiaomost.forum.models import Edition, Station
from qiaomost.forum.presenting.badges import qr_picture
from qiaomost.forum.selectors import checkins as selectors
from qiaomost.forum.services import checks as services
from qiaomost.forum.views.organising import attempt, organised


@signed_in()
@require_safe
def setup(request: HttpRequest, code: str) -> HttpResponse:
    edition = organised(request, code)
    context = {
        "edition": edition,
        "checks": selectors.checks_of(edition),
        "stations": selectors.stations_of(edition),
        "part": "setup",
    }
    return render(request, "forum/checkin/setup.html", context)


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, code: str, check_id: int | None = None) -> HttpResponse:
    edition = organised(request, code)
    row = selectors.check_in(edition, check_id) if check_id else None
    given = request.POST if request.method == "POST" else None
    form = CheckForm(given, edition=edition, reader=reader_of(request), initial=check_values(row))

    def save() -> None:
        services.save_check(
            actor=actor_of(request),
            edition_id=edition.pk,
            draft=form.draft(),
            check_id=check_id,
            now=timezone.now(),
        )

    if request.method == "POST" and attempt(form, save):
        messages.success(request, _("Saved."))
        return redirect("check-in-setup", code)
    return _form(request, edition, form, {"check": row})


@signed_in(back="check-in-setup")
def remove_check(request: HttpRequest, code: str, check_id: int) -> HttpResponse:
    edition = organised(request, code)
    services.remove_check(
        actor=actor_of(request), edition_id=edition.pk, check_id=check_id, now=timezone.now()
    )
    return redirect("check-in-setup", code)


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def station(request: HttpRequest, code: str, station_id: UUID | None = None) -> HttpResponse:
    edition = organised(request, code)
    row = selectors.station_in(edition, station_id) if station_id else None
    initial = {"name": row.name, "checks": [one.pk for one in row.checks.all()]} if row else {}
    given = request.POST if request.method == "POST" else None
    form = StationForm(given, edition=edition, reader=reader_of(request), initial=initial)
    made: list[tuple[Station, str]] = []

    def save() -> None:
        made.append(
            services.save_station(
                actor=actor_of(request),
                edition_id=edition.pk,
                station_id=station_id,
                now=timezone.now(),
                **form.cleaned_data,
            )
        )

    if request.method == "POST" and attempt(form, save):
        return _link(request, edition, *made[0]) if made[0][1] else redirect("check-in-setup", code)
    return _form(request, edition, form, {"station": row})


@signed_in(back="check-in-setup")
def renew(request: HttpRequest, code: str, station_id: UUID) -> HttpResponse:
    edition = organised(request, code)
    renewed, secret = services.renew_station(
        actor=actor_of(request), edition_id=edition.pk, station_id=station_id, now=timezone.now()
    )
    return _link(request, edition, renewed, secret)


@signed_in(back="check-in-setup")
def revoke(request: HttpRequest, code: str, station_id: UUID) -> HttpResponse:
    edition = organised(request, code)
    services.revoke_station(
        actor=actor_of(request), edition_id=edition.pk, station_id=station_id, now=timezone.now()
    )
    return redirect("check-in-setup", code)


def _link(request: HttpRequest, edition: Edition, station: Station, secret: str) -> HttpResponse:
    """The one page that shows a station's link."""
    path = reverse("station", args=[edition.code, secret])
    address = settings.QIAOMOST.site_url + path
    context = {
        "edition": edition,
        "station": station,
        "address": address,
        "picture": qr_picture(address),
        "part": "setup",
    }
    answer = render(request, "forum/checkin/link.html", context)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _form(request: HttpRequest, edition: Edition, form: Any, context: dict[str, Any]) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    shown = {"edition": edition, "form": form, "part": "setup", **context}
    return render(request, "forum/checkin/form.html", shown, status=status)
