"""What has changed for a reader since they last asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from qiaomost.catalogue.models import Disclosure, Record, Showing
from qiaomost.catalogue.selectors import published_records_for
from qiaomost.network.permissions import MEMBERS_GROUP, Standing


@dataclass(frozen=True, slots=True)
class Change:
    """A record as it is now, or none where the reader, who once saw it, sees it no more."""

    record_id: UUID
    changed_at: datetime
    record: Record | None


def changes_for(
    standing: Standing, *, since: datetime | None, after: UUID | None, limit: int
) -> tuple[list[Change], bool]:
    """Return at most ``limit`` changes, oldest first, and whether there are more; a constant number of queries.

    A record is among them once, with its last change. ``since`` is included; of changes at that very time, those of
    records up to ``after`` are left out.
    """
    rows = _showings(standing)
    if since is not None:
        later = Q(changed_at__gt=since) if after else Q(changed_at__gte=since)
        rows = rows.filter(later | Q(changed_at=since, record_id__gt=after) if after else later)
    found = list(rows.values_list("record_id", "changed_at")[: limit + 1])
    seen = {
        record.pk: record
        for record in published_records_for(standing).filter(pk__in=[pk for pk, _ in found[:limit]])
    }
    return [Change(pk, at, seen.get(pk)) for pk, at in found[:limit]], len(found) > limit


def _showings(standing: Standing) -> QuerySet[Showing]:
    """One row a record: that of the narrowest level that ``standing`` reads of it."""
    is_member = MEMBERS_GROUP in standing.visibility_groups()
    level = Disclosure.MEMBERS if is_member else Disclosure.PUBLIC
    own = Q(record__organisation_id__in=standing.organisations)
    rows = Showing.objects.filter(Q(level=Disclosure.ROOM) & own | Q(level=level) & ~own)
    return rows.order_by("changed_at", "record_id")
