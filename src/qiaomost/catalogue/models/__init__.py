"""The catalogue: records, their texts per language, what each kind adds, and their review."""

from qiaomost.catalogue.models.kinds import (
    Achievement,
    Challenge,
    CooperationKind,
    Deliverable,
    Evidence,
    EvidenceKind,
    Expert,
    IpRight,
    IpStatus,
    IpTerms,
    Stage,
    Willingness,
)
from qiaomost.catalogue.models.records import (
    SECTIONS,
    Attachment,
    Disclosure,
    Record,
    RecordKind,
    RecordText,
    Subject,
)
from qiaomost.catalogue.models.reviews import Decision, Finding, Review, Severity
from qiaomost.catalogue.models.showings import Showing

__all__ = [
    "SECTIONS",
    "Achievement",
    "Attachment",
    "Challenge",
    "CooperationKind",
    "Decision",
    "Deliverable",
    "Disclosure",
    "Evidence",
    "EvidenceKind",
    "Expert",
    "Finding",
    "IpRight",
    "IpStatus",
    "IpTerms",
    "Record",
    "RecordKind",
    "RecordText",
    "Review",
    "Severity",
    "Showing",
    "Stage",
    "Subject",
    "Willingness",
]
