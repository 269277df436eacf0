"""Compliance: control lists, classifications, export documents, screening of parties; the two ledgers."""

from qiaomost.compliance.models.classification import Answer, Classification
from qiaomost.compliance.models.controls import (
    JURISDICTIONS,
    Control,
    ControlEdition,
    ControlEntry,
    ControlList,
    EntryVector,
)
from qiaomost.compliance.models.disclosure import (
    DisclosureAction,
    DisclosureHead,
    DisclosureRow,
    HeadReceipt,
    ReaderName,
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
    "DisclosureAction",
    "DisclosureHead",
    "DisclosureRow",
    "DocumentKind",
    "EntryVector",
    "ExportDocument",
    "HeadReceipt",
    "ListedKey",
    "ListedParty",
    "ReaderName",
    "Screening",
    "ScreeningEdition",
    "ScreeningHit",
]
