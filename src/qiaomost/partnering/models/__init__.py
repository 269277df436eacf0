"""Partnering: the case that two advisers carry from an expression of interest to an outcome."""

from qiaomost.partnering.models.advisers import AdviserNote, AdviserProfile, HandOver
from qiaomost.partnering.models.agreements import (
    Agreement,
    AgreementApproval,
    AgreementReview,
    AgreementSignature,
    AgreementVersion,
)
from qiaomost.partnering.models.cases import Case, CaseEvent, Cooperation, Interest, Notice, Participant
from qiaomost.partnering.models.ndas import Nda, NdaSignature

__all__ = [
    "AdviserNote",
    "AdviserProfile",
    "Agreement",
    "AgreementApproval",
    "AgreementReview",
    "AgreementSignature",
    "AgreementVersion",
    "Case",
    "CaseEvent",
    "Cooperation",
    "HandOver",
    "Interest",
    "Nda",
    "NdaSignature",
    "Notice",
    "Participant",
]
