"""Milestones: planned by the agreement in force, reported with evidence, accepted by the end user."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.catalogue.models import RecordKind
from qiaomost.common.errors import Invalid, NotAllowed, NotFound, TransitionRefused
from qiaomost.common.languages import LanguageCode
from qiaomost.common.transitions import next_state
from qiaomost.network.models import Organisation
from qiaomost.partnering.documents import AgreementDocument, AgreementKind
from qiaomost.partnering.documents.stored import from_json
from qiaomost.partnering.documents.values import Party
from qiaomost.partnering.events import Topic
from qiaomost.partnering.models import Agreement, Case, Cooperation, Milestone, MilestoneReport, ReportFile
from qiaomost.partnering.permissions import can_carry
from qiaomost.partnering.permissions.outcomes import acting_side, can_accept, can_name_end_user
from qiaomost.partnering.services.evidence import Upload, keep_file, require_files
from qiaomost.partnering.services.steps import (
    lock_case,
    move_cooperation,
    permit,
    roles_of,
    settle,
    tell,
    words,
)
from qiaomost.partnering.states import CooperationState, Side
from qiaomost.partnering.states.outcomes import MILESTONE_TRANSITIONS, OPEN_MILESTONES, MilestoneState

CLIENT_PARTY: Mapping[AgreementKind, int] = {
    AgreementKind.DEVELOPMENT: 0,
    AgreementKind.CONSULTING: 0,
    AgreementKind.SERVICE: 0,
    AgreementKind.TRANSFER: 1,
    AgreementKind.LICENCE: 1,
}
"""Kind of contract → which of its parties receives the work; an assignor or licensor stands first."""


def plan_milestones(agreement: Agreement, *, now: datetime) -> list[Milestone]:
    """Put the plan of an agreement that enters into force on record; twice changes nothing.

    Of the agreement that it amends, what has not been reported gives way. Call it in the transaction that locks the
    case, before the cooperation starts.
    """
    document = from_json(agreement.versions.latest("number").document)
    case = agreement.case
    if agreement.amends_id is not None:
        Milestone.objects.filter(agreement_id=agreement.amends_id, state=MilestoneState.DUE).delete()
    if document.milestones and not agreement.milestones.exists():
        planned = Milestone.objects.bulk_create(_planned(agreement, document))
        tell(case, Topic.MILESTONES_PLANNED, actor=None, now=now, milestones=len(planned))
    if case.cooperation.state == CooperationState.RUNNING:
        settle(case, now=now)
    return list(agreement.milestones.order_by("number"))


def _planned(agreement: Agreement, document: AgreementDocument) -> Iterator[Milestone]:
    side = client_side(agreement.case, document)
    seats = set(agreement.case.participants.filter(side=side).values_list("pk", flat=True))
    for number, one in enumerate(document.milestones, start=1):
        yield Milestone(
            case=agreement.case,
            agreement=agreement,
            number=number,
            title=dict(one.title),
            deliverable=dict(one.deliverable),
            due_on=one.due,
            amount=one.payment.amount if one.payment else None,
            currency=one.payment.currency if one.payment else "",
            criteria=dict(one.criteria),
            acceptor_id=one.end_user_id if one.end_user_id in seats else None,
            side=side,
        )


def client_side(case: Case, document: AgreementDocument) -> Side:
    """Return the side for which the work is done: the contract's client, else whoever has the difficulty."""
    at = CLIENT_PARTY.get(document.kind)
    side = side_of_party(case, document, at) if at is not None else None
    return side or with_the_difficulty(case)


def side_of_party(case: Case, document: AgreementDocument, at: int) -> Side | None:
    """Return the side that stands at ``at`` in the document: as it says itself, else by numbers and names."""
    party = document.parties[at]
    if party.side:
        return Side(party.side)
    return next((side for side in Side if _is_party(case.organisation_of(side), party)), None)


def with_the_difficulty(case: Case) -> Side:
    """Return the side that has the difficulty: who published a challenge, or who is interested in an achievement."""
    return Side.OWNER if case.record.kind == RecordKind.CHALLENGE else Side.SENDER


@transaction.atomic
def name_end_user(*, actor: User, case_id: UUID, participant_id: int, now: datetime) -> int:
    """Name who accepts the milestones that are still open; returns how many.

    Raises:
        NotFound, NotAllowed: ``actor`` has no part in the case, or is of the performing side.
        Invalid: the participant does not belong to the side that accepts.
        TransitionRefused: no milestone is open.
    """
    case = lock_case(case_id)
    roles, rows = roles_of(actor, case), Milestone.objects.filter(case=case, state__in=OPEN_MILESTONES)
    first = rows.order_by("due_on", "number").first()
    if first is None:
        raise TransitionRefused
    if not can_name_end_user(roles, first):
        raise NotAllowed
    seat = case.participants.filter(pk=participant_id, side=first.side).first()
    if seat is None:
        raise Invalid(fields={"participant_id": _("Choose somebody of the side that accepts.")})
    named = rows.filter(side=first.side).update(acceptor=seat)
    tell(case, Topic.END_USER_NAMED, actor=actor, now=now, participant=seat.pk)
    return named


