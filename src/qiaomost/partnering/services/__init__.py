"""Verbs of partnering. Each is one transaction that locks the case first."""

from qiaomost.partnering.services.advising import add_note, cover_leaves, hand_over, set_profile
from qiaomost.partnering.services.answering import (
    accept_interest,
    answer_interest_tentatively,
    decline_interest,
)
from qiaomost.partnering.services.carrying import (
    add_participant,
    close_cooperation,
    introduce,
    park_cooperation,
    reopen_cooperation,
    resume_cooperation,
)
from qiaomost.partnering.services.deadlines import remind_or_lapse_due
from qiaomost.partnering.services.expressing import (
    InterestDraft,
    edit_interest,
    start_interest,
    submit_interest,
    withdraw_interest,
)
from qiaomost.partnering.services.forwarding import (
    deliver_interest,
    forward_interest,
    screen_interest,
    send_back_interest,
)
from qiaomost.partnering.services.ndas import NdaDraft, issue_nda, open_room, sign_nda
from qiaomost.partnering.services.notifying import read_notices

__all__ = [
    "InterestDraft",
    "NdaDraft",
    "accept_interest",
    "add_note",
    "add_participant",
    "answer_interest_tentatively",
    "close_cooperation",
    "cover_leaves",
    "decline_interest",
    "deliver_interest",
    "edit_interest",
    "forward_interest",
    "hand_over",
    "introduce",
    "issue_nda",
    "open_room",
    "park_cooperation",
    "read_notices",
    "remind_or_lapse_due",
    "reopen_cooperation",
    "resume_cooperation",
    "screen_interest",
    "send_back_interest",
    "set_profile",
    "sign_nda",
    "start_interest",
    "submit_interest",
    "withdraw_interest",
]
