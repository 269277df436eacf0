"""Mails of an edition as its organisers read them."""

from __future__ import annotations

from django.db.models import QuerySet

from qiaomost.forum.models import Edition, Mail


def mails_of(edition: Edition, state: str) -> QuerySet[Mail]:
    """Mails in one state; what waits, oldest first, else newest first."""
    order = ("prepared_at", "pk") if state == "prepared" else ("-prepared_at", "-pk")
    return Mail.objects.filter(edition=edition, state=state).order_by(*order)
