"""The schedule editor, and the release of what it made."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from qiaomost.accounts.kept import actor_of, signed_in
from qiaomost.common.http import reader_of
from qiaomost.forum.models import Edition
from qiaomost.forum.presenting.organising import change_rows, draft_rows, grid_of
from qiaomost.forum.selectors.programme import draft_sessions, last_version
from qiaomost.forum.services.releasing import next_version, release_programme
from qiaomost.forum.views.organising import organised, organising


@signed_in()
@require_safe
def schedule(request: HttpRequest, code: str) -> HttpResponse:
    edition, reader = organised(request, code), reader_of(request)
    sites, days = list(edition.sites.prefetch_related("rooms", "bands")), days_of_edition(edition)
    asked_day = request.GET.get("day", "")
    day = next((one for one in days if one.isoformat() == asked_day), days[0])
    site = next((one for one in sites if one.code == request.GET.get("site")), sites[0] if sites else None)
    rows = draft_rows(edition, draft_sessions(edition), reader)
    grid = grid_of(rows, site, day, reader) if site else None
    return organising(request, edition, "schedule", {"grid": grid, "sites": sites, "days": days})


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def release(request: HttpRequest, code: str) -> HttpResponse:
    edition = organised(request, code)
    if request.method == "POST":
        version = release_programme(
            actor=actor_of(request),
            edition_id=edition.pk,
            sign=request.POST.get("sign", ""),
            now=timezone.now(),
        )
        messages.success(request, _("Version %(number)s is public.") % {"number": version.number})
        return redirect("organise-release", code)
    coming = next_version(edition)
    context = {
        "coming": coming,
        "rows": change_rows(coming, reader_of(request)),
        "last": last_version(edition),
    }
    return organising(request, edition, "release", context)


def days_of_edition(edition: Edition) -> list[date]:
    """Each day from the first to the last."""
    count = (edition.last_day - edition.first_day).days + 1
    return [edition.first_day + timedelta(days=n) for n in range(count)]
