"""Signs of life of what runs beside the site, for ``qiaomost check`` and those who watch the node."""

from __future__ import annotations

from datetime import datetime

from qiaomost.common.models import Heartbeat

WORKER = "worker"
BACKUP = "backup"


def beat(name: str, *, now: datetime) -> None:
    """Note that it happened ``now``."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": now})


def last_beat(name: str) -> datetime | None:
    """When it last happened; ``None`` if it never has."""
    return Heartbeat.objects.filter(name=name).values_list("at", flat=True).first()
