"""Challenges with answers: the call, the answers, their review, what was told and objected."""

from qiaomost.partnering.models.answers.answers import Answer, AnswerFile, AnswerWords, TeamMember
from qiaomost.partnering.models.answers.calls import Call, CallEvent, CallNotice, Criterion, Objection
from qiaomost.partnering.models.answers.reviews import (
    AnswerNote,
    Assessment,
    Declaration,
    Reviewer,
    Score,
)

__all__ = [
    "Answer",
    "AnswerFile",
    "AnswerNote",
    "AnswerWords",
    "Assessment",
    "Call",
    "CallEvent",
    "CallNotice",
    "Criterion",
    "Declaration",
    "Objection",
    "Reviewer",
    "Score",
    "TeamMember",
]
