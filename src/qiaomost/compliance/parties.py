"""What partnering asks before an introduction and before a signature: are these parties clear?

PartyNotCleared (DomainError)    409  a party is on a list, or nobody has decided yet; outsiders are told no more
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from http import HTTPStatus

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from qiaomost.common.errors import DomainError
from qiaomost.compliance.selectors.screening import ScreenedParty, party_status
from qiaomost.compliance.states.screening import PartyStatus

__all__ = ["PartyNotCleared", "PartyStatus", "is_clear", "party_status", "require_parties_clear"]


class PartyNotCleared(DomainError):
    """A party is not cleared. Neither the party nor the list is named: that is for the compliance desk alone."""

    status = HTTPStatus.CONFLICT
    code = "party_not_cleared"
    default_message = _(
        "The screening of the parties is not finished. The compliance officers of this node know of it."
    )


def is_clear(status: PartyStatus) -> bool:
    """Whether a party of this status may go on; without any list it may where the node does not ask for one."""
    if status == PartyStatus.NO_LISTS:
        return not settings.QIAOMOST.screening_required
    return status == PartyStatus.CLEAR


def require_parties_clear(parties: Iterable[ScreenedParty], now: datetime) -> None:
    """Return where every party is clear.

    It writes nothing. A party that is not screened yet, or not against the newest lists, is not clear: call
    ``screen_party`` for it before, in a transaction of its own, so that its hits stay when this refuses.

    Raises:
        PartyNotCleared: one of them is not.
    """
    if not all(is_clear(party_status(party, now)) for party in parties):
        raise PartyNotCleared
