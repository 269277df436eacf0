"""Mails of an edition: prepared by whatever happened, released by an organiser, sent once by the worker."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.core.mail import EmailMessage
from django.db import transaction

from qiaomost.accounts.mail import deliver_once
from qiaomost.accounts.models import User
from qiaomost.common import audit, outbox
from qiaomost.common.errors import TransitionRefused
from qiaomost.forum.models import Edition, Mail
from qiaomost.forum.models.mails import SUBJECT_LIMIT
from qiaomost.forum.services.editions import lock_edition
from qiaomost.forum.states import MailState
from qiaosearch.text.normalise import clean


def prepare_mail(
    edition: Edition,
    *,
    address: str,
    user: User | None,
    language: str,
    subject: str,
    body: str,
    cause: str,
    now: datetime,
    release: bool = False,
) -> Mail:
    """Write a mail inside the caller's transaction; the same ``cause`` for the same address writes none twice.

    With ``release`` it is sent without waiting for an organiser (a receipt, a change of what was promised).
    """
    values = {
        "user": user,
        "language": language,
        "subject": " ".join(clean(subject).split())[:SUBJECT_LIMIT],
        "body": clean(body).strip(),
        "prepared_at": now,
    }
    mail, is_new = Mail.objects.get_or_create(edition=edition, address=address, cause=cause, defaults=values)
    if is_new and release:
        _release([mail.pk], now)
    return mail


@transaction.atomic
def release_mails(
    *, actor: User, edition_id: UUID, now: datetime, only: Collection[int] | None = None
) -> int:
    """Let the worker send the prepared mails of an edition, or ``only`` these; returns how many.

    Raises:
        NotFound, NotAllowed: ``actor`` does not organise the edition.
    """
    edition = lock_edition(actor, edition_id)
    waiting = Mail.objects.filter(edition=edition, state=MailState.PREPARED)
    if only is not None:
        waiting = waiting.filter(pk__in=only)
    ids = list(waiting.values_list("pk", flat=True))
    _release(ids, now)
    audit.record(actor, "release_mails", edition, now=now, count=len(ids))
    return len(ids)


@transaction.atomic
def drop_mail(*, actor: User, mail_id: int, edition_id: UUID, now: datetime) -> None:
    """Take a prepared mail out, so that it is never sent.

    Raises:
        NotFound, NotAllowed: ``actor`` does not organise the edition.
        TransitionRefused: it was released already.
    """
    edition = lock_edition(actor, edition_id)
    waiting = Mail.objects.filter(pk=mail_id, edition=edition, state=MailState.PREPARED)
    if not waiting.update(state=MailState.DROPPED):
        raise TransitionRefused
    audit.record(actor, "drop_mail", edition, now=now, mail=mail_id)


def send_mail(*, mail_id: int, now: datetime) -> bool:
    """Send a released mail; returns whether this call sent it.

    Raises:
        MailInFlight, OSError: as ``deliver_once``.
    """
    mail = Mail.objects.filter(pk=mail_id, state=MailState.RELEASED).first()
    if mail is None:
        return False
    message = EmailMessage(f"{mail.subject} · Qiaomost", f"{mail.body}\n", to=[mail.address])
    is_sent = deliver_once(f"forum-mail:{mail.pk}", message, now=now)
    Mail.objects.filter(pk=mail_id).update(state=MailState.SENT, sent_at=now)
    return is_sent


def _release(ids: Collection[int], now: datetime) -> None:
    Mail.objects.filter(pk__in=ids).update(state=MailState.RELEASED, released_at=now)
    for pk in ids:
        outbox.record("forum.mail_released", now=now, mail_id=pk)
