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
from qiaomost.partnering.services.evidence import Upload, open_evidence, sweep_evidence_files
from qiaomost.partnering.services.expressing import (
    Beginning,
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
from qiaomost.partnering.services.impact import Figures, answer_impact, decline_impact, follow_impact
from qiaomost.partnering.services.milestones import (
    accept_milestone,
    complete_cooperation,
    fail_milestone,
    name_end_user,
    plan_milestones,
    report_milestone,
    send_milestone_back,
)
from qiaomost.partnering.services.ndas import NdaDraft, issue_nda, open_room, sign_nda
from qiaomost.partnering.services.notifying import read_notices
from qiaomost.partnering.services.outcomes import (
    OutcomeDraft,
    claim_outcome,
    claim_outcome_again,
    confirm_outcome,
    dispute_outcome,
)

__all__ = [
    "Beginning",
    "Figures",
    "InterestDraft",
    "NdaDraft",
    "OutcomeDraft",
    "Upload",
    "accept_interest",
    "accept_milestone",
    "add_note",
    "add_participant",
    "answer_impact",
    "answer_interest_tentatively",
    "claim_outcome",
    "claim_outcome_again",
    "close_cooperation",
    "complete_cooperation",
    "confirm_outcome",
    "cover_leaves",
    "decline_impact",
    "decline_interest",
    "deliver_interest",
    "dispute_outcome",
    "edit_interest",
    "fail_milestone",
    "follow_impact",
    "forward_interest",
    "hand_over",
    "introduce",
    "issue_nda",
    "name_end_user",
    "open_evidence",
    "open_room",
    "park_cooperation",
    "plan_milestones",
    "read_notices",
    "remind_or_lapse_due",
    "reopen_cooperation",
    "report_milestone",
    "resume_cooperation",
    "screen_interest",
    "send_back_interest",
    "send_milestone_back",
    "set_profile",
    "sign_nda",
    "start_interest",
    "submit_interest",
    "sweep_evidence_files",
    "withdraw_interest",
]
