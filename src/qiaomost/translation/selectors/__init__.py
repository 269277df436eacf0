"""What pages, commands and other apps ask of memory and term base."""

from qiaomost.translation.selectors.memory import (
    Context,
    Found,
    exact,
    machine_made,
    search_memory,
    segments_for,
    segments_to_export,
    similar,
)
from qiaomost.translation.selectors.suggestions import checked, suggestions
from qiaomost.translation.selectors.terms import concept_for, concepts, draft_of, forms_of, glossary

__all__ = [
    "Context",
    "Found",
    "checked",
    "concept_for",
    "concepts",
    "draft_of",
    "exact",
    "forms_of",
    "glossary",
    "machine_made",
    "search_memory",
    "segments_for",
    "segments_to_export",
    "similar",
    "suggestions",
]
