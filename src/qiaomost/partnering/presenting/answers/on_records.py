"""What the page of a challenge says of its call for answers."""

from __future__ import annotations

from typing import Any

from qiaomost.catalogue.models import Record
from qiaomost.catalogue.permissions import can_edit
from qiaomost.catalogue.states import RecordState
from qiaomost.network.permissions import Standing
from qiaomost.partnering.selectors.answers import call_about


def call_on(record: Record, standing: Standing) -> dict[str, Any]:
    """The call of a challenge, and whether ``standing`` may open one."""
    is_own = standing.belongs_to(record.organisation_id) and can_edit(standing, record)
    return {
        "call": call_about(record.pk),
        "may_open_call": is_own and record.state == RecordState.PUBLISHED,
    }
