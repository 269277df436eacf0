"""Vectors of control entries: derived, so that nothing of them is audited, and kept beside the entries for hints."""

from __future__ import annotations

from collections.abc import Iterator

from qiaomost.compliance.models import JURISDICTIONS, ControlEntry, EntryVector
from qiaomost.network.models import Country
from qiaosearch.types import Encoder

BATCH = 32
OWN_LANGUAGE = {Country.CN: "zh", Country.RU: "ru"}
"""Country → the language in which its lists are made, which is encoded where it is known."""


def encode_entries(encoder: Encoder) -> int:
    """Encode the entries that have no vector of this encoder; returns how many. Running it twice changes nothing."""
    total = 0
    for group in _groups(encoder.fingerprint):
        vectors = encoder.encode_documents([words_of(entry) for entry in group])
        rows = [
            EntryVector(entry=entry, fingerprint=encoder.fingerprint, values=vector.tobytes())
            for entry, vector in zip(group, vectors, strict=True)
        ]
        EntryVector.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["entry"],
            update_fields=["fingerprint", "values"],
        )
        total += len(rows)
    return total


def words_of(entry: ControlEntry) -> str:
    """What of an entry is encoded: its name and control points, in its list's own language."""
    language = OWN_LANGUAGE[Country(JURISDICTIONS[entry.edition.control_list])]
    return f"{entry.name_in(language)}\n{entry.control_points_in(language)}".strip()


def _groups(fingerprint: str) -> Iterator[list[ControlEntry]]:
    """Entries without a vector of this encoder, a batch at a time; each batch is written before the next is read."""
    waiting = ControlEntry.objects.exclude(vector__fingerprint=fingerprint).select_related("edition")
    while group := list(waiting.order_by("pk")[:BATCH]):
        yield group
