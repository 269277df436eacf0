"""The audit trail: one row for each mutation, in its transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models

from qiaomost.common.models import AuditEntry


def record(actor: Any, verb: str, obj: models.Model, *, now: datetime, **detail: object) -> AuditEntry:
    """Add who did what to which object. ``actor`` is a user, or ``None`` for the system itself."""
    return AuditEntry.objects.create(
        at=now, actor=actor, verb=verb, object_type=obj._meta.label, object_id=str(obj.pk), detail=detail
    )
