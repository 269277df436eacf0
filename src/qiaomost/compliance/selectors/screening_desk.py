"""What the desk of screening shows: parties by state, a screening with its hits, what was said of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db.models import Count, Q, QuerySet

from qiaomost.common.models import AuditEntry
from qiaomost.compliance.models import Screening, ScreeningHit
from qiaomost.compliance.states.screening import PROPOSED, ScreeningState
from qiaomost.network.models import Organisation, Person

SHOWS: Mapping[str, Q] = {
    "open": Q(state=ScreeningState.HITS_OPEN),
    "confirmed": Q(state=ScreeningState.CONFIRMED),
    "all": Q(),
}
"""Part of the desk → the screenings that stand in it."""


def screenings_listed(show: str) -> QuerySet[Screening]:
    """The last screening of each party in a part of the desk, those that wait for a second person first."""
    rows = Screening.objects.filter(SHOWS[show], is_current=True)
    waiting = Count("hits", filter=Q(hits__state__in=PROPOSED))
    return (
        rows.annotate(waiting=waiting)
        .order_by("-waiting", "-screened_at", "-pk")
        .select_related("organisation", "person__organisation")
        .prefetch_related("organisation__names", "person__names", "person__organisation__names")
    )


def desk_counts() -> dict[str, int]:
    """How many screenings stand in each part of the desk."""
    counts = {show: Count("pk", filter=rule) for show, rule in SHOWS.items() if rule}
    return Screening.objects.filter(is_current=True).aggregate(all=Count("pk"), **counts)


def parties_never_screened() -> int:
    """How many member organisations, and persons with an account, no screening has seen."""
    organisations = Organisation.objects.filter(is_member=True, screenings=None).count()
    return organisations + Person.objects.filter(user__isnull=False, screenings=None).count()


def screening_shown(screening_id: int) -> Screening | None:
    """A screening with its party, editions and hits, and the names of all who spoke."""
    rows = Screening.objects.filter(pk=screening_id).select_related(
        "organisation", "person__organisation", "screened_by__person"
    )
    return rows.prefetch_related(
        "organisation__names",
        "person__names",
        "person__organisation__names",
        "screened_by__person__names",
        "editions",
        "hits__listed__edition",
        "hits__proposed_by__person__names",
        "hits__decided_by__person__names",
    ).first()


def said_of(hits: Sequence[ScreeningHit]) -> Mapping[str, list[AuditEntry]]:
    """Digest of a hit → all that was ever said of these two sides, in this screening or an earlier one."""
    digests = {hit.digest for hit in hits}
    same = dict(ScreeningHit.objects.filter(digest__in=digests).values_list("pk", "digest"))
    rows = AuditEntry.objects.filter(
        object_type=ScreeningHit._meta.label, object_id__in=[str(pk) for pk in same]
    )
    said: dict[str, list[AuditEntry]] = defaultdict(list)
    for row in rows.select_related("actor__person").prefetch_related("actor__person__names").order_by("pk"):
        said[same[int(row.object_id)]].append(row)
    return said
