"""Verbs of challenges with answers. Each is one transaction that locks the call first."""

from qiaomost.partnering.services.answers.answering import (
    confirm_share,
    draft_of,
    edit_answer,
    revise_answer,
    set_team,
    start_answer,
    submit_answer,
    withdraw_answer,
)
from qiaomost.partnering.services.answers.calling import change_call, criteria_of, open_call
from qiaomost.partnering.services.answers.concluding import (
    award_call,
    cancel_call,
    close_call,
    close_due_calls,
    end_call,
    give_notice,
    show_names,
)
from qiaomost.partnering.services.answers.filing import (
    attach_answer_file,
    remove_answer_file,
    sweep_answer_files,
)
from qiaomost.partnering.services.answers.judging import (
    find_eligible,
    find_ineligible,
    reject_answer,
    select_answer,
    shortlist_answer,
)
from qiaomost.partnering.services.answers.objecting import decide_objection, raise_objection
from qiaomost.partnering.services.answers.reviewing import (
    ScoreDraft,
    assess_answer,
    declare_interest,
    note_on_answer,
    seat_reviewer,
    unseat_reviewer,
)

__all__ = [
    "ScoreDraft",
    "assess_answer",
    "attach_answer_file",
    "award_call",
    "cancel_call",
    "change_call",
    "close_call",
    "close_due_calls",
    "confirm_share",
    "criteria_of",
    "decide_objection",
    "declare_interest",
    "draft_of",
    "edit_answer",
    "end_call",
    "find_eligible",
    "find_ineligible",
    "give_notice",
    "note_on_answer",
    "open_call",
    "raise_objection",
    "reject_answer",
    "remove_answer_file",
    "revise_answer",
    "seat_reviewer",
    "select_answer",
    "set_team",
    "shortlist_answer",
    "show_names",
    "start_answer",
    "submit_answer",
    "sweep_answer_files",
    "unseat_reviewer",
    "withdraw_answer",
]
