"""What this app holds about an account: its part in cases."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qiaomost.accounts.models import User
from qiaomost.common.errors import Message
from qiaomost.common.personal_data import Held, Holder, Kept, Traces
from qiaomost.partnering.models import (
    AdviserNote,
    AdviserProfile,
    Agreement,
    AgreementApproval,
    AgreementReview,
    AgreementSignature,
    AgreementVersion,
    Answer,
    Appointment,
    CalendarKey,
    Call,
    CallEvent,
    CallNotice,
    Case,
    CaseEvent,
    Decision,
    FileVersion,
    HandOver,
    ImpactRequest,
    MessageTranslation,
    Milestone,
    MilestoneReport,
    Nda,
    NdaSignature,
    Notice,
    Objection,
    Outcome,
    OutcomeTranslation,
    Participant,
    ReadMark,
    Reviewer,
    RoomDigest,
    RoomMessage,
    Task,
    TeamMember,
    Thread,
)
from qiaomost.partnering.models.cases import ParticipantRole

OF_A_CASE = ("id", "stage", "opened_at", "closed_at")


def obstacle(account: User) -> Message | None:
    """Cases that would be left without an adviser, or without whoever leads a side."""
    open_cases = Case.objects.filter(closed_at=None)
    if open_cases.filter(Q(sender_adviser=account) | Q(owner_adviser=account)).exists():
        return _("You are the adviser of open cases. Hand them over first.")
    leads = Participant.objects.filter(user=account, role=ParticipantRole.LEAD, case__closed_at=None)
    if leads.exists():
        return _("You lead your side in open cases. Close them, or let somebody else lead first.")
    return None


def erase(account: User, _now: datetime) -> Traces:
    """Delete what is the person's alone; the history of a case is the other party's, too."""
    for model in (Notice, CallNotice, AdviserProfile, ReadMark, CalendarKey, RoomDigest):
        model.objects.filter(user=account).delete()
    return Traces(
        erased=(_("Notices, read marks, calendar keys, and the profile as an adviser"),),
        kept=(
            Kept(
                _(
                    "The history of cases: steps, messages, files, decisions, tasks, outcomes, notes of advisers"
                ),
                _("Both parties rely on it. It shows the account’s number alone."),
            ),
            Kept(
                _("Answers to challenges, their reviews, and objections to an award"),
                _("An award must stay open to examination. They show the account’s number alone."),
            ),
            Kept(
                _("Signatures under agreements, with name and position; reviews and approvals of them"),
                _("They are part of a contract between the parties."),
            ),
        ),
    )


HOLDER = Holder(
    held=(
        Held(Participant, "user", ("case_id", "side", "role", "since")),
        Held(Case, "sender_adviser", OF_A_CASE),
        Held(Case, "owner_adviser", OF_A_CASE),
        Held(CaseEvent, "actor", ("case_id", "at", "topic", "side")),
        Held(AdviserNote, "author", ("case_id", "at", "text")),
        Held(AdviserProfile, "user", ("capacity", "leave_from", "leave_until")),
        Held(HandOver, "before", ("case_id", "side", "at")),
        Held(HandOver, "after", ("case_id", "side", "at")),
        Held(Nda, "issued_by", ("case_id", "version", "issued_at")),
        Held(NdaSignature, "user", ("nda_id", "side", "name", "position", "at")),
        Held(Notice, "user", ("event_id", "read_at", "mailed_at")),
        Held(Agreement, "created_by", ("id", "case_id", "kind", "created_at")),
        Held(AgreementVersion, "author", ("agreement_id", "number", "at")),
        Held(AgreementVersion, "declared_by", ("agreement_id", "number", "declared_at")),
        Held(AgreementReview, "user", ("agreement_id", "side", "at", "is_approved", "words")),
        Held(AgreementApproval, "user", ("agreement_id", "side", "at", "is_granted", "reference", "words")),
        Held(
            AgreementSignature,
            "user",
            ("agreement_id", "side", "at", "name", "position", "signed_on", "place"),
        ),
        Held(Thread, "opened_by", ("id", "case_id", "title", "opened_at")),
        Held(
            RoomMessage,
            "author",
            ("thread_id", "language", "text", "written_at", "edited_at", "withdrawn_at"),
        ),
        Held(MessageTranslation, "written_by", ("message_id", "language", "text", "origin", "written_at")),
        Held(
            OutcomeTranslation, "written_by", ("outcome_id", "language", "title", "description", "written_at")
        ),
        Held(OutcomeTranslation, "approved_by", ("outcome_id", "language", "approved_at")),
        Held(MessageTranslation, "approved_by", ("message_id", "language", "approved_at")),
        Held(ReadMark, "user", ("thread_id", "up_to", "at")),
        Held(FileVersion, "added_by", ("file_id", "number", "name", "size", "sha256", "added_at")),
        Held(Decision, "written_by", ("case_id", "language", "text", "written_at")),
        Held(Decision, "confirmed_by", ("id", "case_id", "confirmed_at")),
        Held(Task, "made_by", ("case_id", "title", "made_at")),
        Held(Task, "assignee", ("case_id", "title", "due_on", "done_at")),
        Held(Appointment, "made_by", ("case_id", "title", "starts_at", "made_at")),
        Held(Milestone, "decided_by", ("case_id", "number", "decided_at", "decision")),
        Held(MilestoneReport, "by", ("milestone_id", "language", "text", "at")),
        Held(Outcome, "claimed_by", ("case_id", "kind", "language", "title", "description", "claimed_at")),
        Held(Outcome, "answered_by", ("id", "case_id", "answer", "answered_at")),
        Held(ImpactRequest, "answered_by", ("id", "case_id", "months", "answered_at")),
        Held(CalendarKey, "user", ("made_at",)),
        Held(RoomDigest, "user", ("day",)),
        Held(Call, "opened_by", ("id", "record_id", "state", "opened_at")),
        Held(CallEvent, "actor", ("call_id", "answer_id", "at", "topic")),
        Held(CallEvent, "addressee", ("call_id", "at", "topic")),
        Held(CallNotice, "user", ("event_id", "mailed_at")),
        Held(Answer, "author", ("id", "call_id", "state", "language", "title", "submitted_at")),
        Held(TeamMember, "confirmed_by", ("answer_id", "share", "confirmed_at")),
        Held(Reviewer, "user", ("call_id", "seated_at")),
        Held(Objection, "author", ("call_id", "at", "text", "state", "reason")),
        Held(Objection, "decided_by", ("call_id", "decided_at", "state", "reason")),
    ),
    erase=erase,
    obstacle=obstacle,
)
