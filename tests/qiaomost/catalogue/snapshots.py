"""All that a refusal must leave as it was."""

from __future__ import annotations

from typing import Any

from qiaomost.catalogue.models import Attachment, Evidence, Finding, Record, RecordText, Review
from qiaomost.common.models import AuditEntry, OutboxEntry

MODELS = (Record, RecordText, Review, Finding, Attachment, Evidence, AuditEntry, OutboxEntry)


def snapshot() -> list[list[dict[str, Any]]]:
    return [list(model.objects.order_by("pk").values()) for model in MODELS]


def topics() -> list[str]:
    return list(OutboxEntry.objects.order_by("pk").values_list("topic", flat=True))


def verbs() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))
