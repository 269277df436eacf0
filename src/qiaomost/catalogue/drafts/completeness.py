"""What a record has to say before somebody else is asked to read it; a draft may be stored without."""

from __future__ import annotations

from collections.abc import Mapping

from qiaomost.catalogue.drafts.values import RecordDraft
from qiaomost.catalogue.models import RecordKind

NEEDED: Mapping[str, tuple[str, ...]] = {
    RecordKind.ACHIEVEMENT: ("summary", "description"),
    RecordKind.CHALLENGE: ("summary", "description", "desired_outcome"),
    RecordKind.EXPERT: ("summary", "description"),
}
"""Kind → the sections of its original that a review needs; besides, a record has a field of science."""


def missing_for_review(draft: RecordDraft) -> tuple[str, ...]:
    """Return what a review needs and ``draft`` leaves out, such as ``texts.zh.summary`` or ``subjects``."""
    original = draft.original
    sections = tuple(
        f"texts.{original.language}.{name}" for name in NEEDED[draft.kind] if not getattr(original, name)
    )
    return sections if draft.subjects else (*sections, "subjects")
