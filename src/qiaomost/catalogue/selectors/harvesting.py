"""What has changed for a reader since they last asked."""

from __future__ import annotations

from collections.abc import Iterable
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
    kind: str
    changed_at: datetime
    record: Record | None


def changes_for(
    standing: Standing,
    *,
    since: datetime | None,
    after: UUID | None,
    limit: int,
    before: datetime | None = None,
    kind: str = "",
) -> tuple[list[Change], bool]:
    """Return at most ``limit`` changes, oldest first, and whether there are more; a constant number of queries.

    A record is among them once, with its last change. ``since`` is included, ``before`` is not; of changes at that
    very time, those of records up to ``after`` are left out.
    """
    rows = _showings(standing)
    if before is not None:
        rows = rows.filter(changed_at__lt=before)
    if kind:
        rows = rows.filter(record__kind=kind)
    if since is not None:
        later = Q(changed_at__gt=since) if after else Q(changed_at__gte=since)
        rows = rows.filter(later | Q(changed_at=since, record_id__gt=after) if after else later)
    found = list(rows[: limit + 1])
    return _changes(standing, found[:limit]), len(found) > limit


def change_of(standing: Standing, record_id: UUID) -> Change | None:
    """Return the last change of one record; nothing for a reader who never saw it."""
    found = _changes(standing, _showings(standing).filter(record_id=record_id))
    return found[0] if found else None


def earliest_change(standing: Standing) -> datetime | None:
    """Return the time before which ``standing`` has no change; nothing where it has none at all."""
    return _showings(standing).values_list("changed_at", flat=True).first()


def _changes(standing: Standing, rows: Iterable[Showing]) -> list[Change]:
    read = [(row.record_id, row.record.kind, row.changed_at) for row in rows]
    shown = published_records_for(standing).filter(pk__in=[pk for pk, _kind, _at in read])
    seen = {record.pk: record for record in shown}
    return [Change(pk, kind, at, seen.get(pk)) for pk, kind, at in read]


def _showings(standing: Standing) -> QuerySet[Showing]:
    """One row a record: that of the narrowest level that ``standing`` reads of it."""
    is_member = MEMBERS_GROUP in standing.visibility_groups()
    level = Disclosure.MEMBERS if is_member else Disclosure.PUBLIC
    own = Q(record__organisation_id__in=standing.organisations)
    rows = Showing.objects.filter(Q(level=Disclosure.ROOM) & own | Q(level=level) & ~own)
    return (
        rows.select_related("record").only("changed_at", "record__kind").order_by("changed_at", "record_id")
    )
