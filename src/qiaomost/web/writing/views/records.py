"""My records: the list, a record's desk, and the verbs of its owner."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qiaomost.accounts.kept import Kept, actor_of, kept_for, signed_in
from qiaomost.catalogue import services
from qiaomost.catalogue.models import Disclosure
from qiaomost.common.http import reader_of
from qiaomost.network.selectors import beginning_of, standing_of
from qiaomost.web.writing.presenting.desk import desk_of
from qiaomost.web.writing.presenting.mine import records_of_mine
from qiaomost.web.writing.storing import record_to_write
from qiaomost.web.writing.verbs import AUTHOR_VERBS
from qiaomost.web.writing.views.refusing import refused_on


@signed_in()
@require_safe
def my_records(request: HttpRequest) -> HttpResponse:
    standing = standing_of(request.user)
    mine = records_of_mine(standing, request.GET, reader_of(request))
    context = {"mine": mine, "beginning": beginning_of(actor_of(request), standing)}
    return render(request, "web/writing/my_records.html", context)


@signed_in()
@require_safe
def choose_kind(request: HttpRequest) -> HttpResponse:
    return kinds_page(request)


def kinds_page(request: HttpRequest, *, status: int = 200) -> HttpResponse:
    """Return what there is to write, or what comes before."""
    standing = standing_of(request.user)
    context = {"standing": standing, "beginning": beginning_of(actor_of(request), standing)}
    return render(request, "web/writing/choose_kind.html", context, status=status)


@signed_in()
@require_safe
def my_record(request: HttpRequest, record_id: UUID) -> HttpResponse:
    return desk_page(request, record_id, kept_for(request))


def desk_page(
    request: HttpRequest,
    record_id: UUID,
    kept: Kept | None = None,
    *,
    status: int = 200,
    refusal: Mapping[str, object] | None = None,
) -> HttpResponse:
    """Return a record's desk, with what was typed into one of its forms, or why a step was refused."""
    standing = standing_of(request.user)
    desk = desk_of(record_to_write(standing, record_id), standing, timezone.now())
    context = {"desk": desk, "kept": kept, "levels": Disclosure.choices, "refusal": refusal}
    return render(request, "web/writing/desk.html", context, status=status)


@signed_in(back="my-record")
@refused_on(desk_page)
def take(request: HttpRequest, record_id: UUID, verb: str) -> HttpResponse:
    step = AUTHOR_VERBS[verb]
    words = {"reason": request.POST.get("reason", "")} if step.asks else {}
    record = step.service(actor=actor_of(request), record_id=record_id, now=timezone.now(), **words)
    record = getattr(record, "record", record)
    messages.success(request, _("The record is now: %(state)s.") % {"state": record.get_state_display()})
    return redirect("my-record", record_id)


@signed_in(back="my-record")
@refused_on(desk_page)
def approve_text(request: HttpRequest, record_id: UUID, language: str) -> HttpResponse:
    text = services.approve_text(
        actor=actor_of(request), record_id=record_id, language=language, now=timezone.now()
    )
    messages.success(request, _("Approved: %(language)s.") % {"language": text.get_language_display()})
    return redirect("my-record", record_id)


@signed_in(back="my-record")
@refused_on(desk_page)
def switch_interest(request: HttpRequest, record_id: UUID) -> HttpResponse:
    is_open = request.POST.get("open") == "yes"
    services.set_open_for_interest(
        actor=actor_of(request), record_id=record_id, is_open=is_open, now=timezone.now()
    )
    messages.success(
        request, _("Others can express interest.") if is_open else _("Nobody can express interest for now.")
    )
    return redirect("my-record", record_id)


@signed_in(back="my-record")
@refused_on(desk_page)
def answer_finding(request: HttpRequest, record_id: UUID, finding_id: int) -> HttpResponse:
    answer = request.POST.get("answer", "")
    services.answer_finding(actor=actor_of(request), finding_id=finding_id, answer=answer, now=timezone.now())
    messages.success(request, _("Your answer is stored."))
    return redirect("my-record", record_id)
