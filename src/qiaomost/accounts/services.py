"""Verbs of accounts."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from qiaomost.accounts.models import KEY_NAME_LIMIT, ApiKey, CallCount, User
from qiaomost.accounts.secrets import SHOWN, digest_of, new_secret
from qiaomost.accounts.selectors import keys_of
from qiaomost.common import audit
from qiaomost.common.errors import Invalid, NotFound
from qiaomost.common.languages import LanguageCode
from qiaosearch.text.normalise import clean

KEY_DAYS = (30, 90, 365)
"""How long a new key may be valid."""

MAX_KEYS = 10
"""Keys in force that one account may have."""

USE_NOTED_EVERY = timedelta(minutes=1)
"""A busy program must not make a write of every read."""


@transaction.atomic
def create_administrator(*, email: str, password: str, now: datetime) -> User:
    """Create an account with every right on this node, or give these rights and a password to an existing one.

    Its address counts as confirmed: who runs this command is trusted. The rights take effect once the account has a
    second factor.

    Raises:
        Invalid: the address is none or another account's, or the password is too weak.
    """
    try:
        validate_email(email)
        validate_password(password)
    except ValidationError as error:
        raise Invalid(fields={"account": " ".join(error.messages)}) from error
    address = email.lower()
    user = User.objects.filter(email__iexact=address).first() or User(email=address)
    if EmailAddress.objects.filter(email__iexact=address, verified=True).exclude(user_id=user.pk).exists():
        raise Invalid(fields={"account": _("This address belongs to another account.")})
    user.is_staff = user.is_superuser = user.is_active = True
    user.set_password(password)
    user.save()
    EmailAddress.objects.filter(user=user, primary=True).exclude(email=address).update(primary=False)
    EmailAddress.objects.update_or_create(
        user=user, email=address, defaults={"verified": True, "primary": True}
    )
    audit.record(None, "create_administrator", user, now=now)
    return user


@transaction.atomic
def choose_language(*, actor: User, language: str, now: datetime) -> None:
    """Keep the language in which the account reads pages and mails.

    Raises:
        Invalid: it is none of the three.
    """
    if language not in LanguageCode.values:
        raise Invalid(fields={"language": _("The site speaks Chinese, Russian and English.")})
    if actor.language == language:
        return
    actor.language = language
    actor.save(update_fields=["language"])
    audit.record(actor, "choose_language", actor, now=now, language=language)


@transaction.atomic
def make_key(*, actor: User, name: str, days: int, now: datetime) -> tuple[ApiKey, str]:
    """Make a key for a program of the account. Returns it with the secret, which is stored nowhere.

    Raises:
        Invalid: there is no name or it is too long, the days are not offered, or the account has ``MAX_KEYS`` keys.
    """
    name = " ".join(clean(name).split())
    if not 1 <= len(name) <= KEY_NAME_LIMIT:
        raise Invalid(fields={"name": _("Give the key a name of at most %d characters.") % KEY_NAME_LIMIT})
    if days not in KEY_DAYS:
        raise Invalid(fields={"days": _("Choose one of the terms that are offered.")})
    User.objects.select_for_update().get(pk=actor.pk)  # of two makers at once, the second counts both keys
    if keys_of(actor).filter(expires_at__gt=now).count() >= MAX_KEYS:
        raise Invalid(fields={"name": _("You have %d keys. Revoke one that is not needed.") % MAX_KEYS})
    secret = new_secret()
    key = ApiKey.objects.create(
        user=actor,
        name=name,
        prefix=secret[:SHOWN],
        digest=digest_of(secret),
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    audit.record(actor, "make_key", key, now=now, name=name, days=days)
    return key, secret


@transaction.atomic
def revoke_key(*, actor: User, key_id: UUID, now: datetime) -> ApiKey:
    """Make a key of one's own useless, at once and for good.

    Raises:
        NotFound: ``actor`` has no such key, or has revoked it.
    """
    key = keys_of(actor).select_for_update().filter(pk=key_id).first()
    if key is None:
        raise NotFound
    key.revoked_at = now
    key.save(update_fields=["revoked_at"])
    audit.record(actor, "revoke_key", key, now=now, name=key.name)
    return key


def note_use_of_key(key: ApiKey, *, now: datetime) -> None:
    """Keep when a key was last used, to the minute."""
    if key.last_used_at is None or now - key.last_used_at >= USE_NOTED_EVERY:
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)


def count_call(*, caller: str, span: int, calls: int = 1) -> int:
    """Count ``calls`` more of ``caller`` in ``span``, a number that grows with time; returns the calls so far.

    Exact over all processes: the database adds. Counts of spans that are over go with the first call of a new one.
    """
    row = CallCount.objects.filter(caller=caller, span=span)
    if not row.update(calls=F("calls") + calls):
        CallCount.objects.filter(span__lt=span).delete()
        try:
            with transaction.atomic():
                CallCount.objects.create(caller=caller, span=span, calls=calls)
        except IntegrityError:  # another process was first
            row.update(calls=F("calls") + calls)
    return (
        row.values_list("calls", flat=True).first() or calls
    )  # a process with a faster clock may have cleared it
