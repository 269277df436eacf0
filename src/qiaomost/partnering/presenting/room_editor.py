"""A message in the side-by-side editor, with suggestions of memory, terms and machine."""

from __future__ import annotations

from datetime import datetime

from django.http import QueryDict

from qiaomost.common.errors import Message
from qiaomost.partnering.models import Case, RoomMessage
from qiaomost.partnering.services.rooms_translations import scope_of
from qiaomost.translation.presenting import (
    Ask,
    EditorRow,
    EditorText,
    editor_rows,
    from_machine,
    from_memory,
    taken,
)
from qiaomost.translation.services import TranslationUnavailable, may_be_sent, translator
from qiaomost.translation.states import Level

FIELD = "text"


def editor_of(
    message: RoomMessage, case: Case, language: str, now: datetime, *, with_machine: bool
) -> tuple[EditorRow, str, Message]:
    """Return the message with suggestions, the machine that may be asked, and that it did not answer."""
    text = EditorText(FIELD, message.text, Level.ROOM.value, scope_of(case))
    memory = from_memory(message.language, language)
    ask: Ask = from_machine(message.language, language, now) if with_machine else memory
    try:
        return editor_rows([text], target=language, ask=ask)[0], _provider(), ""
    except TranslationUnavailable as error:
        return editor_rows([text], target=language, ask=memory)[0], _provider(), error.message


def with_taken(row: EditorRow, typed: QueryDict | None, choice: str, language: str) -> QueryDict | None:
    """Return what was typed with a suggestion put into it, as the button says."""
    done = taken([row], choice, typed.get(FIELD, ""), language) if typed is not None and choice else None
    if typed is None or done is None:
        return typed
    changed = typed.copy()
    changed[FIELD] = done[1]
    return changed


def _provider() -> str:
    """The machine to which texts of a room may go, by its name."""
    try:
        provider = translator()
    except TranslationUnavailable:
        return ""
    return provider.name if provider and may_be_sent(Level.ROOM.value, provider) else ""
