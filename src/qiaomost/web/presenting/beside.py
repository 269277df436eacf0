"""What stands beside the text of a record on its page."""

from __future__ import annotations

from datetime import date
from typing import Any

from qiaomost.catalogue.models import RecordKind
from qiaomost.catalogue.selectors import attachments_visible
from qiaomost.network.permissions import Standing
from qiaomost.partnering.presenting.answers.on_records import call_on
from qiaomost.web.presenting.citations import citations_of
from qiaomost.web.presenting.linked_data import linked_data
from qiaomost.web.presenting.records import RecordPage
from qiaomost.web.presenting.related import related_to
from qiaomost.web.presenting.side_by_side import side_by_side


def beside(
    page: RecordPage, *, standing: Standing, reader: str, today: date, is_abreast: bool, is_answered: bool
) -> dict[str, Any]:
    """Return files, references and linked data; all languages, where they are read abreast; neighbours with answers."""
    return {
        "rows": side_by_side(page, standing) if is_abreast else [],
        "attachments": attachments_visible(standing, page.record),
        "related": related_to(page.record, standing, reader) if is_answered else [],
        "citations": citations_of(page, today),
        "linked_data": linked_data(page),
        **(call_on(page.record, standing) if page.record.kind == RecordKind.CHALLENGE else {}),
    }
