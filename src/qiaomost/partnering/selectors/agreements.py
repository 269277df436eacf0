"""Agreements for those who may see them: one, those of a case, one's own list, the public register."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from qiaomost.common.errors import NotFound
from qiaomost.compliance.permissions.officers import organisations_as_officer
from qiaomost.network.models import Role
from qiaomost.network.permissions import Standing
from qiaomost.partnering.models import (
    Agreement,
    AgreementApproval,
    AgreementReview,
    AgreementSignature,
    AgreementVersion,
    Case,
    Participant,
)
from qiaomost.partnering.permissions.agreements import HIDDEN_FROM_OFFICERS, can_see, is_of_the_case, seats_in
from qiaomost.partnering.states import Side
from qiaomost.partnering.states.agreements import AgreementState

Word = TypeVar("Word", AgreementReview, AgreementApproval, AgreementSignature)

PARTIES = (
    "case__participants",
    "case__sender_organisation__names",
    "case__owner_organisation__names",
)


@dataclass(frozen=True, slots=True)
class Said:
    """What a side has said in the present round; ``overtaken`` is the version of words that count no more."""

    side: Side
    review: AgreementReview | None
    approval: AgreementApproval | None
    signature: AgreementSignature | None
    overtaken: int | None = None


def agreement_for(standing: Standing, agreement_id: UUID) -> Agreement:
    """Read one agreement with its case and versions, the last one first.

    Raises:
        NotFound: there is none, or ``standing`` may not see it.
    """
    agreement = _listed(Agreement.objects.filter(pk=agreement_id)).first()
    if agreement is None or not can_see(seats_in(standing, agreement.case), agreement.state):
        raise NotFound
    return agreement


def versions_of(agreement: Agreement) -> list[AgreementVersion]:
    """All versions, the last one first, with their authors."""
    rows = agreement.versions.select_related("author__person", "declared_by__person")
    return list(rows.prefetch_related("author__person__names").order_by("-number"))


def last_version(agreement: Agreement) -> AgreementVersion:
    """The version that counts."""
    return agreement.versions.order_by("-number")[0]


def said_of(agreement: Agreement, last: AgreementVersion) -> list[Said]:
    """What each side's lawyer, officer and signatory have said in the present round; three queries.

    Args:
        agreement: the agreement.
        last: its version that counts; words about an earlier one are asked for anew.
    """
    reviews = _by_side(AgreementReview.objects.all(), agreement)
    approvals = _by_side(AgreementApproval.objects.all(), agreement)
    signatures = _by_side(AgreementSignature.objects.all(), agreement)
    said = []
    for side in Side:
        words = (reviews.get(side), approvals.get(side), signatures.get(side))
        of = {word.version.number for word in words if word is not None}
        if agreement.state != AgreementState.DRAFTING:
            of -= {last.number}
        said.append(Said(side, *words, overtaken=max(of, default=None)))
    return said


def agreements_in(case: Case, standing: Standing) -> list[Agreement]:
    """The agreements of a case, for its people; others see none."""
    if not is_of_the_case(seats_in(standing, case)):
        return []
    return list(_listed(Agreement.objects.filter(case=case)).order_by("-ordinal"))


def agreements_of(standing: Standing) -> QuerySet[Agreement]:
    """The agreements of one's cases, and those before one's export control; the newest first."""
    if standing.user_id is None:
        return Agreement.objects.none()
    me = standing.user_id
    seats = Q(Exists(Participant.objects.filter(case=OuterRef("case_id"), user_id=me)))
    if standing.has_role(Role.ADVISER):
        seats |= Q(case__sender_adviser_id=me) | Q(case__owner_adviser_id=me)
    decided = organisations_as_officer(standing)
    if decided:
        parties = Q(case__sender_organisation__in=decided) | Q(case__owner_organisation__in=decided)
        seats |= parties & ~Q(state__in=HIDDEN_FROM_OFFICERS)
    return _listed(Agreement.objects.filter(seats)).order_by("-created_at", "pk")


def registered_agreements() -> QuerySet[Agreement]:
    """What the public register shows: signed agreements that both sides agreed to show; the newest first."""
    shown = Agreement.objects.filter(
        signed_at__isnull=False, shown_by_sender=True, shown_by_owner=True
    ).select_related("case__sender_organisation", "case__owner_organisation")
    names = ("case__sender_organisation__names", "case__owner_organisation__names")
    return shown.prefetch_related(*names).order_by("-signed_at", "pk")


def _by_side(rows: QuerySet[Word], agreement: Agreement) -> dict[str, Word]:
    present = rows.filter(agreement=agreement, round=agreement.round).select_related(
        "user__person", "version"
    )
    return {row.side: row for row in present.prefetch_related("user__person__names")}


def _listed(rows: QuerySet[Agreement]) -> QuerySet[Agreement]:
    joined = rows.select_related("case__sender_organisation", "case__owner_organisation", "amends__case")
    return joined.prefetch_related(*PARTIES)


def version_for(agreement: Agreement, number: int) -> AgreementVersion:
    """Read one version.

    Raises:
        NotFound: there is none of this number.
    """
    version = agreement.versions.filter(number=number).first()
    if version is None:
        raise NotFound
    return version


def signature_by(agreement: Agreement, side: str) -> AgreementSignature:
    """Read a side's signature of the present round.

    Raises:
        NotFound: it has not signed.
    """
    rows = AgreementSignature.objects.filter(agreement=agreement, round=agreement.round, side=side)
    signature = rows.first()
    if signature is None:
        raise NotFound
    return signature
