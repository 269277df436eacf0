"""Drafts of records: frozen values, how they are cleaned, and the rules that they must keep."""

from qiaomost.catalogue.drafts.cleaning import cleaned, cleaned_prose, cleaned_text
from qiaomost.catalogue.drafts.rules import validate, validate_levels, validate_source, validate_text
from qiaomost.catalogue.drafts.values import (
    AchievementFacts,
    ChallengeFacts,
    EvidenceDraft,
    ExpertFacts,
    Facts,
    IpRightDraft,
    RecordDraft,
    TextDraft,
)

__all__ = [
    "AchievementFacts",
    "ChallengeFacts",
    "EvidenceDraft",
    "ExpertFacts",
    "Facts",
    "IpRightDraft",
    "RecordDraft",
    "TextDraft",
    "cleaned",
    "cleaned_prose",
    "cleaned_text",
    "validate",
    "validate_levels",
    "validate_source",
    "validate_text",
]
