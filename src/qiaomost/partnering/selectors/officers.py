"""What cases want of compliance officers: a decision on an agreement, a declaration for files."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from qiaomost.partnering.events import Topic
from qiaomost.partnering.models import Agreement, AgreementApproval, Case, CaseEvent
from qiaomost.partnering.selectors.cases import LISTED
from qiaomost.partnering.states import Side
from qiaomost.partnering.states.agreements import AgreementState


def agreements_to_decide(organisations: Collection[UUID]) -> list[Agreement]:
    """The agreements before export control of which the officers of some organisations have not spoken."""
    wanted = Q()
    for side in Side:
        said = AgreementApproval.objects.filter(
            agreement=OuterRef("pk"), round=OuterRef("round"), side=side.value
        )
        wanted |= Q(~Exists(said), **{f"case__{side.value}_organisation__in": organisations})
    rows = Agreement.objects.filter(wanted, state=AgreementState.APPROVALS_PENDING)
    joined = rows.select_related("case__sender_organisation", "case__owner_organisation")
    names = ("case__sender_organisation__names", "case__owner_organisation__names")
    return list(joined.prefetch_related(*names).order_by("created_at", "pk"))


def asked_to_decide(agreements: Collection[Agreement]) -> dict[str, CaseEvent]:
    """Agreement → the event by which it was last put before export control."""
    rows = CaseEvent.objects.filter(
        topic=Topic.AGREEMENT_APPROVALS_REQUESTED, case__in=[one.case_id for one in agreements]
    )
    return {event.detail.get("agreement", ""): event for event in rows.order_by("pk")}


def declarations_asked(organisations: Collection[UUID]) -> list[tuple[CaseEvent, Side]]:
    """The requests to declare that no declaration of the side has answered yet, one for a side of a case."""
    own = Q(case__sender_organisation__in=organisations) | Q(case__owner_organisation__in=organisations)
    rows = CaseEvent.objects.filter(own, topic__in=(Topic.DECLARATION_ASKED, Topic.DECLARATION_MADE))
    joined = rows.filter(case__closed_at__isnull=True).select_related(
        "case__sender_organisation", "case__owner_organisation", "case__record__challenge"
    )
    asked: dict[tuple[UUID, str], CaseEvent] = {}
    for event in joined.prefetch_related(*(f"case__{name}" for name in LISTED)).order_by("pk"):
        key = (event.case_id, event.detail.get("side", ""))
        if event.topic == Topic.DECLARATION_MADE:
            asked.pop(key, None)
        elif _organisation(event.case, key[1]) in organisations:
            asked.setdefault(key, event)
    return [(event, Side(side)) for (_case, side), event in asked.items()]


def _organisation(case: Case, side: str) -> UUID | None:
    return case.organisation_of(Side(side)).pk if side in Side.values else None
