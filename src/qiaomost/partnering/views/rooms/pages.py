"""What every page of a room needs: the case around it, who is there, and whether something may be written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from qiaomost.accounts.kept import Kept, actor_of
from qiaomost.common.errors import Invalid, Message, TooLarge
from qiaomost.common.http import reader_of
from qiaomost.network.forms import VerbForm
from qiaomost.partnering.presenting.pages import frame_of
from qiaomost.partnering.services.rooms import Guest, entered, is_written

Page = Callable[[VerbForm], HttpResponse]


def guest_of(request: HttpRequest, case_id: UUID) -> Guest:
    """Let whoever asks into the room."""
    return entered(actor_of(request), case_id)


def room_page(
    request: HttpRequest, guest: Guest, part: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Render a part of the room, within its case."""
    page = frame_of(guest.case, guest.standing, reader_of(request))
    shown = {"page": page, "case": guest.case, "tab": "room", "part": part, "guest": guest}
    shown["can_write"] = is_written(guest.case)
    return render(request, f"partnering/room/{part}.html", {**shown, **context}, status=status)


def done(request: HttpRequest, said: Message, place: str, case_id: UUID) -> HttpResponse:
    """Say what was done, and go back to a page of the room."""
    messages.success(request, str(said))
    return redirect(place, case_id)


def attempt(form: VerbForm, verb: Callable[[], Any]) -> bool:
    """Take a verb with a valid form; what it refuses stands in the form."""
    if not form.is_valid():
        return False
    try:
        verb()
    except Invalid as error:
        form.refuse(error)
    except TooLarge as error:
        form.refuse(Invalid(fields={"file": error.message}))
    return not form.errors


def kept_form(kept: Kept | None, ending: str, form: Callable[..., VerbForm]) -> VerbForm | None:
    """What was typed into the form that posts to an address with ``ending`` before a sign-in."""
    return form(kept.values) if kept and kept.path.endswith(ending) else None
