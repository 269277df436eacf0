"""The key in the address of an account's calendar."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from qiaomost.accounts.models import User
from qiaomost.accounts.secrets import digest_of, new_secret
from qiaomost.common import audit
from qiaomost.common.errors import NotFound
from qiaomost.partnering.models import CalendarKey


@transaction.atomic
def make_calendar_key(*, actor: User, now: datetime) -> str:
    """Return a new key for ``actor``'s calendar; the one before stops working. It is shown once and not stored."""
    secret = new_secret()
    CalendarKey.objects.update_or_create(user=actor, defaults={"digest": digest_of(secret), "made_at": now})
    audit.record(actor, "make_calendar_key", actor, now=now)
    return secret


@transaction.atomic
def revoke_calendar_key(*, actor: User, now: datetime) -> None:
    """Let ``actor``'s calendar be read by nobody any more.

    Raises:
        NotFound: it has no key.
    """
    if not CalendarKey.objects.filter(user=actor).delete()[0]:
        raise NotFound
    audit.record(actor, "revoke_calendar_key", actor, now=now)


def owner_of_calendar(secret: str) -> User:
    """Return whose calendar a key opens.

    Raises:
        NotFound: nobody's, or the account is closed.
    """
    key = (
        CalendarKey.objects.filter(digest=digest_of(secret), user__is_active=True)
        .select_related("user")
        .first()
    )
    if key is None:
        raise NotFound
    return key.user
