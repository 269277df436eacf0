"""Messages of a room: written, read, corrected before anybody read them, withdrawn with a trace."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.catalogue.drafts import cleaned_prose
from qiaomost.common import audit, outbox
from qiaomost.common.errors import Invalid, NotAllowed, NotFound, TransitionRefused
from qiaomost.common.languages import LanguageCode
from qiaomost.compliance.models import DisclosureAction
from qiaomost.compliance.services.disclosure import Reading
from qiaomost.partnering.models import ReadMark, RoomMessage, Thread
from qiaomost.partnering.models.rooms import MESSAGE_LIMIT, TITLE_LIMIT
from qiaomost.partnering.selectors.rooms import PAGE, last_thread, messages_of, was_read_by_another
from qiaomost.partnering.services.rooms import Guest, disclose, entered, writing
from qiaomost.partnering.services.steps import words
from qiaosearch.text.detect import detect


@transaction.atomic
def start_thread(
    *, actor: User, case_id: UUID, title: str, text: str, language: str = "", now: datetime
) -> Thread:
    """Begin a conversation with its first message.

    Raises:
        NotFound, NotAllowed, RoomClosed: ``actor`` may not write in this room.
        Invalid: subject or words are missing or too long.
    """
    guest = writing(actor, case_id)
    subject = " ".join(cleaned_prose(title).split())
    text = _sound(text)
    if not 0 < len(subject) <= TITLE_LIMIT:
        raise Invalid(fields={"title": _("Between 1 and 200 characters.")})
    thread = Thread.objects.create(
        case=guest.case, title=subject, opened_by=actor, opened_at=now, moved_at=now
    )
    _write(guest, thread, text, language, now)
    return thread


@transaction.atomic
def write_message(
    *, actor: User, case_id: UUID, thread_id: int, text: str, language: str = "", now: datetime
) -> RoomMessage:
    """Add a message; its language is read from its script unless ``language`` says another.

    Raises:
        NotFound, NotAllowed, RoomClosed: ``actor`` may not write in this room, or it has no such conversation.
        Invalid: there are no words, or more than 4,000 characters.
    """
    guest = writing(actor, case_id)
    thread = thread_of(guest, thread_id)
    message = _write(guest, thread, _sound(text), language, now)
    move(thread, now)
    return message


@transaction.atomic
def edit_message(
    *, actor: User, case_id: UUID, message_id: int, text: str, language: str = "", now: datetime
) -> RoomMessage:
    """Change one's message as long as nobody else has read it; its translations go, and are made anew.

    Raises:
        NotFound, NotAllowed, RoomClosed: it is not ``actor``'s, or they may not write in this room.
        TransitionRefused: somebody has read it, or it was withdrawn.
        Invalid: there are no words, or more than 4,000 characters.
    """
    guest = writing(actor, case_id)
    message = _own(guest, message_id)
    if was_read_by_another(message):
        raise TransitionRefused(
            _("Somebody has read this message. Write another one to correct it."), code="message_read"
        )
    message.text = _sound(text)
    message.language = language_of(message.text, language, actor)
    message.version += 1
    message.edited_at = now
    message.save(update_fields=["text", "language", "version", "edited_at"])
    message.translations.all().delete()
    _wrote(guest, message, "edit_message", now)
    move(message.thread, now)
    return message


@transaction.atomic
def withdraw_message(*, actor: User, case_id: UUID, message_id: int, now: datetime) -> RoomMessage:
    """Take the words of one's message away, with their translations; that there was one stays to be seen.

    Raises:
        NotFound, NotAllowed, RoomClosed: it is not ``actor``'s, or they may not write in this room.
        TransitionRefused: it is withdrawn.
    """
    guest = writing(actor, case_id)
    message = _own(guest, message_id)
    message.text, message.withdrawn_at = "", now
    message.save(update_fields=["text", "withdrawn_at"])
    message.translations.all().delete()
    audit.record(actor, "withdraw_message", message, now=now, case=str(case_id))
    move(message.thread, now)
    return message


@dataclass(frozen=True, slots=True)
class Read:
    """A page of a conversation, oldest message first; ``has_older`` says that there is more before it.

    ``thread`` is ``None`` in a room in which nothing has been written yet.
    """

    guest: Guest
    thread: Thread | None
    messages: Sequence[RoomMessage]
    has_older: bool


@transaction.atomic
def read_thread(
    *, actor: User, case_id: UUID, thread_id: int | None, before: int | None = None, now: datetime
) -> Read:
    """Return the last messages of a conversation, those before ``before`` if it is given, and note that they were read.

    Without ``thread_id`` it is the conversation that moved last, if there is any. What is unread is read with the
    conversation locked, so that its writer can't change it meanwhile.

    Raises:
        NotFound, NotAllowed, RoomClosed: ``actor`` may not enter this room, or it has no such conversation.
    """
    guest = entered(actor, case_id)
    thread = thread_of(guest, thread_id) if thread_id else last_thread(guest.case)
    if thread is None:
        return Read(guest, None, (), has_older=False)
    if not before and _has_unread(guest, thread):
        Thread.objects.select_for_update().get(pk=thread.pk)
    rows = messages_of(thread, before=before)
    page = rows[:PAGE][::-1]
    if page:
        _mark(guest, thread, page[-1].pk, now)
    disclose(guest, [_reading(one) for one in page if _is_told(one, guest)], now=now)
    return Read(guest, thread, page, len(rows) > PAGE)


def thread_of(guest: Guest, thread_id: int) -> Thread:
    """Return a conversation of the room.

    Raises:
        NotFound: it has no such one.
    """
    thread = Thread.objects.filter(case=guest.case, pk=thread_id).first()
    if thread is None:
        raise NotFound
    return thread


def message_of(guest: Guest, message_id: int) -> RoomMessage:
    """Return a message of the room that has words.

    Raises:
        NotFound: it has no such one.
        TransitionRefused: it is withdrawn.
    """
    rows = RoomMessage.objects.select_related("thread")
    message = rows.filter(thread__case=guest.case, pk=message_id).first()
    if message is None:
        raise NotFound
    if message.withdrawn_at is not None:
        raise TransitionRefused(_("This message is withdrawn."))
    return message


def move(thread: Thread, now: datetime) -> None:
    """Let browsers know that something happened in a conversation."""
    Thread.objects.filter(pk=thread.pk).update(version=F("version") + 1, moved_at=now)


def language_of(text: str, chosen: str, actor: User) -> str:
    """The language in which somebody wrote: what they chose, else that of the script, else their own.

    Raises:
        Invalid: it is none of the three.
    """
    if chosen:
        if chosen not in LanguageCode.values:
            raise Invalid(fields={"language": _("This value is not known.")})
        return chosen
    found = detect(text)
    return found.value if found else actor.language


def require_own(guest: Guest, message: RoomMessage) -> None:
    """Check that ``guest`` wrote a message.

    Raises:
        NotAllowed: somebody else did.
    """
    if message.author_id != guest.user.pk:
        raise NotAllowed(_("Only who wrote a message changes or withdraws it."))


def _own(guest: Guest, message_id: int) -> RoomMessage:
    message = message_of(guest, message_id)
    require_own(guest, message)
    return message


def _write(guest: Guest, thread: Thread, text: str, language: str, now: datetime) -> RoomMessage:
    message = RoomMessage.objects.create(
        thread=thread,
        author=guest.user,
        side=guest.side,
        language=language_of(text, language, guest.user),
        text=text,
        written_at=now,
    )
    _wrote(guest, message, "write_message", now)
    return message


def _wrote(guest: Guest, message: RoomMessage, verb: str, now: datetime) -> None:
    audit.record(guest.user, verb, message, now=now, case=str(guest.case.pk), version=message.version)
    outbox.record("partnering.message_written", now=now, message_id=message.pk, version=message.version)


def _sound(text: str) -> str:
    return words(text, "text", _("Write something."), _("At most 4,000 characters."), limit=MESSAGE_LIMIT)


def _has_unread(guest: Guest, thread: Thread) -> bool:
    mark = ReadMark.objects.filter(thread=thread, user=guest.user).first()
    return thread.messages.filter(pk__gt=mark.up_to if mark else 0).exists()


def _mark(guest: Guest, thread: Thread, up_to: int, now: datetime) -> None:
    """Move the reader's mark forward, never back."""
    moved = ReadMark.objects.filter(thread=thread, user=guest.user)
    if not moved.exists():
        fresh = ReadMark(thread=thread, user=guest.user, up_to=up_to, at=now)
        ReadMark.objects.bulk_create([fresh], ignore_conflicts=True)
    moved.filter(up_to__lt=up_to).update(up_to=up_to, at=now)


def _is_told(message: RoomMessage, guest: Guest) -> bool:
    """Whether reading it tells the reader's side something of the other."""
    return message.side != guest.side and message.withdrawn_at is None


def _reading(message: RoomMessage) -> Reading:
    sha256 = hashlib.sha256(message.text.encode()).hexdigest()
    label = f"message {message.pk}, conversation {message.thread_id}"
    return Reading(DisclosureAction.READ_MESSAGE.value, "room_message", str(message.pk), label, sha256)
