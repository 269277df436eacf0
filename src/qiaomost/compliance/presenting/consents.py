"""What an account is asked to agree to, and what it has said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qiaomost.accounts.models import User
from qiaomost.common.errors import Message
from qiaomost.compliance.models import Purpose
from qiaomost.compliance.selectors.consent import Wording, consents_in_force, wordings_in

CONSEQUENCES: Mapping[str, Message] = {
    Purpose.ACCOUNT: _(
        "An account can’t be kept without it. Your withdrawal is put on record; "
        "erase your data below to end the account."
    ),
    Purpose.PUBLISH_PROFILE: _(
        "Your profile goes off all pages and searches at once. "
        "If you agree again, you or your adviser can show it again."
    ),
    Purpose.CROSS_BORDER_TRANSFER: _(
        "Your profile goes off all pages and searches; your name is no longer shown to the other side of your cases; "
        "you can neither express or answer an interest nor write or hand over files in rooms with the other country. "
        "What they have read, and what you have signed, stays with them."
    ),
    Purpose.FORUM_REGISTRATION: _(
        "Your registrations for forums that are still to come are withdrawn. You can’t register without it."
    ),
    Purpose.VISA_INVITATION: _(
        "No new letter of invitation is issued for you; a letter that you have stays valid."
    ),
    Purpose.MAIL_DIGEST: _(
        "Mails about unread messages and the course of your cases stop. Those that ask you for something with a "
        "deadline, and those about your account, still come."
    ),
}
"""What stops at a withdrawal; each is done where the purpose is used."""


@dataclass(frozen=True, slots=True)
class ConsentShown:
    """One purpose: its words, since when the account agrees, and whether that was to older words."""

    wording: Wording
    since: datetime | None
    is_older: bool

    @property
    def title(self) -> str:
        """What it is for, in short."""
        return str(Purpose(self.wording.purpose).label)

    @property
    def consequence(self) -> Message:
        """What stops once it is withdrawn."""
        return CONSEQUENCES[self.wording.purpose]


def consents_shown(account: User, language: str) -> list[ConsentShown]:
    """All purposes, in the order in which they are asked."""
    given = consents_in_force(account.pk)
    shown = []
    for wording in wordings_in(language):
        row = given.get(wording.purpose)
        is_older = row is not None and row.version < wording.version
        shown.append(ConsentShown(wording, row.at if row else None, is_older))
    return shown
