"""Addresses that stop the mails of one account: signed with the key of the node, so that nobody can guess them."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from qiaomost.common.errors import NotFound

_SALT = "qiaomost.discovery.stopping"


def stopping_address(user_id: UUID) -> str:
    """Return the full address that stops the mails of an account."""
    token = Signer(salt=_SALT).sign(user_id.hex)
    return settings.QIAOMOST.site_url + reverse("stop-mails", args=[token])


def account_of(token: str) -> UUID:
    """Return whose mails a token stops.

    Raises:
        NotFound: this node has not signed it.
    """
    try:
        return UUID(Signer(salt=_SALT).unsign(token))
    except (BadSignature, ValueError) as error:
        raise NotFound from error
