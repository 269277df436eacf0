"""What happens in a call for answers, as its people read it: the sentence, and who is told."""

from __future__ import annotations

import enum
from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from qiaomost.common.errors import Message
from qiaomost.partnering.states.answers import CallRole

OWNER, REVIEWER, ANSWERER = (frozenset({role}) for role in CallRole)


class CallTopic(enum.StrEnum):
    """Topics of the outbox; payloads have ``event_id``. Those of an answer are told of that answer's side alone."""

    CALL_OPENED = "partnering.call_opened"
    CALL_CHANGED = "partnering.call_changed"
    REVIEWER_SEATED = "partnering.reviewer_seated"
    CALL_CLOSED = "partnering.call_closed"
    CALL_NAMED = "partnering.call_named"
    NOTICE_GIVEN = "partnering.notice_given"
    CALL_WENT_BACK = "partnering.call_went_back"
    CALL_AWARDED = "partnering.call_awarded"
    CALL_ENDED = "partnering.call_ended"
    CALL_MOOT = "partnering.call_moot"
    OBJECTION_RAISED = "partnering.objection_raised"
    OBJECTION_DECIDED = "partnering.objection_decided"
    ANSWER_STARTED = "partnering.answer_started"
    TEAM_ASKED = "partnering.team_asked"
    TEAM_CONFIRMED = "partnering.team_confirmed"
    ANSWER_SUBMITTED = "partnering.answer_submitted"
    ANSWER_REVISED = "partnering.answer_revised"
    ANSWER_WITHDRAWN = "partnering.answer_withdrawn"
    ANSWER_ELIGIBLE = "partnering.answer_eligible"
    ANSWER_INELIGIBLE = "partnering.answer_ineligible"
    ANSWER_SCORED = "partnering.answer_scored"
    ANSWER_SHORTLISTED = "partnering.answer_shortlisted"
    ANSWER_SELECTED = "partnering.answer_selected"
    ANSWER_UNDER_NOTICE = "partnering.answer_under_notice"
    ANSWER_WENT_BACK = "partnering.answer_went_back"
    ANSWER_AWARDED = "partnering.answer_awarded"
    ANSWER_REJECTED = "partnering.answer_rejected"


T = CallTopic

CALL_VERB_TOPICS: Mapping[str, CallTopic] = {
    "close": T.CALL_CLOSED,
    "name": T.CALL_NAMED,
    "give_notice": T.NOTICE_GIVEN,
    "go_back": T.CALL_WENT_BACK,
    "award": T.CALL_AWARDED,
    "end": T.CALL_ENDED,
    "declare_moot": T.CALL_MOOT,
}
ANSWER_VERB_TOPICS: Mapping[str, CallTopic] = {
    "submit": T.ANSWER_SUBMITTED,
    "revise": T.ANSWER_REVISED,
    "withdraw": T.ANSWER_WITHDRAWN,
    "find_eligible": T.ANSWER_ELIGIBLE,
    "find_ineligible": T.ANSWER_INELIGIBLE,
    "score": T.ANSWER_SCORED,
    "shortlist": T.ANSWER_SHORTLISTED,
    "select": T.ANSWER_SELECTED,
    "give_notice": T.ANSWER_UNDER_NOTICE,
    "go_back": T.ANSWER_WENT_BACK,
    "award": T.ANSWER_AWARDED,
    "reject": T.ANSWER_REJECTED,
    "pass_over": T.ANSWER_REJECTED,
}
"""Verb of a transition → the topic that tells it."""

CALL_TELLINGS: Mapping[CallTopic, tuple[Message, frozenset[CallRole]]] = {
    T.CALL_OPENED: (_("The challenge is open for answers"), frozenset()),
    T.CALL_CHANGED: (_("The call for answers was changed"), frozenset()),
    T.REVIEWER_SEATED: (_("You are asked to review the answers to a challenge"), REVIEWER),
    T.CALL_CLOSED: (_("The deadline is over; the review without names begins"), OWNER | REVIEWER),
    T.CALL_NAMED: (_("The review goes on with names"), REVIEWER),
    T.NOTICE_GIVEN: (_("The selection is under public notice"), OWNER | REVIEWER),
    T.CALL_WENT_BACK: (_("An objection was upheld; the selection is open again"), OWNER | REVIEWER),
    T.CALL_AWARDED: (_("The challenge is awarded"), OWNER | REVIEWER),
    T.CALL_ENDED: (_("The call ended without an award"), OWNER | REVIEWER),
    T.CALL_MOOT: (_("The challenge was withdrawn by its owner"), REVIEWER),
    T.OBJECTION_RAISED: (_("An objection was raised against the selection"), OWNER),
    T.OBJECTION_DECIDED: (_("An objection was decided"), OWNER),
    T.ANSWER_STARTED: (_("Answer begun"), frozenset()),
    T.TEAM_ASKED: (_("Your organisation is named as a member of a team; please confirm its share"), ANSWERER),
    T.TEAM_CONFIRMED: (_("A member of the team confirmed its share"), ANSWERER),
    T.ANSWER_SUBMITTED: (_("Answer submitted"), ANSWERER),
    T.ANSWER_REVISED: (_("Answer taken back for revision"), ANSWERER),
    T.ANSWER_WITHDRAWN: (_("Answer withdrawn"), ANSWERER),
    T.ANSWER_ELIGIBLE: (_("The answer is eligible and goes to the reviewers"), ANSWERER),
    T.ANSWER_INELIGIBLE: (_("The answer is not eligible"), ANSWERER),
    T.ANSWER_SCORED: (_("The reviewers have scored an answer"), OWNER),
    T.ANSWER_SHORTLISTED: (_("The answer is on the shortlist"), ANSWERER),
    T.ANSWER_SELECTED: (_("The answer is selected"), ANSWERER),
    T.ANSWER_UNDER_NOTICE: (_("The answer is under public notice"), ANSWERER),
    T.ANSWER_WENT_BACK: (_("An objection was upheld; the answer is on the shortlist again"), ANSWERER),
    T.ANSWER_AWARDED: (_("The answer is awarded"), ANSWERER),
    T.ANSWER_REJECTED: (_("The answer was not chosen"), ANSWERER),
}
"""Topic → what is said and who is told. A test holds it together with ``CallTopic``."""
