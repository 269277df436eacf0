"""The nouns of a forum."""

from qiaomost.forum.models.check_in import Check, CheckIn, StationKeeper
from qiaomost.forum.models.contributions import (
    CallCriterion,
    CallQuestion,
    Contribution,
    ContributionAnswer,
    ContributionCall,
    ContributionText,
    CoSpeaker,
)
from qiaomost.forum.models.delegations import Delegate, Delegation, Stay
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
from qiaomost.forum.models.papers import Paper
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
from qiaomost.forum.models.registration_forms import (
    Answer,
    FormField,
    RegistrationInvitation,
    RegistrationTerms,
)
from qiaomost.forum.models.registrations import Category, Registration
from qiaomost.forum.models.reviews import (
    ConflictDeclaration,
    ReviewerSeat,
    ReviewNote,
    ReviewScore,
    ReviewSheet,
)
from qiaomost.forum.models.sessions import Appearance, Session, SessionText

__all__ = [
    "Answer",
    "Appearance",
    "BlockedTime",
    "CallCriterion",
    "CallQuestion",
    "Category",
    "Check",
    "CheckIn",
    "CoSpeaker",
    "ConflictDeclaration",
    "Contribution",
    "ContributionAnswer",
    "ContributionCall",
    "ContributionText",
    "Delegate",
    "Delegation",
    "Edition",
    "FixedMeeting",
    "FormField",
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
    "Paper",
    "PlannedMeeting",
    "ProgrammeVersion",
    "Registration",
    "RegistrationInvitation",
    "RegistrationTerms",
    "ReviewNote",
    "ReviewScore",
    "ReviewSheet",
    "ReviewerSeat",
    "Room",
    "ScheduleKey",
    "Session",
    "SessionText",
    "Site",
    "Star",
    "StationKeeper",
    "Stay",
    "TimeBand",
    "Track",
    "Unplanned",
    "Way",
]
