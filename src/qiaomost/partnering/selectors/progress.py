"""How far signed agreements have come, and what still keeps one from its signature; for pages of other apps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from qiaomost.common.errors import Message
from qiaomost.compliance.gates import GateClosed
from qiaomost.partnering.models import (
    Agreement,
    AgreementApproval,
    AgreementSignature,
    ImpactRequest,
    Milestone,
    Outcome,
)
from qiaomost.partnering.states import Side
from qiaomost.partnering.states.agreements import AgreementState
from qiaomost.partnering.states.outcomes import MilestoneState, OutcomeKind, OutcomeState

WORDS: tuple[tuple[type[AgreementApproval | AgreementSignature], AgreementState], ...] = (
    (AgreementApproval, AgreementState.APPROVALS_PENDING),
    (AgreementSignature, AgreementState.APPROVED),
)
"""Whose words an agreement waits for in a state."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What became of an agreement: counts, kinds and days; no title, no sum, no name."""

    milestones: int = 0
    accepted: int = 0
    accepted_on: date | None = None
    outcomes: tuple[str, ...] = ()
    outcome_on: date | None = None
    industrial_on: date | None = None


def progress_of(agreements: Iterable[Agreement]) -> Mapping[UUID, Progress]:
    """Agreement → how far it has come; three queries. Outcomes and their use are those of its case."""
    rows = list(agreements)
    cases = {one.case_id for one in rows}
    milestones: dict[UUID, list[Milestone]] = defaultdict(list)
    for milestone in Milestone.objects.filter(agreement__in=[one.pk for one in rows]):
        milestones[milestone.agreement_id].append(milestone)
    outcomes: dict[UUID, list[Outcome]] = defaultdict(list)
    for outcome in Outcome.objects.filter(case__in=cases, state=OutcomeState.CONFIRMED).order_by(
        "answered_at"
    ):
        outcomes[outcome.case_id].append(outcome)
    in_use = ImpactRequest.objects.filter(case__in=cases, is_industrialised=True).order_by("answered_at")
    used: dict[UUID, date] = {}
    for case_id, at in in_use.values_list("case_id", "answered_at"):
        if at is not None:
            used.setdefault(case_id, _day(at))
    return {
        one.pk: _progress(milestones[one.pk], outcomes[one.case_id], used.get(one.case_id)) for one in rows
    }


def _progress(milestones: list[Milestone], outcomes: list[Outcome], used: date | None) -> Progress:
    accepted = [one for one in milestones if one.state == MilestoneState.ACCEPTED]
    series = [_day(one.answered_at) for one in outcomes if one.kind == OutcomeKind.SERIES and one.answered_at]
    first = next((_day(one.answered_at) for one in outcomes if one.answered_at), None)
    return Progress(
        milestones=len(milestones),
        accepted=len(accepted),
        accepted_on=max((_day(one.decided_at) for one in accepted if one.decided_at), default=None),
        outcomes=tuple(dict.fromkeys(str(one.get_kind_display()) for one in outcomes)),
        outcome_on=first,
        industrial_on=min((*series, *([used] if used else [])), default=None),
    )


def _day(moment: datetime) -> date:
    return moment.astimezone(UTC).date()


def silent_sides(agreements: Iterable[Agreement]) -> Mapping[UUID, list[Side]]:
    """Agreement → the sides that owe the next word: of export control, or a signature; two queries."""
    rows = {one.pk: one for one in agreements}
    spoken: dict[UUID, set[str]] = defaultdict(set)
    for model, state in WORDS:
        waiting = [pk for pk, one in rows.items() if one.state == state]
        said = model._default_manager.filter(agreement__in=waiting)
        for pk, of_round, side in said.values_list("agreement_id", "round", "side"):
            if of_round == rows[pk].round:
                spoken[pk].add(side)
    return {pk: [side for side in Side if side.value not in spoken[pk]] for pk in rows}


def wanted_before_signature(
    agreement: Agreement, silent: Iterable[Side], gates: Iterable[GateClosed], language: str
) -> list[Message]:
    """What is missing before both sides have signed, as ``silent_sides`` and closed gates have it."""
    state, case = agreement.state, agreement.case
    if state == AgreementState.REFUSED:
        return [_("Export control has refused it.")]
    words = {
        AgreementState.APPROVALS_PENDING.value: _("Export control of %(organisation)s has not approved it."),
        AgreementState.APPROVED.value: _("%(organisation)s has not signed it."),
    }.get(state)
    if words is None:
        return [_("It is not ready for signature: %(state)s.") % {"state": agreement.get_state_display()}]
    said = [words % {"organisation": case.organisation_of(side).name_in(language)} for side in silent]
    return [*said, *(one.message for one in gates)]
