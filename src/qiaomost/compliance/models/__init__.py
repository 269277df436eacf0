"""Compliance: control lists, classifications, export documents, screening of parties; the two ledgers."""

from qiaomost.compliance.models.classification import Answer, Classification
from qiaomost.compliance.models.consent import ConsentAct, ConsentRow, ConsentText, Purpose
from qiaomost.compliance.models.controls import (
    JURISDICTIONS,
    Control,
    ControlEdition,
    ControlEntry,
    ControlList,
    EntryVector,
)
from qiaomost.compliance.models.declarations import DECLARED, Declaration
from qiaomost.compliance.models.disclosure import (
    DisclosureAction,
    DisclosureHead,
    DisclosureRow,
    HeadReceipt,
    ReaderName,
)
from qiaomost.compliance.models.documents import DocumentKind, ExportDocument
from qiaomost.compliance.models.personal_data import CrossBorderRead, ErasureCertificate, LegalHold
from qiaomost.compliance.models.screening import (
    ListedKey,
    ListedParty,
    Screening,
    ScreeningEdition,
    ScreeningHit,
)
from qiaomost.compliance.models.telling import NewsKind, OfficerNotice

__all__ = [
    "DECLARED",
    "JURISDICTIONS",
    "Answer",
    "Classification",
    "ConsentAct",
    "ConsentRow",
    "ConsentText",
    "Control",
    "ControlEdition",
    "ControlEntry",
    "ControlList",
    "CrossBorderRead",
    "Declaration",
    "DisclosureAction",
    "DisclosureHead",
    "DisclosureRow",
    "DocumentKind",
    "EntryVector",
    "ErasureCertificate",
    "ExportDocument",
    "HeadReceipt",
    "LegalHold",
    "ListedKey",
    "ListedParty",
    "NewsKind",
    "OfficerNotice",
    "Purpose",
    "ReaderName",
    "Screening",
    "ScreeningEdition",
    "ScreeningHit",
]
