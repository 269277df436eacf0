"""Verbs of the second person: review with findings, then screening."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.catalogue.drafts import cleaned_prose
from qiaomost.catalogue.drafts.completeness import missing_for_review
from qiaomost.catalogue.models import SECTIONS, Decision, Finding, Record, Review, Severity
from qiaomost.catalogue.permissions import can_edit, can_review, can_screen, require
from qiaomost.catalogue.selectors import draft_of
from qiaomost.catalogue.services.steps import lock_record, move, permit
from qiaomost.catalogue.states import EDITABLE, RecordState
from qiaomost.common import audit
from qiaomost.common.errors import Conflict, Invalid, NotAllowed, NotFound, TransitionRefused
from qiaomost.common.languages import LanguageCode
from qiaomost.network.permissions import Standing

FINDING_LIMIT = 2000
MUST_BE_RESOLVED = (Severity.BLOCKER, Severity.MAJOR)


@transaction.atomic
def submit_record(*, actor: User | None, record_id: UUID, now: datetime) -> Review:
    """Hand a record to a second person; opens the next round of review.

    Raises:
        NotAllowed, NotFound: ``actor`` may not edit the record, or know of it.
        TransitionRefused: it is not with its author.
        Invalid: it leaves out what a review needs.
    """
    record = lock_record(record_id)
    permit(actor, record, can_edit)
    move(record, "submit", actor=actor, now=now)
    if missing := missing_for_review(draft_of(record)):
        raise Invalid(fields=dict.fromkeys(missing, _("A review needs this.")))
    return _open_review(record, submitted_by=actor, now=now)


def begin_change(record: Record, *, actor: User | None, now: datetime) -> None:
    """Make a locked record ready for a material change: in place while editable, else as an amendment.

    Raises:
        TransitionRefused: it is being reviewed or screened, or it is closed.
    """
    if record.state not in EDITABLE:
        move(record, "amend", actor=actor, now=now)
        _open_review(record, submitted_by=actor, now=now)


def _open_review(record: Record, *, submitted_by: User | None, now: datetime) -> Review:
    rounds = record.reviews.count()
    return Review.objects.create(record=record, round=rounds + 1, submitted_by=submitted_by, opened_at=now)


@transaction.atomic
def claim_review(*, actor: User, record_id: UUID, now: datetime) -> Review:
    """Take the open round of a record; whoever took it alone writes findings and decides.

    Raises:
        NotAllowed, NotFound: ``actor`` is no reviewer, or wrote or submitted the record.
        TransitionRefused: the record is not under review.
        Conflict: another reviewer was first.
    """
    record = lock_record(record_id)
    if record.author_id == actor.pk:
        raise _not_the_second_person()
    permit(actor, record, can_review)
    review = _open_round(record)
    if review.submitted_by_id == actor.pk:
        raise _not_the_second_person()
    if review.reviewer_id not in {None, actor.pk}:
        raise Conflict
    if review.reviewer_id is None:
        review.reviewer = actor
        review.save(update_fields=["reviewer"])
        audit.record(actor, "claim_review", record, now=now, round=review.round)
    return review


@transaction.atomic
def add_finding(
    *,
    actor: User,
    record_id: UUID,
    severity: str,
    text: str,
    section: str = "",
    language: str = "",
    now: datetime,
) -> Finding:
    """Write down what is wrong, in a section of a language where it is about one.

    Raises:
        NotAllowed, NotFound: ``actor`` does not hold the review.
        TransitionRefused: the record is not under review.
        Invalid: a value is not known, or the text is empty or longer than 2,000 characters.
    """
    record, review = _held_round(actor, record_id)
    text = cleaned_prose(text)
    problems = {
        "severity": severity not in Severity.values,
        "section": section not in {"", *SECTIONS[record.kind]},
        "language": language not in {"", *LanguageCode.values},
        "text": not 0 < len(text) <= FINDING_LIMIT,
    }
    _refuse_wrong(problems)
    finding = Finding.objects.create(
        review=review, severity=severity, section=section, language=language, text=text
    )
    audit.record(actor, "add_finding", record, now=now, finding=finding.pk, severity=severity)
    return finding


@transaction.atomic
def answer_finding(*, actor: User | None, finding_id: int, answer: str, now: datetime) -> Finding:
    """Answer a finding, as its author's side; the reviewer of the next round then resolves it or not.

    Raises:
        NotAllowed, NotFound: ``actor`` may not edit the record, or there is no such finding.
        TransitionRefused: the record is not with its author, or the finding is resolved.
        Invalid: the answer is empty or longer than 2,000 characters.
    """
    finding, record = _finding(finding_id)
    permit(actor, record, can_edit)
    if record.state != RecordState.RETURNED or finding.is_resolved:
        raise TransitionRefused
    answer = cleaned_prose(answer)
    _refuse_wrong({"answer": not 0 < len(answer) <= FINDING_LIMIT})
    finding.answer = answer
    finding.save(update_fields=["answer"])
    audit.record(actor, "answer_finding", record, now=now, finding=finding.pk)
    return finding


@transaction.atomic
def resolve_finding(*, actor: User, finding_id: int, now: datetime) -> Finding:
    """Declare a finding of this or an earlier round settled.

    Raises:
        NotAllowed, NotFound: ``actor`` does not hold the open review, or there is no such finding.
        TransitionRefused: the record is not under review.
    """
    finding, record = _finding(finding_id)
    _held_round(actor, record.pk)
    if not finding.is_resolved:
        finding.is_resolved = True
        finding.save(update_fields=["is_resolved"])
        audit.record(actor, "resolve_finding", record, now=now, finding=finding.pk)
    return finding


@transaction.atomic
def return_record(*, actor: User, record_id: UUID, now: datetime) -> Record:
    """Give a record back to its author with the findings of this round.

    Raises:
        NotAllowed, NotFound: ``actor`` does not hold the review.
        TransitionRefused: the record is not under review, or the round has no finding.
    """
    record, review = _held_round(actor, record_id)
    if not review.findings.exists():
        raise TransitionRefused(_("Write down at least one finding first."), code="no_finding")
    _decide(review, Decision.RETURNED, now)
    return move(record, "return", actor=actor, now=now, round=review.round)


@transaction.atomic
def accept_record(*, actor: User, record_id: UUID, now: datetime) -> Record:
    """Accept a record; it goes on to screening.

    Raises:
        NotAllowed, NotFound: ``actor`` does not hold the review.
        TransitionRefused: it is not under review, or a blocker or major finding of any round is not resolved.
    """
    record, review = _held_round(actor, record_id)
    waiting = Finding.objects.filter(review__record=record, severity__in=MUST_BE_RESOLVED, is_resolved=False)
    if waiting.exists():
        raise TransitionRefused(_("A grave finding has not been resolved."), code="findings_open")
    _decide(review, Decision.ACCEPTED, now)
    return move(record, "accept", actor=actor, now=now, round=review.round)


@transaction.atomic
def screen_record(*, actor: User | None, record_id: UUID, now: datetime) -> Record:
    """Begin, or after a block repeat, the screening of what may be published.

    Raises:
        NotAllowed, NotFound: ``actor`` may not screen.
        TransitionRefused: the record is neither accepted nor blocked.
    """
    return _screening_step("screen", actor=actor, record_id=record_id, now=now)


@transaction.atomic
def block_record(*, actor: User | None, record_id: UUID, reason: str, now: datetime) -> Record:
    """Stop a record in screening.

    Raises:
        NotAllowed, NotFound: ``actor`` may not screen.
        TransitionRefused: the record is not being screened.
        Invalid: there is no reason, or it is longer than 2,000 characters.
    """
    reason = cleaned_prose(reason)
    _refuse_wrong({"reason": not 0 < len(reason) <= FINDING_LIMIT})
    return _screening_step("block", actor=actor, record_id=record_id, now=now, reason=reason)


@transaction.atomic
def clear_record(*, actor: User | None, record_id: UUID, now: datetime) -> Record:
    """Clear a screened record for publication.

    Raises:
        NotAllowed, NotFound: ``actor`` may not screen.
        TransitionRefused: the record is not being screened.
    """
    return _screening_step("clear", actor=actor, record_id=record_id, now=now)


def _screening_step(
    verb: str, *, actor: User | None, record_id: UUID, now: datetime, reason: str = ""
) -> Record:
    record = lock_record(record_id)
    permit(actor, record, _may_screen)
    return move(record, verb, actor=actor, now=now, reason=reason)


def _may_screen(standing: Standing, _record: Record) -> bool:
    return can_screen(standing)


def _open_round(record: Record) -> Review:
    review = record.reviews.filter(decision="").first()
    if record.state != RecordState.UNDER_REVIEW or review is None:
        raise TransitionRefused
    return review


def _not_the_second_person() -> NotAllowed:
    return NotAllowed(
        _("Whoever wrote or submitted a record does not review it: a second person does."),
        code="not_the_second_person",
    )


def _held_round(actor: User, record_id: UUID) -> tuple[Record, Review]:
    record = lock_record(record_id)
    permit(actor, record, can_review)
    review = _open_round(record)
    require(review.reviewer_id == actor.pk)
    return record, review


def _finding(finding_id: int) -> tuple[Finding, Record]:
    """Read a finding under the lock of its record."""
    found = Finding.objects.filter(pk=finding_id).values_list("review__record_id", flat=True).first()
    if found is None:
        raise NotFound
    record = lock_record(found)
    return Finding.objects.get(pk=finding_id), record


def _decide(review: Review, decision: Decision, now: datetime) -> None:
    review.decision, review.closed_at = decision, now
    review.save(update_fields=["decision", "closed_at"])


def _refuse_wrong(problems: dict[str, bool]) -> None:
    wrong = {
        name: _("This value is missing, too long or not known.") for name, bad in problems.items() if bad
    }
    if wrong:
        raise Invalid(fields=wrong)
