"""What an account is asked to agree to, and what it has said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from qiaomost.accounts.models import User
from qiaomost.compliance.models import Purpose
from qiaomost.compliance.selectors.consent import Wording, consents_in_force, wordings_in


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


def consents_shown(account: User, language: str) -> list[ConsentShown]:
    """All purposes, in the order in which they are asked."""
    given = consents_in_force(account.pk)
    shown = []
    for wording in wordings_in(language):
        row = given.get(wording.purpose)
        is_older = row is not None and row.version < wording.version
        shown.append(ConsentShown(wording, row.at if row else None, is_older))
    return shown
