"""Compliance: control lists, classifications, export documents, screening of parties."""

from qiaomost.compliance.models.classification import Answer, Classification
from qiaomost.compliance.models.controls import (
    JURISDICTIONS,
    Control,
    ControlEdition,
    ControlEntry,
    ControlList,
    EntryVector,
)
from qiaomost.compliance.models.documents import DocumentKind, ExportDocument
from qiaomost.compliance.models.screening import (
    ListedKey,
    ListedParty,
    Screening,
    ScreeningEdition,
    ScreeningHit,
)

__all__ = [
    "JURISDICTIONS",
    "Answer",
    "Classification",
    "Control",
    "ControlEdition",
    "ControlEntry",
    "ControlList",
    "DocumentKind",
    "EntryVector",
    "ExportDocument",
    "ListedKey",
    "ListedParty",
    "Screening",
    "ScreeningEdition",
    "ScreeningHit",
]
