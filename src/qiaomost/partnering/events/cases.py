"""What happens in a case, as its people read it: the sentence, and who is told."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from qiaomost.common.errors import Message
from qiaomost.partnering.states import ADVISERS, SIDES, CaseRole

EVERYBODY = ADVISERS | SIDES
R = CaseRole


class Topic(enum.StrEnum):
    """Topics of the outbox; payloads have ``event_id``."""

    INTEREST_STARTED = "partnering.interest_started"
    INTEREST_SUBMITTED = "partnering.interest_submitted"
    INTEREST_SENT_BACK = "partnering.interest_sent_back"
    INTEREST_SCREENED = "partnering.interest_screened"
    INTEREST_FORWARDED = "partnering.interest_forwarded"
    INTEREST_DELIVERED = "partnering.interest_delivered"
    INTEREST_ANSWERED_TENTATIVELY = "partnering.interest_answered_tentatively"
    INTEREST_ACCEPTED = "partnering.interest_accepted"
    INTEREST_DECLINED = "partnering.interest_declined"
    INTEREST_WITHDRAWN = "partnering.interest_withdrawn"
    INTEREST_LAPSED = "partnering.interest_lapsed"
    INTRODUCTION_CONFIRMED = "partnering.introduction_confirmed"
    PARTIES_INTRODUCED = "partnering.parties_introduced"
    NDA_OPENED = "partnering.nda_opened"
    NDA_SIGNED = "partnering.nda_signed"
    ROOM_HELD_BACK = "partnering.room_held_back"
    ROOM_OPENED = "partnering.room_opened"
    COOPERATION_PARKED = "partnering.cooperation_parked"
    COOPERATION_RESUMED = "partnering.cooperation_resumed"
    COOPERATION_CLOSED = "partnering.cooperation_closed"
    COOPERATION_REOPENED = "partnering.cooperation_reopened"
    AGREEMENT_DRAFTED = "partnering.agreement_drafted"
    AGREEMENT_REVISED = "partnering.agreement_revised"
    AGREEMENT_SUBMITTED_FOR_REVIEW = "partnering.agreement_submitted_for_review"
    AGREEMENT_REVIEWED = "partnering.agreement_reviewed"
    AGREEMENT_TRANSLATION_APPROVED = "partnering.agreement_translation_approved"
    AGREEMENT_APPROVALS_REQUESTED = "partnering.agreement_approvals_requested"
    AGREEMENT_DECIDED = "partnering.agreement_decided"
    AGREEMENT_APPROVED = "partnering.agreement_approved"
    AGREEMENT_REFUSED = "partnering.agreement_refused"
    AGREEMENT_SENT_BACK = "partnering.agreement_sent_back"
    AGREEMENT_SIGNED_BY_A_SIDE = "partnering.agreement_signed_by_a_side"
    AGREEMENT_CONCLUDED = "partnering.agreement_concluded"
    AGREEMENT_REGISTERED = "partnering.agreement_registered"
    AGREEMENT_LEFT_UNREGISTERED = "partnering.agreement_left_unregistered"
    AGREEMENT_ENTERED_INTO_FORCE = "partnering.agreement_entered_into_force"
    AGREEMENT_SUSPENDED = "partnering.agreement_suspended"
    AGREEMENT_RESUMED = "partnering.agreement_resumed"
    AGREEMENT_AMENDED = "partnering.agreement_amended"
    AGREEMENT_EXPIRING = "partnering.agreement_expiring"
    AGREEMENT_EXPIRED = "partnering.agreement_expired"
    AGREEMENT_TERMINATED = "partnering.agreement_terminated"
    AGREEMENT_COMPLETED = "partnering.agreement_completed"
    AGREEMENT_SHOWN = "partnering.agreement_shown"
    AGREEMENT_SIGNED = "partnering.agreement_signed"
    COOPERATION_STARTED = "partnering.cooperation_started"
    COOPERATION_COMPLETED = "partnering.cooperation_completed"
    OUTCOME_CLAIMED = "partnering.outcome_claimed"
    OUTCOME_DISPUTED = "partnering.outcome_disputed"
    OUTCOME_CONFIRMED = "partnering.outcome_confirmed"
    MILESTONES_PLANNED = "partnering.milestones_planned"
    END_USER_NAMED = "partnering.end_user_named"
    MILESTONE_REPORTED = "partnering.milestone_reported"
    MILESTONE_ACCEPTED = "partnering.milestone_accepted"
    MILESTONE_SENT_BACK = "partnering.milestone_sent_back"
    MILESTONE_FAILED = "partnering.milestone_failed"
    MILESTONE_LATE = "partnering.milestone_late"
    IMPACT_ASKED = "partnering.impact_asked"
    IMPACT_REMINDED = "partnering.impact_reminded"
    IMPACT_ANSWERED = "partnering.impact_answered"
    IMPACT_DECLINED = "partnering.impact_declined"
    IMPACT_LAPSED = "partnering.impact_lapsed"
    TURN_REMINDED = "partnering.turn_reminded"
    CASE_HANDED_OVER = "partnering.case_handed_over"
    PARTICIPANT_ADDED = "partnering.participant_added"
    DECLARATION_ASKED = "partnering.declaration_asked"
    DECLARATION_MADE = "partnering.declaration_made"
    FILE_ADDED = "partnering.file_added"
    DECISION_RECORDED = "partnering.decision_recorded"
    DECISION_CONFIRMED = "partnering.decision_confirmed"
    TASK_GIVEN = "partnering.task_given"
    TASK_DONE = "partnering.task_done"
    TASK_CANCELLED = "partnering.task_cancelled"
    APPOINTMENT_MADE = "partnering.appointment_made"
    APPOINTMENT_MOVED = "partnering.appointment_moved"
    APPOINTMENT_CANCELLED = "partnering.appointment_cancelled"


VERB_TOPICS: Mapping[str, Topic] = {
    "submit": Topic.INTEREST_SUBMITTED,
    "send_back": Topic.INTEREST_SENT_BACK,
    "screen": Topic.INTEREST_SCREENED,
    "forward": Topic.INTEREST_FORWARDED,
    "deliver": Topic.INTEREST_DELIVERED,
    "answer_tentatively": Topic.INTEREST_ANSWERED_TENTATIVELY,
    "accept": Topic.INTEREST_ACCEPTED,
    "decline": Topic.INTEREST_DECLINED,
    "withdraw": Topic.INTEREST_WITHDRAWN,
    "lapse": Topic.INTEREST_LAPSED,
    "open_nda": Topic.NDA_OPENED,
    "open_room": Topic.ROOM_OPENED,
    "park": Topic.COOPERATION_PARKED,
    "resume": Topic.COOPERATION_RESUMED,
    "close": Topic.COOPERATION_CLOSED,
    "reopen": Topic.COOPERATION_REOPENED,
    "agree": Topic.AGREEMENT_SIGNED,
    "start": Topic.COOPERATION_STARTED,
    "complete": Topic.COOPERATION_COMPLETED,
    "claim_outcome": Topic.OUTCOME_CLAIMED,
    "dispute_outcome": Topic.OUTCOME_DISPUTED,
    "confirm_outcome": Topic.OUTCOME_CONFIRMED,
}
"""Verb of a transition → the topic that tells it."""


@dataclass(frozen=True, slots=True)
class Telling:
    """The sentence of an event, and the roles that get a notice of it (never whoever did it)."""

    said: Message
    told: frozenset[CaseRole] = frozenset()


TELLINGS: Mapping[Topic, Telling] = {
    Topic.INTEREST_STARTED: Telling(_("Expression of interest begun")),
    Topic.INTEREST_SUBMITTED: Telling(_("Expression of interest submitted"), frozenset({R.SENDER_ADVISER})),
    Topic.INTEREST_SENT_BACK: Telling(_("Sent back for completion"), frozenset({R.SENDER})),
    Topic.INTEREST_SCREENED: Telling(_("Screened by the interested side’s adviser")),
    Topic.INTEREST_FORWARDED: Telling(
        _("Forwarded to the owner’s adviser"), frozenset({R.SENDER, R.OWNER_ADVISER})
    ),
    Topic.INTEREST_DELIVERED: Telling(
        _("Delivered to the owner"), frozenset({R.SENDER, R.SENDER_ADVISER, R.OWNER})
    ),
    Topic.INTEREST_ANSWERED_TENTATIVELY: Telling(_("Answered tentatively"), EVERYBODY),
    Topic.INTEREST_ACCEPTED: Telling(_("Interest accepted"), EVERYBODY),
    Topic.INTEREST_DECLINED: Telling(_("Interest declined"), EVERYBODY),
    Topic.INTEREST_WITHDRAWN: Telling(_("Interest withdrawn"), EVERYBODY),
    Topic.INTEREST_LAPSED: Telling(_("Lapsed without an answer"), EVERYBODY),
    Topic.INTRODUCTION_CONFIRMED: Telling(_("An adviser confirmed the introduction"), ADVISERS),
    Topic.PARTIES_INTRODUCED: Telling(_("The parties are introduced to each other"), EVERYBODY),
    Topic.NDA_OPENED: Telling(_("NDA ready for signature"), EVERYBODY),
    Topic.NDA_SIGNED: Telling(_("NDA signed by one side"), EVERYBODY),
    Topic.ROOM_HELD_BACK: Telling(_("Both sides signed; the room waits for a document"), ADVISERS),
    Topic.ROOM_OPENED: Telling(_("The room is open"), EVERYBODY),
    Topic.COOPERATION_PARKED: Telling(_("Parked until a date"), EVERYBODY),
    Topic.COOPERATION_RESUMED: Telling(_("Negotiation resumed"), EVERYBODY),
    Topic.COOPERATION_CLOSED: Telling(_("Closed without agreement"), EVERYBODY),
    Topic.COOPERATION_REOPENED: Telling(_("Case reopened"), EVERYBODY),
    Topic.AGREEMENT_DRAFTED: Telling(_("An agreement is being drafted"), EVERYBODY),
    Topic.AGREEMENT_REVISED: Telling(_("The terms of an agreement were changed"), EVERYBODY),
    Topic.AGREEMENT_SUBMITTED_FOR_REVIEW: Telling(
        _("An agreement is before the lawyers of both sides"), EVERYBODY
    ),
    Topic.AGREEMENT_REVIEWED: Telling(_("A side’s lawyer has reviewed an agreement"), EVERYBODY),
    Topic.AGREEMENT_TRANSLATION_APPROVED: Telling(
        _("The translation of an agreement is approved"), EVERYBODY
    ),
    Topic.AGREEMENT_APPROVALS_REQUESTED: Telling(_("An agreement is before export control"), EVERYBODY),
    Topic.AGREEMENT_DECIDED: Telling(_("A side’s export control approved an agreement"), EVERYBODY),
    Topic.AGREEMENT_APPROVED: Telling(_("An agreement is ready for signature"), EVERYBODY),
    Topic.AGREEMENT_REFUSED: Telling(_("Export control refused an agreement"), EVERYBODY),
    Topic.AGREEMENT_SENT_BACK: Telling(_("An agreement went back to drafting"), EVERYBODY),
    Topic.AGREEMENT_SIGNED_BY_A_SIDE: Telling(_("One side signed an agreement"), EVERYBODY),
    Topic.AGREEMENT_CONCLUDED: Telling(_("A document signed by both sides"), EVERYBODY),
    Topic.AGREEMENT_REGISTERED: Telling(_("An agreement is registered"), EVERYBODY),
    Topic.AGREEMENT_LEFT_UNREGISTERED: Telling(_("An agreement is not registered"), EVERYBODY),
    Topic.AGREEMENT_ENTERED_INTO_FORCE: Telling(_("An agreement entered into force"), EVERYBODY),
    Topic.AGREEMENT_SUSPENDED: Telling(_("An agreement is suspended"), EVERYBODY),
    Topic.AGREEMENT_RESUMED: Telling(_("A suspended agreement is resumed"), EVERYBODY),
    Topic.AGREEMENT_AMENDED: Telling(_("An amended agreement took the place of another"), EVERYBODY),
    Topic.AGREEMENT_EXPIRING: Telling(_("An agreement ends soon"), EVERYBODY),
    Topic.AGREEMENT_EXPIRED: Telling(_("An agreement has expired"), EVERYBODY),
    Topic.AGREEMENT_TERMINATED: Telling(_("An agreement was terminated"), EVERYBODY),
    Topic.AGREEMENT_COMPLETED: Telling(_("An agreement is performed in full"), EVERYBODY),
    Topic.AGREEMENT_SHOWN: Telling(_("A side decided whether the register shows an agreement")),
    Topic.AGREEMENT_SIGNED: Telling(_("Agreement signed by both sides"), EVERYBODY),
    Topic.COOPERATION_STARTED: Telling(_("Agreement in force, work begins"), EVERYBODY),
    Topic.COOPERATION_COMPLETED: Telling(_("Work completed"), EVERYBODY),
    Topic.OUTCOME_CLAIMED: Telling(_("Outcome claimed"), EVERYBODY),
    Topic.OUTCOME_DISPUTED: Telling(_("Outcome disputed"), EVERYBODY),
    Topic.OUTCOME_CONFIRMED: Telling(_("Outcome confirmed by both sides"), EVERYBODY),
    Topic.MILESTONES_PLANNED: Telling(_("The milestones of the agreement are on record")),
    Topic.END_USER_NAMED: Telling(_("The end user who accepts milestones is named"), EVERYBODY),
    Topic.MILESTONE_REPORTED: Telling(_("A milestone is reported"), EVERYBODY),
    Topic.MILESTONE_ACCEPTED: Telling(_("A milestone is accepted"), EVERYBODY),
    Topic.MILESTONE_SENT_BACK: Telling(_("A milestone is to be reworked"), EVERYBODY),
    Topic.MILESTONE_FAILED: Telling(_("A milestone failed"), EVERYBODY),
    Topic.MILESTONE_LATE: Telling(_("A milestone is late"), EVERYBODY),
    Topic.IMPACT_ASKED: Telling(_("What has come of the outcome? An answer is asked for"), SIDES),
    Topic.IMPACT_REMINDED: Telling(_("Reminder: figures on the impact are due"), SIDES),
    Topic.IMPACT_ANSWERED: Telling(_("A side answered what has come of the outcome"), EVERYBODY),
    Topic.IMPACT_DECLINED: Telling(_("A side declined to answer on the impact"), ADVISERS),
    Topic.IMPACT_LAPSED: Telling(_("A side did not answer on the impact"), ADVISERS),
    Topic.TURN_REMINDED: Telling(_("Reminder: an answer is due"), EVERYBODY),
    Topic.CASE_HANDED_OVER: Telling(_("Handed over to another adviser"), ADVISERS),
    Topic.PARTICIPANT_ADDED: Telling(_("A participant joined"), EVERYBODY),
    Topic.DECLARATION_ASKED: Telling(_("A compliance officer is asked to declare what a side hands over")),
    Topic.DECLARATION_MADE: Telling(_("A compliance officer declared what a side hands over"), EVERYBODY),
    Topic.FILE_ADDED: Telling(_("A file was added in the room"), EVERYBODY),
    Topic.DECISION_RECORDED: Telling(_("A decision was recorded"), EVERYBODY),
    Topic.DECISION_CONFIRMED: Telling(_("A decision was confirmed by the other side"), EVERYBODY),
    Topic.TASK_GIVEN: Telling(_("A task was given"), EVERYBODY),
    Topic.TASK_DONE: Telling(_("A task is done"), EVERYBODY),
    Topic.TASK_CANCELLED: Telling(_("A task was taken back"), EVERYBODY),
    Topic.APPOINTMENT_MADE: Telling(_("An appointment was made"), EVERYBODY),
    Topic.APPOINTMENT_MOVED: Telling(_("An appointment was changed"), EVERYBODY),
    Topic.APPOINTMENT_CANCELLED: Telling(_("An appointment was called off"), EVERYBODY),
}
"""Topic → what is said and who is told. A test holds it together with ``Topic``."""

ROOM_TOPICS = frozenset(
    {
        Topic.DECLARATION_ASKED,
        Topic.DECLARATION_MADE,
        Topic.FILE_ADDED,
        Topic.DECISION_RECORDED,
        Topic.DECISION_CONFIRMED,
        Topic.TASK_GIVEN,
        Topic.TASK_DONE,
        Topic.TASK_CANCELLED,
        Topic.APPOINTMENT_MADE,
        Topic.APPOINTMENT_MOVED,
        Topic.APPOINTMENT_CANCELLED,
    }
)
"""What happens inside of a room: only those who may enter it read of it."""

ASKING = frozenset(
    {
        Topic.TURN_REMINDED,
        Topic.NDA_OPENED,
        Topic.AGREEMENT_SUBMITTED_FOR_REVIEW,
        Topic.AGREEMENT_APPROVALS_REQUESTED,
        Topic.AGREEMENT_APPROVED,
        Topic.AGREEMENT_EXPIRING,
        Topic.MILESTONE_REPORTED,
        Topic.MILESTONE_SENT_BACK,
        Topic.MILESTONE_LATE,
        Topic.OUTCOME_CLAIMED,
        Topic.IMPACT_ASKED,
        Topic.IMPACT_REMINDED,
        Topic.CASE_HANDED_OVER,
        Topic.DECLARATION_ASKED,
        Topic.TASK_GIVEN,
        Topic.APPOINTMENT_MADE,
        Topic.APPOINTMENT_MOVED,
        Topic.APPOINTMENT_CANCELLED,
    }
)
"""What asks somebody for something by a day; the mail of it is no mere news."""
