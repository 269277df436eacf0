"""Legal holds, as the person and the administrators see them."""

from __future__ import annotations

from django.db.models import QuerySet

from qiaomost.accounts.models import User
from qiaomost.compliance.models import LegalHold


def hold_of(account: User) -> LegalHold | None:
    """The hold that is in force for an account."""
    return LegalHold.objects.filter(account=account, lifted_at=None).first()


def holds_listed() -> QuerySet[LegalHold]:
    """All holds, those in force first, newest first."""
    rows = LegalHold.objects.select_related("account", "placed_by", "lifted_by")
    return rows.order_by("lifted_at", "-placed_at")
