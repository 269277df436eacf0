"""What a misspelt query may have meant: words of titles and keywords that everybody may read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from django.db.models import Count, Max, QuerySet
from rapidfuzz import process
from rapidfuzz.distance import OSA

from qiaomost.catalogue.models import RecordText
from qiaomost.catalogue.selectors import records_visible_to
from qiaomost.catalogue.states import RecordState, TextState
from qiaomost.network.permissions import NOBODY
from qiaosearch.text.normalise import fold

LONG = 7
"""From so many letters on, two slips are forgiven; below it, one."""

_WORD = re.compile(r"[^\W\d_\u2e80-\U0003ffff]{4,}")


def respelled(query: str, unknown: Sequence[str]) -> str:
    """Return ``query`` with its ``unknown`` words as they stand in the catalogue, or nothing where none is near.

    One query, a second when the catalogue has changed.
    """
    if not unknown:
        return ""
    words = _words(**_public_texts().aggregate(many=Count("pk"), latest=Max("record__updated_at")))
    changed = query
    for word in unknown:
        if found := _nearest(word, words):
            changed = changed.replace(word, found)
    return changed if changed != query else ""


@lru_cache(maxsize=1)
def _words(many: int, latest: datetime | None) -> tuple[str, ...]:
    """All words of public titles and keywords, folded; the arguments tell one state of the catalogue from another."""
    rows = _public_texts().values_list("title", "keywords")
    lines = (f"{title} {' '.join(keywords)}" for title, keywords in rows)
    return tuple(sorted({word for line in lines for word in _WORD.findall(fold(line))}))


def _public_texts() -> QuerySet[RecordText]:
    published = records_visible_to(NOBODY).filter(state=RecordState.PUBLISHED)
    return RecordText.objects.filter(record__in=published, state=TextState.APPROVED)


def _nearest(word: str, words: Sequence[str]) -> str:
    folded, slips = fold(word), 2 if len(word) >= LONG else 1
    same_start = [other for other in words if other[0] == folded[0]]
    found = process.extractOne(folded, same_start, scorer=OSA.distance, score_cutoff=slips)
    return found[0] if found else ""
