"""The translation of a message: written beside its original, or approved as it is."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from qiaomost.accounts.kept import actor_of, signed_in, typed_in
from qiaomost.common.errors import NotFound
from qiaomost.common.languages import LanguageCode
from qiaomost.partnering.forms.rooms import TranslationForm
from qiaomost.partnering.presenting.room_editor import editor_of, with_taken
from qiaomost.partnering.services import rooms_messages
from qiaomost.partnering.services import rooms_translations as services
from qiaomost.partnering.views.rooms.pages import attempt, guest_of, room_page


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def translate(request: HttpRequest, case_id: UUID, message_id: int, language: str) -> HttpResponse:
    guest = guest_of(request, case_id)
    message = rooms_messages.message_of(guest, message_id)
    if language not in LanguageCode.values or language == message.language:
        raise NotFound
    typed = typed_in(request)
    choice = typed.get("take", "") if typed is not None else ""
    is_asked = typed is not None and typed.get("do") == "suggest"
    row, provider, failed = editor_of(message, guest.case, language, timezone.now(), with_machine=is_asked)
    present = message.translations.filter(language=language).first()
    form = TranslationForm(
        with_taken(row, typed, choice, language), initial={"text": present.text if present else ""}
    )
    is_saved = request.method == "POST" and not choice and not is_asked
    if is_saved and attempt(
        form,
        lambda: services.write_translation(
            actor=actor_of(request),
            case_id=case_id,
            message_id=message_id,
            language=language,
            now=timezone.now(),
            **form.cleaned_data,
        ),
    ):
        return redirect(f"{reverse('case-room', args=[case_id])}?thread={message.thread_id}#m{message_id}")
    context = {"form": form, "message": message, "row": row, "provider": provider, "failed": failed}
    context |= {"language": language, "language_label": LanguageCode(language).label}
    return room_page(request, guest, "translate", context, status=422 if is_saved else 200)


@signed_in(back="case-room")
def approve(request: HttpRequest, case_id: UUID, message_id: int, language: str) -> HttpResponse:
    row = services.approve_message_translation(
        actor=actor_of(request), case_id=case_id, message_id=message_id, language=language, now=timezone.now()
    )
    return redirect(f"{reverse('case-room', args=[case_id])}?thread={row.message.thread_id}#m{message_id}")
