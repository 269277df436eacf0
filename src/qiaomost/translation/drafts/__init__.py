"""Values of translation, and what can be said of texts and terms without a database."""

from qiaomost.translation.drafts.glossary import Form, Glossary, key_of
from qiaomost.translation.drafts.segments import (
    aligned,
    digest,
    joined,
    normal,
    segments_of,
    stored,
    words_of,
)
from qiaomost.translation.drafts.values import (
    ConceptDraft,
    LanguageForms,
    Suggested,
    TermFinding,
    TermUse,
)

__all__ = [
    "ConceptDraft",
    "Form",
    "Glossary",
    "LanguageForms",
    "Suggested",
    "TermFinding",
    "TermUse",
    "aligned",
    "digest",
    "joined",
    "key_of",
    "normal",
    "segments_of",
    "stored",
    "words_of",
]
