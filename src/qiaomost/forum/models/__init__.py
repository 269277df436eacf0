"""The nouns of a forum."""

from qiaomost.forum.models.badges import BadgePrint, ReplacedBadge
from qiaomost.forum.models.checkins import CheckType, Scan, Station
from qiaomost.forum.models.contributions import (
    CallCriterion,
    CallQuestion,
    Contribution,
    ContributionAnswer,
    ContributionCall,
    ContributionText,
    CoSpeaker,
)
from qiaomost.forum.models.delegations import Delegation, DelegationMember
from qiaomost.forum.models.disturbances import Disturbance
from qiaomost.forum.models.editions import Edition, Room, Site, TimeBand, Track
from qiaomost.forum.models.exports import EditionExport
from qiaomost.forum.models.feedback import FeedbackGiven, FeedbackSheet, FeedbackTerms
from qiaomost.forum.models.issued import IssuedDocument, Issuer
from qiaomost.forum.models.mails import Mail
from qiaomost.forum.models.meetings import (
    BlockedTime,
    MeetingProfile,
    MeetingRequest,
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
from qiaomost.forum.models.registration_forms import (
    Answer,
    FormField,
    RegistrationInvitation,
    RegistrationTerms,
)
from qiaomost.forum.models.registrations import Category, Registration
from qiaomost.forum.models.results import MeetingResult, MeetingStatement
from qiaomost.forum.models.reviews import (
    ConflictDeclaration,
    ReviewerSeat,
    ReviewNote,
    ReviewScore,
    ReviewSheet,
)
from qiaomost.forum.models.sessions import Appearance, Session, SessionText
from qiaomost.forum.models.signings import Signing
from qiaomost.forum.models.stays import Stay
from qiaomost.forum.models.timetables import TimetableProposal

__all__ = [
    "Answer",
    "Appearance",
    "BadgePrint",
    "BlockedTime",
    "CallCriterion",
    "CallQuestion",
    "Category",
    "CheckType",
    "CoSpeaker",
    "ConflictDeclaration",
    "Contribution",
    "ContributionAnswer",
    "ContributionCall",
    "ContributionText",
    "Delegation",
    "DelegationMember",
    "Disturbance",
    "Edition",
    "EditionExport",
    "FeedbackGiven",
    "FeedbackSheet",
    "FeedbackTerms",
    "FixedMeeting",
    "FormField",
    "InterpreterHours",
    "IssuedDocument",
    "Issuer",
    "Mail",
    "Material",
    "MeetingInterpreter",
    "MeetingPlan",
    "MeetingProfile",
    "MeetingRequest",
    "MeetingResult",
    "MeetingRules",
    "MeetingSlot",
    "MeetingStatement",
    "MeetingTable",
    "PlannedMeeting",
    "ProgrammeVersion",
    "Registration",
    "RegistrationInvitation",
    "RegistrationTerms",
    "ReplacedBadge",
    "ReviewNote",
    "ReviewScore",
    "ReviewSheet",
    "ReviewerSeat",
    "Room",
    "Scan",
    "ScheduleKey",
    "Session",
    "SessionText",
    "Signing",
    "Site",
    "Star",
    "Station",
    "Stay",
    "TimeBand",
    "TimetableProposal",
    "Track",
    "Unplanned",
    "Way",
]
