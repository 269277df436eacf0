"""What is new: records as they come to be found, and each watch compared with them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from qiaomost.catalogue.models import Record
from qiaomost.catalogue.states import RecordState, TextState
from qiaomost.discovery.criteria import encoded, encoder_digest, request_of
from qiaomost.discovery.models import Arrival, News, Watch
from qiaomost.discovery.watched import arrived, can_watch, found_among
from qiaomost.network.selectors import standing_of

SETTLED = timedelta(minutes=1)
"""Arrivals younger than this wait: by then every worker's clock and transaction has passed them."""

MOST_NEW = 200
"""So many records of one look are kept as news; whoever imports ten thousand tells nobody of each."""


@transaction.atomic
def note_arrivals(*, record_id: UUID, now: datetime) -> None:
    """Make arrivals say what is found of a record since when; called after it was indexed, twice changes nothing.

    A record that is withdrawn, or a language that is no longer approved, arrives anew when it comes back; so does one
    that is shown to others than before.
    """
    record = Record.objects.select_for_update().filter(pk=record_id).first()
    if record is None:
        return
    texts = record.texts.filter(state=TextState.APPROVED) if record.state == RecordState.PUBLISHED else None
    languages = set(texts.values_list("language", flat=True)) if texts is not None else set()
    arrivals = Arrival.objects.filter(record=record)
    arrivals.exclude(language__in=languages, level=record.disclosure).delete()
    known = set(arrivals.values_list("language", flat=True))
    Arrival.objects.bulk_create(
        Arrival(record=record, language=language, level=record.disclosure, at=now)
        for language in sorted(languages - known)
    )


def next_to_look(*, now: datetime, without: Collection[UUID] = ()) -> UUID | None:
    """The watch that looked longest ago, of those for which something has arrived since; none of ``without``."""
    newest = Arrival.objects.filter(at__lte=now - SETTLED).aggregate(newest=Max("at"))["newest"]
    if newest is None:
        return None
    behind = Watch.objects.filter(looked_to__lt=newest, user__is_active=True).exclude(pk__in=without)
    return behind.order_by("looked_to", "pk").values_list("pk", flat=True).first()


def look(*, watch_id: UUID, now: datetime) -> int:
    """Put down what has arrived that is new to a watch; returns how much. Done twice, or by two, it changes nothing.

    The comparison holds no lock; what it found and how far it looked are written together.

    Raises:
        SearchUnavailable: the index can't be opened.
    """
    watch = Watch.objects.select_related("user", "record").filter(pk=watch_id).first()
    if watch is None:
        return 0
    until, standing = now - SETTLED, standing_of(watch.user)
    found: list[str] = []
    if can_watch(standing) and (ids := arrived(watch, until=until)):
        _encode_anew(watch)
        found = found_among(ids, standing=standing, watch=watch, now=now)[:MOST_NEW]
    return _put_down(watch_id, found, until, now)


@transaction.atomic
def _put_down(watch_id: UUID, found: list[str], until: datetime, now: datetime) -> int:
    watch = Watch.objects.select_for_update().filter(pk=watch_id).first()
    if watch is None:
        return 0  # removed since it was read
    told = {str(pk) for pk in News.objects.filter(watch=watch).values_list("record_id", flat=True)}
    there = Record.objects.filter(pk__in=[id_ for id_ in found if id_ not in told])
    rows = [News(watch=watch, record=record, found_at=now) for record in there.only("pk")]
    News.objects.bulk_create(rows)
    if watch.looked_to < until:
        watch.looked_to = until
        watch.save(update_fields=["looked_to"])
    return len(rows)


def _encode_anew(watch: Watch) -> None:
    """Once for each encoder, not once for each look."""
    present = encoder_digest()
    if watch.vector_of != present:
        watch.vector = encoded(request_of(watch.criteria).query)
        watch.vector_of = present
        Watch.objects.filter(pk=watch.pk).update(vector=watch.vector, vector_of=present)
