"""Records that say nearly the same as another one."""

from __future__ import annotations

from qiaomost.catalogue.models import Record
from qiaomost.catalogue.selectors.listing import records_listed
from qiaomost.discovery.documents import document_of
from qiaomost.discovery.engine import SearchUnavailable
from qiaomost.discovery.selectors import nearest_records, visible_part
from qiaomost.network.permissions import Standing
from qiaomost.web.presenting.cards import Card, card_of
from qiaomost.web.presenting.facets import subject_labels

RELATED = 4


def related_to(record: Record, standing: Standing, reader: str) -> list[Card]:
    """Return the records of the same kind that are nearest in meaning, among those that ``standing`` may see.

    A constant number of queries. Without an index there are none: the record itself can still be read.
    """
    shown = visible_part(document_of(record), standing.visibility_groups())
    if not any(text.sections for text in shown.texts):
        return []
    try:
        near = nearest_records(standing=standing, document=shown, limit=RELATED, kinds=[record.kind])
    except SearchUnavailable:
        return []
    records, labels = records_listed(document.id for document, _cosine in near), subject_labels(reader)
    return [
        card_of(document, records[document.id], standing, reader, labels=labels)
        for document, _cosine in near
        if document.id in records
    ]
