"""As whom a command reads."""

from __future__ import annotations

import click

from qiaomost.accounts.models import User
from qiaomost.network.permissions import NOBODY, Standing
from qiaomost.network.selectors import standing_of


def standing_as(email: str | None) -> Standing:
    """Return what the account ``email`` may see; what anyone may see where it is not given.

    Raises:
        BadParameter: there is no such account.
    """
    if email is None:
        return NOBODY
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        raise click.BadParameter(f"there is no account {email}.", param_hint="--as")
    return standing_of(user)
