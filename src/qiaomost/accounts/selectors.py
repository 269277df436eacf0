"""What other apps ask of an account."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator

from qiaomost.accounts.models import User

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
