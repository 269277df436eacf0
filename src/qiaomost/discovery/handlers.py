"""How discovery reacts to what happens in the catalogue (see ``qiaomost.wiring``)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils import timezone

from qiaomost.discovery import services


def on_record_changed(payload: Mapping[str, Any]) -> None:
    """Index a record that was published or changed, or take one out that was withdrawn; then note that it is there."""
    services.index_record(payload["record_id"])
    services.note_arrivals(record_id=UUID(payload["record_id"]), now=timezone.now())
