"""Documents of agreements: values in, texts and bytes out; no models, no database, no request.

A template and the clause library give a first draft; its clauses are then edited outside. Any such document becomes
exact text with its hash, PDF and DOCX, and two of them can be compared.
"""

from qiaomost.partnering.documents.comparison import (
    ComparedSection,
    ComparedText,
    Comparison,
    Run,
    compare_documents,
    compare_texts,
    stale_after,
    stale_languages,
)
from qiaomost.partnering.documents.drafting import draft_agreement
from qiaomost.partnering.documents.filling import defaults
from qiaomost.partnering.documents.library import parameters, templates
from qiaomost.partnering.documents.pdf import agreement_pdf
from qiaomost.partnering.documents.plain import exact_text, text_sha256
from qiaomost.partnering.documents.redrafting import RECITALS, Redrafted, redraft
from qiaomost.partnering.documents.values import (
    AgreementDocument,
    AgreementKind,
    Clause,
    Identifier,
    Languages,
    Milestone,
    Money,
    Party,
    Right,
    RightOrigin,
    Share,
    Signatory,
    Words,
)
from qiaomost.partnering.documents.word import agreement_docx

__all__ = [
    "RECITALS",
    "AgreementDocument",
    "AgreementKind",
    "Clause",
    "ComparedSection",
    "ComparedText",
    "Comparison",
    "Identifier",
    "Languages",
    "Milestone",
    "Money",
    "Party",
    "Redrafted",
    "Right",
    "RightOrigin",
    "Run",
    "Share",
    "Signatory",
    "Words",
    "agreement_docx",
    "agreement_pdf",
    "compare_documents",
    "compare_texts",
    "defaults",
    "draft_agreement",
    "exact_text",
    "parameters",
    "redraft",
    "stale_after",
    "stale_languages",
    "templates",
    "text_sha256",
]
