"""What came of cases: milestones, outcomes and impact, for a case's page and for the worker."""

from __future__ import annotations

from calendar import monthrange
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, Min, OuterRef, Q, QuerySet

from qiaomost.common.errors import NotFound
from qiaomost.partnering.models import (
    Agreement,
    Case,
    ImpactRequest,
    Milestone,
    Outcome,
    OutcomeEvidence,
    ReportFile,
)
from qiaomost.partnering.models.evidence import EvidenceFile
from qiaomost.partnering.states.agreements import BEFORE_SIGNATURE
from qiaomost.partnering.states.outcomes import OutcomeState


def milestones_of(case: Case) -> QuerySet[Milestone]:
    """The milestones of a case by their day, with reports, files and who accepts."""
    rows = Milestone.objects.filter(case=case).select_related("acceptor__user__person", "agreement__case")
    return rows.prefetch_related(
        "acceptor__user__person__names", "reports__files", "reports__by__person__names"
    ).order_by("due_on", "number")


def outcomes_of(case: Case) -> QuerySet[Outcome]:
    """The outcomes of a case in the order in which they were first claimed, with their evidence."""
    return (
        Outcome.objects.filter(case=case)
        .prefetch_related("evidence", "translations")
        .order_by("claimed_at", "pk")
    )


def impact_of(case: Case) -> QuerySet[ImpactRequest]:
    """What each side was asked about the impact, and what it said."""
    return ImpactRequest.objects.filter(case=case).order_by("months", "side")


def signed_agreements_of(case: Case) -> QuerySet[Agreement]:
    """The agreements of a case that both sides have signed."""
    rows = Agreement.objects.filter(case=case).exclude(state__in=BEFORE_SIGNATURE)
    return rows.select_related("case").order_by("ordinal")


def evidence_file(case: Case, sha256: str) -> EvidenceFile:
    """The file of a report or an outcome of this case that has this content.

    Raises:
        NotFound: there is none.
    """
    found: EvidenceFile | None = ReportFile.objects.filter(
        report__milestone__case=case, sha256=sha256
    ).first()
    found = found or OutcomeEvidence.objects.filter(outcome__case=case, sha256=sha256).first()
    if found is None or not sha256:
        raise NotFound
    return found


def cases_to_ask(
    months: int, *, confirmed_until: datetime, confirmed_since: datetime | None
) -> QuerySet[Case, UUID]:
    """Ids of cases whose first outcome was confirmed in a span, and that have not been asked after ``months``."""
    confirmed = Q(outcomes__state=OutcomeState.CONFIRMED)
    rows = Case.objects.filter(confirmed).annotate(first=Min("outcomes__answered_at", filter=confirmed))
    rows = rows.filter(first__lte=confirmed_until)
    if confirmed_since is not None:
        rows = rows.filter(first__gt=confirmed_since)
    asked = ImpactRequest.objects.filter(case=OuterRef("pk"), months=months)
    return rows.exclude(Exists(asked)).order_by("pk").values_list("pk", flat=True)


def months_before(moment: datetime, months: int) -> datetime:
    """Return the same time ``months`` earlier, on the last day of the month where it has no such day."""
    year, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))
