"""An account's calendar: its secret address, and the file that calendars fetch there."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_safe

from qiaomost.accounts.kept import actor_of, signed_in
from qiaomost.common.languages import INTERFACE_CODES
from qiaomost.network.selectors import standing_of
from qiaomost.partnering.models import CalendarKey
from qiaomost.partnering.permissions import has_desk
from qiaomost.partnering.presenting.calendar import calendar_of
from qiaomost.partnering.services import rooms_calendars as services


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: HttpRequest) -> HttpResponse:
    address = ""
    if request.method == "POST":
        secret = services.make_calendar_key(actor=actor_of(request), now=timezone.now())
        address = settings.QIAOMOST.site_url + reverse("calendar-feed", args=[secret])
    key = CalendarKey.objects.filter(user=actor_of(request)).first()
    context = {"key": key, "address": address, "has_desk": has_desk(standing_of(request.user))}
    answer = render(request, "partnering/calendar.html", context)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@signed_in(back="calendar")
def revoke(request: HttpRequest) -> HttpResponse:
    services.revoke_calendar_key(actor=actor_of(request), now=timezone.now())
    return redirect("calendar")


@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    user = services.owner_of_calendar(secret)
    with override(INTERFACE_CODES[user.language]):
        content = calendar_of(user, site_url=settings.QIAOMOST.site_url, now=timezone.now())
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
