"""Partnering: the case that two advisers carry from an expression of interest to an outcome."""

from qiaomost.partnering.models.advisers import AdviserNote, AdviserProfile, HandOver
from qiaomost.partnering.models.agreements import (
    Agreement,
    AgreementApproval,
    AgreementReview,
    AgreementSignature,
    AgreementVersion,
)
from qiaomost.partnering.models.answers import (
    Answer,
    AnswerFile,
    AnswerNote,
    AnswerWords,
    Assessment,
    Call,
    CallEvent,
    CallNotice,
    Criterion,
    Declaration,
    Objection,
    Reviewer,
    Score,
    TeamMember,
)
from qiaomost.partnering.models.cases import Case, CaseEvent, Cooperation, Interest, Notice, Participant
from qiaomost.partnering.models.milestones import Milestone, MilestoneReport, ReportFile
from qiaomost.partnering.models.ndas import Nda, NdaSignature
from qiaomost.partnering.models.outcomes import ImpactRequest, Outcome, OutcomeEvidence
from qiaomost.partnering.models.plans import Appointment, CalendarKey, Decision, RoomDigest, Task
from qiaomost.partnering.models.rooms import (
    FileVersion,
    MessageTranslation,
    ReadMark,
    RoomFile,
    RoomMessage,
    Thread,
)

__all__ = [
    "AdviserNote",
    "AdviserProfile",
    "Agreement",
    "AgreementApproval",
    "AgreementReview",
    "AgreementSignature",
    "AgreementVersion",
    "Answer",
    "AnswerFile",
    "AnswerNote",
    "AnswerWords",
    "Appointment",
    "Assessment",
    "CalendarKey",
    "Call",
    "CallEvent",
    "CallNotice",
    "Case",
    "CaseEvent",
    "Cooperation",
    "Criterion",
    "Decision",
    "Declaration",
    "FileVersion",
    "HandOver",
    "ImpactRequest",
    "Interest",
    "MessageTranslation",
    "Milestone",
    "MilestoneReport",
    "Nda",
    "NdaSignature",
    "Notice",
    "Objection",
    "Outcome",
    "OutcomeEvidence",
    "Participant",
    "ReadMark",
    "ReportFile",
    "Reviewer",
    "RoomDigest",
    "RoomFile",
    "RoomMessage",
    "Score",
    "Task",
    "TeamMember",
    "Thread",
]
