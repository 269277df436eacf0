"""What similar records suggest to a writer: their subjects, and whether this one is there already."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from qiaomost.catalogue.drafts import TextDraft
from qiaomost.discovery.documents import document_of_draft
from qiaomost.discovery.engine import SearchUnavailable
from qiaomost.discovery.selectors import nearest_records
from qiaomost.discovery.serialising import text_for
from qiaomost.network.permissions import Standing
from qiaomost.web.writing.forms.head import Offer
from qiaosearch.types import Document

NEIGHBOURS = 12
NEAR_DUPLICATE = 0.65
"""Cosine from which two records may describe the same thing.

Of the demonstration's 99 translated originals, 70 % come this near to their own translation, which is as a double in
another language would; of its 288 records, 17 % come this near to another one of their kind (default encoder).
"""

SUBJECTS_SUGGESTED = 5
DUPLICATES_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A published record that says nearly the same; ``likeness`` is its cosine in percent."""

    id: str
    title: str
    language: str
    likeness: int


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Subjects as (code, label), likeliest first, and near-duplicates; or why there are none now."""

    subjects: Sequence[tuple[str, str]] = ()
    duplicates: Sequence[Neighbour] = ()
    unavailable: str = ""


def suggestions_for(
    text: TextDraft,
    *,
    record_id: str,
    kind: str,
    chosen: Sequence[str],
    standing: Standing,
    offer: Offer,
    now: datetime,
) -> Suggestions:
    """Compare what was typed with the published records that ``standing`` may see."""
    draft = document_of_draft(text, record_id=record_id, kind=kind, now=now)
    if not draft.texts[0].sections:
        return Suggestions()
    try:
        near = nearest_records(standing=standing, document=draft, limit=NEIGHBOURS)
    except SearchUnavailable as error:
        return Suggestions(unavailable=str(error.message))
    duplicates = [
        _neighbour(document, cosine, offer.reader)
        for document, cosine in near
        if document.kind == kind and cosine >= NEAR_DUPLICATE
    ]
    return Suggestions(_subjects(near, chosen, offer), duplicates[:DUPLICATES_SHOWN])


def _subjects(
    near: Sequence[tuple[Document, float]], chosen: Sequence[str], offer: Offer
) -> list[tuple[str, str]]:
    """Each neighbour speaks for its subjects with its cosine."""
    votes: Counter[str] = Counter()
    for document, cosine in near:
        for code in document.subjects:
            votes[code] += max(cosine, 0.0)  # type: ignore[assignment]  # the stubs know integer counts only
    labels = dict(offer.subject_choices)
    best = [code for code, _ in votes.most_common() if code in labels and code not in chosen]
    return [(code, labels[code]) for code in best[:SUBJECTS_SUGGESTED]]


def _neighbour(document: Document, cosine: float, reader: str) -> Neighbour:
    text = text_for(document, reader)
    return Neighbour(document.id, text.title, text.language.value, round(cosine * 100))
