"""Records of the catalogue as cards, without a search."""

from __future__ import annotations

from collections.abc import Sequence

from qiaomost.catalogue.selectors.listing import listed
from qiaomost.discovery.documents import document_of
from qiaomost.discovery.selectors import published_records, visible_part
from qiaomost.network.permissions import Standing
from qiaomost.web.presenting.cards import Card, card_of
from qiaomost.web.presenting.facets import subject_labels

PAGE_SIZE = 20


def cards_by_id(ids: Sequence[str], standing: Standing, reader: str) -> list[Card]:
    """Return published records that ``standing`` may see, in the order of their ids; a constant number of queries."""
    records, groups = published_records(ids), standing.visibility_groups()
    labels = subject_labels(reader)
    return [
        card_of(
            visible_part(document_of(records[id_]), groups),
            listed(records[id_]),
            standing,
            reader,
            labels=labels,
        )
        for id_ in ids
        if id_ in records
    ]
