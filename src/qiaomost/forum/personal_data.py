"""What this app holds about an account: its places in editions, appearances, schedule, mails, and journey."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qiaomost.accounts.models import User
from qiaomost.common.personal_data import Held, Holder, Kept, Traces
from qiaomost.forum.models import (
    Answer,
    Appearance,
    BadgePrint,
    ConflictDeclaration,
    Contribution,
    ContributionText,
    CoSpeaker,
    Delegation,
    DelegationMember,
    Disturbance,
    EditionExport,
    FeedbackGiven,
    IssuedDocument,
    Mail,
    MeetingInterpreter,
    MeetingPlan,
    MeetingProfile,
    MeetingRequest,
    MeetingResult,
    MeetingStatement,
    ProgrammeVersion,
    Registration,
    RegistrationInvitation,
    ReviewerSeat,
    ReviewNote,
    ReviewSheet,
    Scan,
    ScheduleKey,
    Signing,
    Star,
    Station,
    Stay,
    TimetableProposal,
)
from qiaomost.forum.states.contributions import ContributionState
from qiaomost.network.models import Person
from qiaomost.network.personal_data import NAMELESS


def erase(account: User, _now: datetime) -> Traces:
    """Delete what says who somebody is; who took part stays as a number in the statistics, without a name."""
    Mail.objects.filter(user=account).delete()
    _erase_meetings(account)
    for model in (Star, ScheduleKey):
        model.objects.filter(user=account).delete()
    ProgrammeVersion.objects.filter(released_by=account).update(released_by=None)
    _take_out_of_programmes(set(Person.objects.filter(user=account).values_list("pk", flat=True)))
    _erase_registrations(account)
    Contribution.objects.filter(author=account, state=ContributionState.DRAFT, number=None).delete()
    return Traces(
        erased=(
            _("Mails of forums"),
            _("Schedules of forums, and the addresses of their calendars"),
            _("What one sought and offered in 1:1 meetings"),
            _("Notes and ratings of 1:1 meetings"),
            _("Answers, journeys, passports and papers of forums"),
            _("Drafts of contributions"),
        ),
        kept=(
            Kept(
                _("That somebody took part in a forum or spoke there"),
                _("Programme and statistics of a forum stay; they show no name any more."),
            ),
            Kept(
                _("Numbers of letters of invitation and certificates of forums"),
                _(
                    "Whether a paper was issued or revoked must stay open to a check. They show no name any more."
                ),
            ),
            Kept(
                _("Submitted contributions to a forum, their reviews, and the reviews that one wrote"),
                _("How a programme was chosen must stay open to examination. They show no name any more."),
            ),
        ),
    )


def _leave_delegations(account: User, own: Q) -> None:
    """A number stays in the delegation, without address; whoever looked after one is not its contact any more."""
    DelegationMember.objects.filter(own | Q(address=account.email.lower())).update(address="")
    kept = Q(contact=account) | Q(contact_address=account.email.lower())
    Delegation.objects.filter(kept).update(contact=None, contact_address="")


def _erase_registrations(account: User) -> None:
    """The places stay, for the counts; who had them, and what was written for them, does not."""
    own = Q(registration__user=account) | Q(registration__person__user=account)
    Answer.objects.filter(own).delete()
    BadgePrint.objects.filter(own).delete()
    Station.objects.filter(made_by=account).update(made_by=None)
    Stay.objects.filter(own).delete()
    RegistrationInvitation.objects.filter(own | Q(address=account.email.lower())).delete()
    RegistrationInvitation.objects.filter(invited_by=account).update(invited_by=None)
    Signing.objects.filter(offered_by=account).update(offered_by=None)
    EditionExport.objects.filter(
        Q(ordered_by=account)
        | Q(edition__registrations__user=account)
        | Q(edition__registrations__person__user=account)
    ).delete()
    _leave_delegations(account, own)
    IssuedDocument.objects.filter(own).update(content={})
    IssuedDocument.objects.filter(own).exclude(reason="").update(reason="—")
    IssuedDocument.objects.filter(issued_by=account).update(issued_by=None)
    Registration.objects.filter(Q(user=account) | Q(person__user=account)).update(
        user=None, organisation_name="", position_words="", reason=""
    )


def _erase_meetings(account: User) -> None:
    """That two met stays with the other side; what this one wrote does not."""
    mine = MeetingProfile.objects.filter(registration__user=account)
    MeetingRequest.objects.filter(asker__in=mine).update(reason="—")
    MeetingRequest.objects.filter(asked__in=mine).exclude(answer="").update(answer="—")
    MeetingStatement.objects.filter(profile__in=mine).update(note="", rating=None)
    Disturbance.objects.filter(profile__in=mine).delete()
    MeetingProfile.records.through.objects.filter(meetingprofile__in=mine).delete()
    mine.update(is_listed=False, words="", calendar_digest=None)


def _take_out_of_programmes(persons: set[UUID]) -> None:
    """A released version keeps that somebody appeared, but no name."""
    nameless = {code: " ".join(words) for code, words in NAMELESS.items()}
    for version in ProgrammeVersion.objects.iterator(chunk_size=10) if persons else ():
        everybody = [one for item in version.content["sessions"] for one in item["people"]]
        own = [one for one in everybody if UUID(one["id"]) in persons]
        for one in own:
            one["names"], one["organisation"] = nameless, {}
        if own:
            version.revision += 1
            version.save(update_fields=["content", "revision"])


HOLDER = Holder(
    held=(
        Held(
            Registration,
            "user",
            (
                *("id", "edition_id", "state", "language", "speaks", "made_at", "organisation_name"),
                *("position_words", "category__code", "reason"),
            ),
        ),
        Held(Registration, "person__user", ("id", "edition_id", "state")),
        Held(Answer, "registration__user", ("registration_id", "field__code", "value")),
        Held(
            Stay,
            "registration__user",
            (
                *("site_id", "arrives_by", "arrives_at", "arrival_place"),
                *("departs_by", "departs_at", "departure_place"),
                *("hotel", "dietary", "dietary_words", "interpreter_wish"),
                *("passport_name", "passport_number", "sex", "nationality", "born_on", "passport_expires_on"),
            ),
        ),
        Held(DelegationMember, "registration__user", ("delegation_id", "position", "is_head", "address")),
        Held(
            IssuedDocument,
            "registration__user",
            ("number", "kind", "code", "content", "issued_at", "revoked_at", "reason"),
        ),
        Held(IssuedDocument, "issued_by", ("number", "kind", "issued_at")),
        Held(FeedbackGiven, "registration__user", ("registration_id",)),
        Held(Delegation, "contact", ("id", "edition_id", "names", "contact_address")),
        Held(RegistrationInvitation, "invited_by", ("edition_id", "address", "sent_at")),
        Held(Appearance, "person__user", ("session_id", "role")),
        Held(
            Scan,
            "registration__user",
            ("check_type_id", "direction", "way", "scanned_at", "received_at", "result", "refusal"),
        ),
        Held(Station, "made_by", ("edition_id", "name", "made_at")),
        Held(Star, "user", ("session_id", "starred_at")),
        Held(ScheduleKey, "user", ("edition_id", "made_at")),
        Held(ProgrammeVersion, "released_by", ("edition_id", "number", "released_at")),
        Held(MeetingProfile, "registration__user", ("id", "is_listed", "words", "language", "daily_limit")),
        Held(MeetingRequest, "asker__registration__user", ("id", "state", "reason", "made_at")),
        Held(MeetingRequest, "asked__registration__user", ("id", "state", "answer", "answered_at")),
        Held(
            MeetingStatement,
            "profile__registration__user",
            ("result__request_id", "said", "said_at", "note", "rating"),
        ),
        Held(MeetingResult, "decided_by", ("request_id", "state", "decision", "decided_at")),
        Held(Disturbance, "profile__registration__user", ("edition_id", "kind", "starts_at", "ends_at")),
        Held(Disturbance, "noted_by", ("edition_id", "kind", "noted_at")),
        Held(MeetingInterpreter, "person__user", ("id", "edition_id", "pairs")),
        Held(Signing, "offered_by", ("edition_id", "agreement_id", "offered_at")),
        Held(EditionExport, "ordered_by", ("edition_id", "format", "ordered_at")),
        Held(MeetingPlan, "made_by", ("edition_id", "number", "state", "made_at")),
        Held(TimetableProposal, "made_by", ("edition_id", "number", "state", "made_at")),
        Held(Mail, "user", ("edition_id", "address", "subject", "body", "state", "sent_at")),
        Held(Contribution, "author", ("id", "state", "language", "started_at", "submitted_at", "reason")),
        Held(ContributionText, "contribution__author", ("contribution_id", "language", "title", "abstract")),
        Held(CoSpeaker, "person__user", ("contribution_id", "position")),
        Held(ConflictDeclaration, "seat__user", ("contribution_id", "has_conflict", "text", "at")),
        Held(ReviewNote, "seat__user", ("contribution_id", "text", "at")),
        Held(ReviewerSeat, "user", ("call_id", "seated_at")),
        Held(ReviewSheet, "seat__user", ("contribution_id", "comment", "at")),
    ),
    erase=erase,
)
