"""What other apps ask of an account."""

from __future__ import annotations

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db.models import QuerySet

from qiaomost.accounts.models import ApiKey, User
from qiaomost.accounts.secrets import digest_of

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""Recovery codes are no factor of their own: they stand in for one of these."""


def has_second_factor(user: User) -> bool:
    """Whether the account signs in with a passkey or a one-time code besides its password."""
    return bool(Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS).exists())


def addresses_of(user: User) -> list[str]:
    """Addresses, in lower case, of which the account has shown that mails reach it."""
    confirmed = EmailAddress.objects.filter(user=user, verified=True)
    return [address.lower() for address in confirmed.values_list("email", flat=True)]


def language_of(address: str) -> str | None:
    """Return the language in which whoever owns ``address`` reads mails; ``None`` where nobody does."""
    known = EmailAddress.objects.filter(email__iexact=address).order_by("-verified", "pk")
    language: str | None = known.values_list("user__language", flat=True).first()
    return language


def key_in_force(secret: str, *, now: datetime) -> ApiKey | None:
    """Return the key that ``secret`` is, with its owner; ``None`` where it is unknown, revoked or has run out."""
    rows = ApiKey.objects.filter(digest=digest_of(secret), revoked_at__isnull=True, expires_at__gt=now)
    return rows.filter(user__is_active=True).select_related("user").first()


def keys_of(user: User) -> QuerySet[ApiKey]:
    """The account's keys that nobody revoked, those that ran out among them, newest first."""
    return ApiKey.objects.filter(user=user, revoked_at__isnull=True).order_by("-created_at", "pk")
