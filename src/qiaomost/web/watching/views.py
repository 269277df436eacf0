"""Saved searches: save one, the list, what is new in one. HTTP only."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from qiaomost.accounts.kept import Kept, actor_of, kept_for, signed_in, typed_in
from qiaomost.common.errors import Invalid
from qiaomost.compliance.models import Purpose
from qiaomost.compliance.selectors.consent import has_withdrawn
from qiaomost.discovery import services
from qiaomost.discovery.models import WATCH_NAME_LIMIT, Frequency
from qiaomost.discovery.stopping import account_of
from qiaomost.discovery.watched import require_can_watch, result_among, unseen_of, watch_for, watches_of
from qiaomost.network.selectors import standing_of
from qiaomost.web.forms import SearchForm
from qiaomost.web.presenting.cards import cards_of
from qiaomost.web.presenting.facets import subject_labels
from qiaomost.web.views import reader_of
from qiaomost.web.watching.presenting import (
    parts_of,
    proposed_name,
    saved_list,
    saved_one,
    search_address,
)

CHOICES = {"frequencies": Frequency.choices, "most_characters": WATCH_NAME_LIMIT}


@signed_in()
@require_safe
def saved_searches(request: HttpRequest) -> HttpResponse:
    return _list_page(request, kept_for(request))


def _list_page(request: HttpRequest, kept: Kept | None, *, status: int = 200) -> HttpResponse:
    watches = list(watches_of(standing_of(request.user)))
    context = {"rows": saved_list(watches, reader_of(request)), "kept": kept, **CHOICES}
    context["no_mails"] = has_withdrawn(actor_of(request).pk, Purpose.MAIL_DIGEST)
    return render(request, "web/watching/searches.html", context, status=status)


@signed_in()
def save_search(request: HttpRequest) -> HttpResponse:
    require_can_watch(standing_of(request.user))
    asked = SearchForm(request.GET).asked(timezone.localdate())
    typed, errors = typed_in(request), {}
    if request.method == "POST":
        name, frequency = request.POST.get("name", ""), request.POST.get("frequency", "")
        try:
            watch = services.save_search(
                actor=actor_of(request), request=asked, name=name, frequency=frequency, now=timezone.now()
            )
        except Invalid as error:
            errors = error.fields
        else:
            messages.success(request, _("Saved: %(name)s") % {"name": watch.name})
            return redirect("saved-searches")
    subjects = subject_labels(reader_of(request))
    values = typed or {"name": proposed_name(asked, subjects), "frequency": Frequency.WEEKLY}
    context = {"values": values, "errors": errors, "parts": parts_of(asked, subjects), **CHOICES}
    context["address"] = search_address(asked)
    return render(request, "web/watching/save.html", context, status=Invalid.status if errors else 200)


@signed_in()
@require_safe
def saved_search(request: HttpRequest, watch_id: UUID) -> HttpResponse:
    standing, reader = standing_of(request.user), reader_of(request)
    watch = watch_for(standing, watch_id)
    news = list(unseen_of(watch))
    found = result_among((str(one.record_id) for one in news), standing=standing, watch=watch, reader=reader)
    cards = cards_of(found, standing, reader) if found else []
    context = {"saved": saved_one(watch, reader), "cards": cards}
    services.mark_seen(actor=actor_of(request), news=[one.pk for one in news], now=timezone.now())
    return render(request, "web/watching/search.html", context)


@signed_in(back="saved-search")
def change(request: HttpRequest, watch_id: UUID) -> HttpResponse:
    name, frequency = request.POST.get("name", ""), request.POST.get("frequency", "")
    try:
        services.change_watch(
            actor=actor_of(request), watch_id=watch_id, name=name, frequency=frequency, now=timezone.now()
        )
    except Invalid as error:
        return _list_page(request, Kept(request.path, request.POST, error.fields), status=error.status)
    messages.success(request, _("Your change is stored."))
    return redirect("saved-searches")


@signed_in(back="saved-search")
def remove(request: HttpRequest, watch_id: UUID) -> HttpResponse:
    services.remove_watch(actor=actor_of(request), watch_id=watch_id, now=timezone.now())
    messages.success(request, _("The search is no longer kept."))
    return redirect("saved-searches")


@csrf_exempt  # a mail program posts here for its owner (RFC 8058); the address itself is the proof
def stop_mails(request: HttpRequest, token: str) -> HttpResponse:
    user_id, is_stopped = account_of(token), request.method == "POST"
    if is_stopped:
        services.stop_mails(user_id=user_id, now=timezone.now())
    return render(request, "web/watching/stop.html", {"is_stopped": is_stopped})
