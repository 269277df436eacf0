"""Somebody's schedule of an edition: sessions that they mark, and the key in the address of its calendar."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from qiaomost.accounts.models import User
from qiaomost.accounts.secrets import digest_of, new_secret
from qiaomost.common import audit
from qiaomost.common.errors import NotFound
from qiaomost.forum.models import Edition, ScheduleKey, Star
from qiaomost.forum.permissions import can_see
from qiaomost.forum.selectors.programme import released_session
from qiaomost.network.selectors import standing_of


@transaction.atomic
def star_session(*, actor: User, edition_id: UUID, session_id: UUID, now: datetime) -> None:
    """Put a released session into ``actor``'s schedule; twice is once.

    Raises:
        NotFound: there is no such session, or ``actor`` may not know of its edition.
    """
    edition = _seen(actor, edition_id)
    released_session(edition, session_id)
    Star.objects.get_or_create(user=actor, session_id=session_id, defaults={"starred_at": now})


@transaction.atomic
def unstar_session(*, actor: User, edition_id: UUID, session_id: UUID) -> None:
    """Take a session out of ``actor``'s schedule; one that is not there is out already.

    Raises:
        NotFound: ``actor`` may not know of the edition.
    """
    edition = _seen(actor, edition_id)
    Star.objects.filter(user=actor, session_id=session_id, session__edition=edition).delete()


@transaction.atomic
def make_schedule_key(*, actor: User, edition_id: UUID, now: datetime) -> str:
    """Return a new key for ``actor``'s schedule; the one before stops working. It is shown once and not stored.

    Raises:
        NotFound: ``actor`` may not know of the edition.
    """
    edition = _seen(actor, edition_id)
    secret = new_secret()
    values = {"digest": digest_of(secret), "made_at": now}
    ScheduleKey.objects.update_or_create(edition=edition, user=actor, defaults=values)
    audit.record(actor, "make_schedule_key", edition, now=now)
    return secret


@transaction.atomic
def revoke_schedule_key(*, actor: User, edition_id: UUID, now: datetime) -> None:
    """Let ``actor``'s schedule be read by nobody any more.

    Raises:
        NotFound: it has no key, or ``actor`` may not know of the edition.
    """
    edition = _seen(actor, edition_id)
    if not ScheduleKey.objects.filter(edition=edition, user=actor).delete()[0]:
        raise NotFound
    audit.record(actor, "revoke_schedule_key", edition, now=now)


def _seen(actor: User, edition_id: UUID) -> Edition:
    edition = Edition.objects.filter(pk=edition_id).first()
    if edition is None or not can_see(standing_of(actor), edition):
        raise NotFound
    return edition
