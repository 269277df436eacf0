"""All of compliance that a refusal must leave as it was."""

from __future__ import annotations

from typing import Any

from qiaomost.common.models import AuditEntry, OutboxEntry
from qiaomost.compliance.models import Classification, ControlEdition, ControlEntry, ExportDocument

MODELS = (ControlEdition, ControlEntry, Classification, ExportDocument, AuditEntry, OutboxEntry)


def snapshot() -> list[list[dict[str, Any]]]:
    return [list(model.objects.order_by("pk").values()) for model in MODELS]
