"""The nouns of a forum."""

from qiaomost.forum.models.editions import Edition, Room, Site, TimeBand, Track
from qiaomost.forum.models.mails import Mail
from qiaomost.forum.models.programme import Material, ProgrammeVersion, ScheduleKey, Star
from qiaomost.forum.models.registrations import Category, Registration
from qiaomost.forum.models.sessions import Appearance, Session, SessionText

__all__ = [
    "Appearance",
    "Category",
    "Edition",
    "Mail",
    "Material",
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
]
