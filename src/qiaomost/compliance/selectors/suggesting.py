"""Hints: the entries of a control list that are nearest to a record. They decide nothing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from qiaomost.catalogue.models import Record
from qiaomost.catalogue.states import TextOrigin
from qiaomost.compliance.models import ControlEdition, ControlEntry, EntryVector
from qiaosearch.types import Encoder

SHOWN = 5


def nearest_entries(
    record: Record, editions: Sequence[ControlEdition], encoder: Encoder
) -> dict[int, list[ControlEntry]]:
    """Edition → its entries that are nearest to the record's original text, by cosine, best first.

    An edition whose entries this encoder has not encoded yet has none.
    """
    text = next(text for text in record.texts.all() if text.origin == TextOrigin.ORIGINAL)
    rows = EntryVector.objects.filter(entry__edition__in=editions, fingerprint=encoder.fingerprint)
    vectors = list(rows.select_related("entry").order_by("entry_id"))
    if not vectors:
        return {}
    words = "\n".join(part for part in (text.title, text.summary, text.description) if part)
    asked = encoder.encode_documents([words])[0]
    matrix = np.stack([np.frombuffer(bytes(row.values), dtype=np.float32) for row in vectors])
    ranked = np.argsort(-(matrix @ asked), kind="stable")
    nearest: dict[int, list[ControlEntry]] = {}
    for position in ranked:
        entry = vectors[position].entry
        found = nearest.setdefault(entry.edition_id, [])
        if len(found) < SHOWN:
            found.append(entry)
    return nearest
