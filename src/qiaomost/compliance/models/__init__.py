"""Compliance: control lists, classifications, export documents."""

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
]