@transaction.atomic
def report_milestone(
    *,
    actor: User,
    milestone_id: UUID,
    language: str,
    text: str,
    files: Sequence[Upload] = (),
    now: datetime,
) -> MilestoneReport:
    """Report, for the performing side, that a milestone is reached, in words and with files.

    Raises:
        NotFound, NotAllowed: ``actor`` has no part in the case, or does not speak for the performing side.
        TransitionRefused: it is reported or settled, or the cooperation is not running.
        Invalid: there are no words, or a file is not what its name says.
        GateClosed: export control wants a document before a file crosses the border.
    """
    case, milestone = _locked(milestone_id)
    permit(actor, case, lambda roles: acting_side(roles) == Side(milestone.side).other)
    _move(case, milestone, "report")
    if language not in LanguageCode.values:
        raise Invalid(fields={"language": _("Choose one of the list.")})
    said = words(text, "text", _("Say what has been done."), _("This is too long."))
    require_files(case, Side(milestone.side).other, files, now=now)
    milestone.decided_by, milestone.decided_at = None, None
    milestone.save(update_fields=["state", "decided_by", "decided_at"])
    report = MilestoneReport.objects.create(
        milestone=milestone, by=actor, at=now, language=language, text=said
    )
    _keep(report, files)
    settle(case, now=now)
    tell(case, Topic.MILESTONE_REPORTED, actor=actor, now=now, milestone=milestone.number)
    return report


def accept_milestone(*, actor: User, milestone_id: UUID, text: str = "", now: datetime) -> Milestone:
    """Accept what was reported, as its end user; a word may go with it.

    Raises:
        NotFound, NotAllowed: ``actor`` has no part in the case, or is not the end user who accepts.
        TransitionRefused: it is not reported, or the cooperation is not running.
        Invalid: the words are too long.
    """
    return _decide("accept", actor=actor, milestone_id=milestone_id, text=text, now=now)


def send_milestone_back(*, actor: User, milestone_id: UUID, text: str, now: datetime) -> Milestone:
    """Ask for rework, with a reason.

    Raises:
        NotFound, NotAllowed, TransitionRefused: as with ``accept_milestone``.
        Invalid: there is no reason, or it is too long.
    """
    return _decide("rework", actor=actor, milestone_id=milestone_id, text=text, now=now)


def fail_milestone(*, actor: User, milestone_id: UUID, text: str, now: datetime) -> Milestone:
    """Record that a milestone failed and will not be reached, with a reason.

    Raises:
        NotFound, NotAllowed, TransitionRefused: as with ``accept_milestone``, but it need not be reported.
        Invalid: there is no reason, or it is too long.
    """
    return _decide("fail", actor=actor, milestone_id=milestone_id, text=text, now=now)


@transaction.atomic
def complete_cooperation(*, actor: User, case_id: UUID, now: datetime) -> Cooperation:
    """Record, as an adviser, that the work is completed: every milestone is accepted or failed, or there are none.

    Raises:
        NotFound, NotAllowed: ``actor`` has no part in the case, or is none of its advisers.
        TransitionRefused: it is not running, or a milestone is open.
    """
    case = lock_case(case_id)
    permit(actor, case, lambda roles: can_carry(roles, "complete"))
    if not hasattr(case, "cooperation"):
        raise TransitionRefused
    if Milestone.objects.filter(case=case, state__in=OPEN_MILESTONES).exists():
        raise TransitionRefused(_("A milestone is still open."), code="milestone_open")
    return move_cooperation(case, "complete", actor=actor, now=now)


DECISIONS: Mapping[str, Topic] = {
    "accept": Topic.MILESTONE_ACCEPTED,
    "rework": Topic.MILESTONE_SENT_BACK,
    "fail": Topic.MILESTONE_FAILED,
}


@transaction.atomic
def _decide(verb: str, *, actor: User, milestone_id: UUID, text: str, now: datetime) -> Milestone:
    case, milestone = _locked(milestone_id)
    roles_of(actor, case)
    seat = case.participants.filter(user=actor).first()
    if seat is None or not can_accept(seat, milestone):
        raise NotAllowed(_("The end user who is named for this milestone decides."))
    _move(case, milestone, verb)
    if text.strip() or verb != "accept":
        text = words(text, "text", _("Say why."), _("This is too long."))
    milestone.decided_by, milestone.decided_at, milestone.decision = actor, now, text.strip()
    milestone.save(update_fields=["state", "decided_by", "decided_at", "decision"])
    settle(case, now=now)
    tell(case, DECISIONS[verb], actor=actor, now=now, milestone=milestone.number)
    return milestone


def _move(case: Case, milestone: Milestone, verb: str) -> None:
    if case.cooperation.state != CooperationState.RUNNING:
        raise TransitionRefused
    milestone.state = next_state(MILESTONE_TRANSITIONS, MilestoneState(milestone.state), verb)


def _locked(milestone_id: UUID) -> tuple[Case, Milestone]:
    """Lock the milestone's case, then read the milestone as it is now."""
    case_id = Milestone.objects.filter(pk=milestone_id).values_list("case_id", flat=True).first()
    if case_id is None:
        raise NotFound
    case = lock_case(case_id)
    milestone = Milestone.objects.filter(pk=milestone_id).first()  # an amendment may have removed it
    if milestone is None:
        raise NotFound
    return case, milestone


def _keep(report: MilestoneReport, files: Sequence[Upload]) -> None:
    kept: set[str] = set()
    for upload in files:
        row = ReportFile(report=report)
        keep_file(row, upload)
        if row.sha256 not in kept:
            row.save()
        kept.add(row.sha256)


def _is_party(organisation: Organisation, party: Party) -> bool:
    """Whether the contract means this organisation: by a register's number, else by its name in a language."""
    numbers = {organisation.uscc, organisation.ogrn} - {"", None}
    return any(one.value in numbers for one in party.identifiers) or any(
        text and organisation.name_in(language) == text for language, text in party.name.items()
    )
