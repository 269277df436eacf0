"""Verbs of translation: suggest, approve, keep the term base."""

from qiaomost.translation.services.errors import TranslationUnavailable
from qiaomost.translation.services.memory import (
    SegmentDraft,
    approve_translation,
    import_segments,
    keep_machine_segments,
)
from qiaomost.translation.services.suggesting import may_be_sent, translate_text, translator
from qiaomost.translation.services.terms import add_concept, edit_concept, restore_concept, retire_concept

__all__ = [
    "SegmentDraft",
    "TranslationUnavailable",
    "add_concept",
    "approve_translation",
    "edit_concept",
    "import_segments",
    "keep_machine_segments",
    "may_be_sent",
    "restore_concept",
    "retire_concept",
    "translate_text",
    "translator",
]
