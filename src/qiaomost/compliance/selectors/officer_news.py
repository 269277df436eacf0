"""What waits for a compliance officer, each thing with a cause by which it is told once."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from qiaomost.accounts.models import User
from qiaomost.compliance.models import ControlEdition, ExportDocument, NewsKind, ScreeningHit
from qiaomost.compliance.permissions.officers import organisations_as_officer
from qiaomost.compliance.permissions.parties import can_decide_hits
from qiaomost.compliance.selectors.classifying import editions_in_force, findings_by_record
from qiaomost.compliance.selectors.desk import records_of
from qiaomost.compliance.states.classification import ClassificationState
from qiaomost.compliance.states.documents import DocumentState
from qiaomost.compliance.states.screening import PROPOSED, HitState
from qiaomost.network.models import Membership, Organisation, Role
from qiaomost.network.permissions import Standing

ENDS_WITHIN = ((7, NewsKind.ENDS_IN_7), (30, NewsKind.ENDS_IN_30))
"""Days before the end of a document on which its officers are told, the last ones first."""


@dataclass(frozen=True, slots=True)
class News:
    """One thing that waits; two officers are told of it each, and each of them once."""

    cause: str
    kind: NewsKind
    edition: ControlEdition | None = None
    count: int = 1


def officers() -> list[User]:
    """The accounts that hold the role of a compliance officer."""
    held = Membership.objects.filter(role=Role.COMPLIANCE_OFFICER, is_active=True, user__is_active=True)
    return list(User.objects.filter(pk__in=held.values("user")).order_by("pk"))


def news_for(standing: Standing, *, on: date) -> list[News]:
    """What waits for an officer on a day; a role that waits for its second factor is none yet."""
    own = organisations_as_officer(standing)
    if not own:
        return []
    return [*_rechecks(own, on), *_documents(own, on), *_hits(standing)]


def _rechecks(own: Collection[UUID], on: date) -> Iterator[News]:
    """Editions in force for which records that had an answer have none yet."""
    for country in Organisation.objects.filter(pk__in=own).values_list("country", flat=True).distinct():
        editions = editions_in_force(country, on=on)
        rows = records_of(own).filter(organisation__country=country)
        findings = findings_by_record(list(rows.values_list("pk", flat=True)), editions, on=on)
        for name, edition in editions.items():
            count = sum(
                one.control_list == name and one.state == ClassificationState.NEEDS_RECHECK
                for of_record in findings.values()
                for one in of_record
            )
            if edition is not None and count:
                yield News(f"edition:{edition.pk}", NewsKind.RECHECK, edition, count)


def _documents(own: Collection[UUID], on: date) -> Iterator[News]:
    last = on + timedelta(days=max(days for days, _kind in ENDS_WITHIN))
    rows = ExportDocument.objects.filter(
        record__organisation_id__in=own,
        state=DocumentState.RECORDED,
        valid_until__gte=on,
        valid_until__lte=last,
    )
    for document_id, ends in rows.order_by("valid_until", "pk").values_list("pk", "valid_until"):
        kind = next(kind for days, kind in ENDS_WITHIN if ends and ends <= on + timedelta(days=days))
        yield News(f"document:{document_id}:{kind.value}", kind)


def _hits(standing: Standing) -> Iterator[News]:
    """Hits of the last screenings on which this officer has the word; a later screening of the same is no news."""
    rows = ScreeningHit.objects.filter(screening__is_current=True, state__in={HitState.OPEN, *PROPOSED})
    for hit in rows.select_related("screening__person").order_by("pk"):
        if not can_decide_hits(standing, hit.screening) or hit.proposed_by_id == standing.user_id:
            continue
        if hit.proposed_at is None:
            yield News(f"hit:{hit.digest}:open", NewsKind.HIT_OPEN)
        else:
            yield News(f"hit:{hit.digest}:{hit.proposed_at.isoformat()}", NewsKind.HIT_PROPOSED)
