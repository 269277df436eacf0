"""The nouns of a forum."""

from qiaomost.forum.models.editions import Edition, Room, Site, TimeBand, Track
from qiaomost.forum.models.mails import Mail
from qiaomost.forum.models.meetings import (
    BlockedTime,
    MeetingNote,
    MeetingProfile,
    MeetingRequest,
    MeetingResult,
    MeetingRules,
)
from qiaomost.forum.models.plans import (
    FixedMeeting,
    InterpreterHours,
    MeetingInterpreter,
    MeetingPlan,
    MeetingSlot,
    MeetingTable,
    PlannedMeeting,
    Unplanned,
    Way,
)
from qiaomost.forum.models.programme import Material, ProgrammeVersion, ScheduleKey, Star
from qiaomost.forum.models.registrations import Category, Registration
from qiaomost.forum.models.sessions import Appearance, Session, SessionText

__all__ = [
    "Appearance",
    "BlockedTime",
    "Category",
    "Edition",
    "FixedMeeting",
    "InterpreterHours",
    "Mail",
    "Material",
    "MeetingInterpreter",
    "MeetingNote",
    "MeetingPlan",
    "MeetingProfile",
    "MeetingRequest",
    "MeetingResult",
    "MeetingRules",
    "MeetingSlot",
    "MeetingTable",
    "PlannedMeeting",
    "ProgrammeVersion",
    "Registration",
    "Room",
    "ScheduleKey",
    "Session",
    "SessionText",
    "Site",
    "Star",
    "TimeBand",
    "Track",
    "Unplanned",
    "Way",
]
