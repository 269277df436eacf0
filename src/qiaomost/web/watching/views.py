"""What members watch: save a search, watch a record, the list, what is new in one. HTTP only."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from qiaomost.accounts.kept import Kept, actor_of, kept_for, signed_in, typed_in
from qiaomost.catalogue.selectors import record_for
from qiaomost.common.errors import Invalid
from qiaomost.compliance.models import Purpose
from qiaomost.compliance.selectors.consent import has_withdrawn
from qiaomost.discovery import services
from qiaomost.discovery.models import WATCH_NAME_LIMIT, Frequency, Watch
from qiaomost.discovery.stopping import account_of
from qiaomost.discovery.watched import (
    matches_among,
    require_can_watch,
    result_among,
    unseen_of,
    watch_for,
    watches_of,
)
from qiaomost.network.permissions import Standing
from qiaomost.network.selectors import standing_of
from qiaomost.web.forms import SearchForm
from qiaomost.web.presenting.answers import MatchCard, match_cards
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
from qiaosearch.types import Match

CHOICES = {"frequencies": Frequency.choices, "most_characters": WATCH_NAME_LIMIT}


@signed_in()
@require_safe
def saved_searches(request: HttpRequest) -> HttpResponse:
    return _list_page(request, kept_for(request))


def _list_page(request: HttpRequest, kept: Kept | None, *, status: int = 200) -> HttpResponse:
    rows = saved_list(list(watches_of(standing_of(request.user))), reader_of(request))
    context: dict[str, object] = {"kept": kept, **CHOICES}
    context["searches"] = [row for row in rows if row.watch.record_id is None]
    context["records"] = [row for row in rows if row.watch.record_id is not None]
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
    ids = [str(one.record_id) for one in news]
    context: dict[str, object] = {"saved": saved_one(watch, reader)}
    if watch.record is None:
        found = result_among(ids, standing=standing, watch=watch, reader=reader)
        context["cards"] = cards_of(found, standing, reader) if found else []
    else:
        matches = matches_among(ids, standing=standing, watch=watch, reader=reader, now=timezone.now())
        context["matches"] = _candidates(matches, watch, standing, reader)
    services.mark_seen(actor=actor_of(request), news=[one.pk for one in news], now=timezone.now())
    return render(request, "web/watching/search.html", context)


def _candidates(
    matches: Sequence[Match], watch: Watch, standing: Standing, reader: str
) -> Sequence[MatchCard]:
    if not matches or watch.record_id is None:
        return ()
    return match_cards(matches, record_for(standing, watch.record_id), standing, reader)


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
    messages.success(request, _("You no longer watch this."))
    return redirect("saved-searches")


@signed_in(back="matches")
def watch_answers(request: HttpRequest, record_id: UUID) -> HttpResponse:
    frequency = request.POST.get("frequency", Frequency.WEEKLY)
    services.watch_answers(
        actor=actor_of(request), record_id=record_id, frequency=frequency, now=timezone.now()
    )
    messages.success(request, _("You will hear who comes to answer this record."))
    return redirect("saved-searches")


@csrf_exempt  # a mail program posts here for its owner (RFC 8058); the address itself is the proof
def stop_mails(request: HttpRequest, token: str) -> HttpResponse:
    user_id, is_stopped = account_of(token), request.method == "POST"
    if is_stopped:
        services.stop_mails(user_id=user_id, now=timezone.now())
    return render(request, "web/watching/stop.html", {"is_stopped": is_stopped})
