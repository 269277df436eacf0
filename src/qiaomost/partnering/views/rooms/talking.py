"""Conversations: the page, and what is written there."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from qiaomost.accounts.kept import actor_of, kept_for, signed_in
from qiaomost.common.http import reader_of
from qiaomost.network.forms import VerbForm
from qiaomost.partnering.forms.rooms import MessageForm, ThreadForm
from qiaomost.partnering.presenting.rooms import said_in
from qiaomost.partnering.selectors.rooms import threads_of
from qiaomost.partnering.services import rooms_messages as services
from qiaomost.partnering.views.rooms.pages import attempt, done, guest_of, kept_form, room_page


@signed_in()
@require_safe
def room(request: HttpRequest, case_id: UUID) -> HttpResponse:
    kept = kept_for(request)
    forms = {"thread_form": kept_form(kept, "/start/", ThreadForm)}
    forms["message_form"] = kept_form(kept, "/write/", MessageForm)
    return _talk(request, case_id, forms)


@signed_in(back="case-room")
def start(request: HttpRequest, case_id: UUID) -> HttpResponse:
    form = ThreadForm(request.POST)
    if attempt(
        form,
        lambda: services.start_thread(
            actor=actor_of(request), case_id=case_id, now=timezone.now(), **form.cleaned_data
        ),
    ):
        return redirect("case-room", case_id)
    return _talk(request, case_id, {"thread_form": form}, status=422)


@signed_in(back="case-room")
def write(request: HttpRequest, case_id: UUID) -> HttpResponse:
    form, thread_id = MessageForm(request.POST), _number(request, "thread")
    if attempt(
        form,
        lambda: services.write_message(
            actor=actor_of(request),
            case_id=case_id,
            thread_id=thread_id,
            now=timezone.now(),
            **form.cleaned_data,
        ),
    ):
        return redirect(f"{reverse('case-room', args=[case_id])}?thread={thread_id}#end")
    return _talk(request, case_id, {"message_form": form}, status=422)


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, case_id: UUID, message_id: int) -> HttpResponse:
    guest = guest_of(request, case_id)
    message = services.message_of(guest, message_id)
    typed = request.POST if request.method == "POST" else None
    form = MessageForm(typed, initial={"text": message.text, "language": message.language})
    if typed is not None and attempt(
        form,
        lambda: services.edit_message(
            actor=actor_of(request),
            case_id=case_id,
            message_id=message_id,
            now=timezone.now(),
            **form.cleaned_data,
        ),
    ):
        return redirect(f"{reverse('case-room', args=[case_id])}?thread={message.thread_id}#end")
    services.require_own(guest, message)
    return room_page(request, guest, "edit", {"form": form, "message": message}, status=422 if typed else 200)


@signed_in(back="case-room")
def withdraw(request: HttpRequest, case_id: UUID, message_id: int) -> HttpResponse:
    services.withdraw_message(
        actor=actor_of(request), case_id=case_id, message_id=message_id, now=timezone.now()
    )
    return done(request, _("Withdrawn. That there was a message stays to be seen."), "case-room", case_id)


def _talk(
    request: HttpRequest, case_id: UUID, forms: dict[str, VerbForm | None], *, status: int = 200
) -> HttpResponse:
    read = services.read_thread(
        actor=actor_of(request),
        case_id=case_id,
        thread_id=_number(request, "thread") or None,
        before=_number(request, "before") or None,
        now=timezone.now(),
    )
    guest = read.guest
    context: dict[str, Any] = {
        "message_form": forms.get("message_form") or MessageForm(),
        "thread_form": forms.get("thread_form") or ThreadForm(),
        "threads": threads_of(guest.case, guest.user.pk),
    }
    if read.thread is not None:
        said = said_in(read, reader_of(request))
        context |= {"read": read, "said": said, "is_last": not request.GET.get("before")}
    return room_page(request, guest, "talk", context, status=status)


def _number(request: HttpRequest, name: str) -> int:
    typed = request.GET.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else 0
