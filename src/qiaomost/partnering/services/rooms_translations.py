"""Translations beside messages: from memory or a machine, labelled; written or approved by somebody of the room."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.common import audit
from qiaomost.common.errors import Invalid, NotFound
from qiaomost.common.languages import LanguageCode
from qiaomost.partnering.models import Case, MessageTranslation, RoomMessage, Thread
from qiaomost.partnering.models.rooms import MESSAGE_LIMIT, TranslationOrigin
from qiaomost.partnering.selectors.rooms import languages_of
from qiaomost.partnering.services.rooms import Guest, writing
from qiaomost.partnering.services.rooms_messages import message_of, move
from qiaomost.partnering.services.steps import words
from qiaomost.translation.drafts import Suggested, joined, segments_of
from qiaomost.translation.services import approve_translation, translate_text
from qiaomost.translation.states import Label, Level

LIMIT = MESSAGE_LIMIT * 2
"""A translation may be longer than its original: Russian takes more characters than Chinese."""


def scope_of(case: Case) -> str:
    """The name under which the translation memory keeps what only this case's room is offered."""
    return f"case:{case.pk}"


@transaction.atomic
def write_translation(
    *, actor: User, case_id: UUID, message_id: int, language: str, text: str, now: datetime
) -> MessageTranslation:
    """Put a person's translation beside a message, in place of what was there, and into the memory of this room.

    Words that a machine made and a person leaves as they are stay a machine's, approved.

    Raises:
        NotFound, NotAllowed, RoomClosed: ``actor`` may not write in this room, or it has no such message.
        TransitionRefused: the message is withdrawn.
        Invalid: the language is the message's own or none, or there are no words, or too many.
    """
    guest = writing(actor, case_id)
    message = message_of(guest, message_id)
    if language not in LanguageCode.values or language == message.language:
        raise Invalid(fields={"language": _("Choose two of the three languages.")})
    text = words(text, "text", _("Write something."), _("At most 8,000 characters."), limit=LIMIT)
    present = message.translations.filter(language=language).first()
    row = present or MessageTranslation(message=message, language=language)
    if present is None or present.text != text:
        row.text, row.origin, row.provider = text, TranslationOrigin.HUMAN.value, ""
        row.written_by, row.written_at = actor, now
    return _approved(guest, row, "write_translation", now)


@transaction.atomic
def approve_message_translation(
    *, actor: User, case_id: UUID, message_id: int, language: str, now: datetime
) -> MessageTranslation:
    """Make a machine's or the memory's words one's own: they lose their label.

    Raises:
        NotFound, NotAllowed, RoomClosed: ``actor`` may not write in this room, or there is no such translation.
        TransitionRefused: the message is withdrawn.
    """
    guest = writing(actor, case_id)
    row = message_of(guest, message_id).translations.filter(language=language).first()
    if row is None:
        raise NotFound
    return _approved(guest, row, "approve_message_translation", now)


def _approved(guest: Guest, row: MessageTranslation, verb: str, now: datetime) -> MessageTranslation:
    row.approved_by, row.approved_at = guest.user, now
    row.save()
    message = row.message
    approve_translation(
        actor=guest.user,
        source_text=message.text,
        target_text=row.text,
        source=message.language,
        target=row.language,
        level=Level.ROOM.value,
        scope=scope_of(guest.case),
        now=now,
    )
    audit.record(guest.user, verb, message, now=now, case=str(guest.case.pk), language=row.language)
    move(message.thread, now)
    return row


def suggest_translations(*, message_id: int, version: int, now: datetime) -> int:
    """Put beside a message what memory and machine make of it, in the languages of its room; returns how many.

    A text of which one sentence is only similar to what the memory has is left to people. Done twice, it changes
    nothing. The provider is asked outside of any transaction.

    Raises:
        TranslationUnavailable: the provider failed; the job is tried again.
    """
    rows = RoomMessage.objects.filter(pk=message_id, version=version, withdrawn_at__isnull=True)
    message = rows.select_related("thread__case").first()
    if message is None:
        return 0
    wanted = languages_of(message.thread.case) - {message.language}
    done = set(message.translations.values_list("language", flat=True))
    return sum(_suggest(message, language, now) for language in sorted(wanted - done))


def _suggest(message: RoomMessage, language: str, now: datetime) -> bool:
    found = translate_text(
        texts=segments_of(message.text),
        source=message.language,
        target=language,
        level=Level.ROOM.value,
        scope=scope_of(message.thread.case),
        now=now,
    )
    parts = [_exact(one) for one in found]
    return _keep(message, language, found, parts, now) if parts and all(parts) else False


@transaction.atomic
def _keep(
    message: RoomMessage, language: str, found: Sequence[Suggested], parts: Sequence[str], now: datetime
) -> bool:
    """Store it, unless the message was changed or somebody was quicker meanwhile."""
    thread = Thread.objects.select_for_update().get(pk=message.thread_id)
    present = RoomMessage.objects.filter(pk=message.pk, version=message.version, withdrawn_at__isnull=True)
    if not present.exists() or message.translations.filter(language=language).exists():
        return False
    machines = [one.provider for one in found if one.label == Label.MACHINE]
    MessageTranslation.objects.create(
        message=message,
        language=language,
        text=joined(message.text, parts, language),
        origin=TranslationOrigin.MACHINE.value if machines else TranslationOrigin.MEMORY.value,
        provider=next(filter(None, machines), "")[:100],
        written_at=now,
    )
    move(thread, now)
    return True


def _exact(one: Suggested) -> str:
    """What stands for a sentence without a person's look: its own translation; of what has no letters, itself."""
    if not any(map(str.isalpha, one.source)):
        return one.source
    return one.text if one.similarity == 100 else ""
