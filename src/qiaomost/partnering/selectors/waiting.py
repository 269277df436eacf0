"""What is open in cases that were introduced: NDAs, agreements and milestones that wait for somebody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from qiaomost.partnering.models import (
    Agreement,
    AgreementApproval,
    AgreementReview,
    AgreementSignature,
    Case,
    Decision,
    Milestone,
    Nda,
    Task,
)
from qiaomost.partnering.states import Side
from qiaomost.partnering.states.agreements import BEFORE_SIGNATURE, SIGNED_NOT_BEGUN, AgreementState
from qiaomost.partnering.states.outcomes import OPEN_MILESTONES

OPEN_AGREEMENTS = BEFORE_SIGNATURE | SIGNED_NOT_BEGUN | {AgreementState.SUSPENDED}


@dataclass(slots=True)
class Spoken:
    """The sides whose lawyer, officer and signatory have spoken of an agreement in its present round."""

    reviewed: set[str] = field(default_factory=set)
    approved: set[str] = field(default_factory=set)
    signed: set[str] = field(default_factory=set)
    asks_for_changes: bool = False


def open_agreements(cases: Collection[UUID]) -> list[Agreement]:
    """The agreements of cases that somebody has to carry on, the last one of a case first."""
    rows = Agreement.objects.filter(case__in=cases, state__in=OPEN_AGREEMENTS)
    return list(rows.order_by("case_id", "-ordinal"))


def spoken_of(agreements: Iterable[Agreement]) -> Mapping[UUID, Spoken]:
    """Agreement → who has spoken of it in its present round; three queries."""
    rounds = {one.pk: one.round for one in agreements}
    found: dict[UUID, Spoken] = defaultdict(Spoken)
    reviews = AgreementReview.objects.filter(agreement__in=rounds)
    for key, number, side, is_approved in reviews.values_list("agreement", "round", "side", "is_approved"):
        if rounds[key] == number:
            found[key].reviewed.add(side)
            found[key].asks_for_changes |= not is_approved
    approvals = AgreementApproval.objects.filter(agreement__in=rounds)
    for key, number, side in approvals.values_list("agreement", "round", "side"):
        if rounds[key] == number:
            found[key].approved.add(side)
    signatures = AgreementSignature.objects.filter(agreement__in=rounds)
    for key, number, side in signatures.values_list("agreement", "round", "side"):
        if rounds[key] == number:
            found[key].signed.add(side)
    return found


def next_milestones(cases: Collection[UUID]) -> Mapping[UUID, Milestone]:
    """Case → its first milestone that is still open."""
    rows = Milestone.objects.filter(case__in=cases, state__in=OPEN_MILESTONES).order_by("due_on", "number")
    found: dict[UUID, Milestone] = {}
    for row in rows:
        found.setdefault(row.case_id, row)
    return found


def unsigned_sides(cases: Collection[UUID]) -> Mapping[UUID, frozenset[Side]]:
    """Case → the sides that have not signed its NDA, whose last version counts; two queries."""
    rows = Nda.objects.filter(case__in=cases).prefetch_related("signatures").order_by("version")
    return {row.case_id: frozenset(set(Side) - {one.side for one in row.signatures.all()}) for row in rows}


def tasks_for(case: Case, user_id: UUID) -> list[Task]:
    """What an account still has to do in a room, by day."""
    rows = Task.objects.filter(
        case=case, assignee_id=user_id, done_at__isnull=True, cancelled_at__isnull=True
    )
    return list(rows.order_by("due_on", "pk"))


def decisions_before(case: Case, side: Side) -> int:
    """How many decisions wait until somebody of ``side`` confirms them."""
    return Decision.objects.filter(case=case, side=side.other, confirmed_at__isnull=True).count()
