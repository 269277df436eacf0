"""What an account has agreed to, and in which words one is asked."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from uuid import UUID

from django.db.models import QuerySet

from qiaomost.compliance.models import ConsentAct, ConsentRow
from qiaomost.compliance.models.chains import GENESIS, canonical, sha256

TEXTS = Path(__file__).resolve().parent.parent / "data" / "consents.json"
"""The present version of each purpose, in three languages. Other words need another version."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What somebody is shown before they agree."""

    purpose: str
    version: int
    language: str
    text: str

    @property
    def sha256(self) -> str:
        """Hash of the text, by which an answer says what was shown."""
        return sha256(self.text.encode("utf-8"))


@cache
def wordings() -> dict[str, Wording]:
    """The present words, by their hash."""
    rows = json.loads(TEXTS.read_text(encoding="utf-8"))
    texts = [
        Wording(row["purpose"], row["version"], language, text)
        for row in rows
        for language, text in row["texts"].items()
    ]
    return {wording.sha256: wording for wording in texts}


def wordings_in(language: str) -> list[Wording]:
    """The present words in one language, in the order in which they are asked."""
    return [wording for wording in wordings().values() if wording.language == language]


def consents_of(account_id: UUID) -> QuerySet[ConsentRow]:
    """All acts of an account, oldest first, with the words."""
    return ConsentRow.objects.filter(account_id=account_id).select_related("text").order_by("sequence")


def consents_in_force(account_id: UUID) -> dict[str, ConsentRow]:
    """Purpose → the act by which the account agrees to it."""
    last = {row.purpose: row for row in consents_of(account_id)}
    return {purpose: row for purpose, row in last.items() if row.is_given}


def has_consent(account_id: UUID, purpose: str) -> bool:
    """Whether the account agrees to ``purpose`` now, to whichever version."""
    rows = ConsentRow.objects.filter(account_id=account_id, purpose=purpose)
    last = rows.order_by("-sequence").first()
    return last is not None and last.is_given


def withdrawn_by(accounts: Iterable[UUID], purpose: str) -> frozenset[UUID]:
    """Those of ``accounts`` that had agreed to ``purpose`` and took it back; who was never asked is none of them."""
    return _last_did(ConsentAct.WITHDRAWN, accounts, purpose)


def given_by(accounts: Iterable[UUID], purpose: str) -> frozenset[UUID]:
    """Those of ``accounts`` that agree to ``purpose`` now; one query."""
    return _last_did(ConsentAct.GIVEN, accounts, purpose)


def has_withdrawn(account_id: UUID, *purposes: str) -> bool:
    """Whether the account has taken back one of ``purposes``."""
    return any(withdrawn_by([account_id], purpose) for purpose in purposes)


def _last_did(act: ConsentAct, accounts: Iterable[UUID], purpose: str) -> frozenset[UUID]:
    rows = ConsentRow.objects.filter(account_id__in=list(accounts), purpose=purpose).order_by("sequence")
    last = dict(rows.values_list("account_id", "act"))
    return frozenset(account for account, done in last.items() if done == act)


def is_sound(account_id: UUID) -> bool:
    """Whether no act of the account was changed, dropped or moved, and the words are those that were shown."""
    previous = GENESIS
    for number, row in enumerate(consents_of(account_id), 1):
        fits = (row.sequence, row.previous, row.text_id) == (number, previous, sha256(row.text.text.encode()))
        if not fits or sha256(canonical(row.content())) != row.hash:
            return False
        previous = row.hash
    return True
