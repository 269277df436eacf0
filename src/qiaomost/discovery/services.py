"""Keeping the index what the catalogue says. The index is derived: it can be rebuilt at any time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice
from uuid import UUID

from django.conf import settings

from qiaomost.catalogue.models import Record
from qiaomost.catalogue.selectors import record_for_index, records_to_index
from qiaomost.catalogue.states import RecordState
from qiaomost.discovery import engine
from qiaomost.discovery.documents import document_of
from qiaosearch.searching import Collection, rebuilt

BATCH = 32
Progress = Callable[[int], None]


def index_record(record_id: UUID | str) -> None:
    """Make the index show what the catalogue says of one record now; running it twice changes nothing.

    Two workers may do this for one record at the same time. Whoever writes last looks again afterwards whether the
    record has changed since it was read, so that the index never ends with an older version.
    """
    collection = engine.collection()
    while True:
        record = record_for_index(UUID(str(record_id)))
        if record is None:
            collection.index.delete([str(record_id)])
        else:
            collection.upsert([document_of(record)])
        if _version(record_id) == (record.version if record else None):
            return


def reconcile(*, progress: Progress | None = None) -> int:
    """Bring the index to the catalogue: add what is missing or older, delete what is gone; returns how many.

    Compares the time of the last change on both sides, so that it costs little where all is well.
    """
    collection = engine.collection()
    indexed = collection.index.inventory()
    wanted = {str(pk): at for pk, at in _published_keys()}
    stale = [pk for pk, at in wanted.items() if indexed.get(pk) != at]
    gone = [pk for pk in indexed if pk not in wanted]
    for group in _groups(stale):
        rows = {str(record.pk): record for record in records_to_index().filter(pk__in=group)}
        collection.upsert([document_of(rows[pk]) for pk in group if pk in rows])
        if progress:
            progress(len(group))
    if gone:
        collection.index.delete(gone)
    return len(stale) + len(gone)


def reindex(*, progress: Progress | None = None) -> int:
    """Build a new index beside the live one and swap; then catch up with what changed meanwhile; returns how many.

    What changed is told by the version, which grows with every write: the time of the last change does not move
    when an owner only narrows the disclosure. Vectors that the live index has under the same encoder are taken over.
    """
    engine.close()
    node = settings.QIAOMOST
    with rebuilt(node.resolved_index_url(), encoder=node.encoder, threads=node.encoder_threads) as fresh:
        filled = _fill(fresh, progress)
    published = dict(Record.objects.filter(state=RecordState.PUBLISHED).values_list("pk", "version"))
    for record_id in filled.keys() | published.keys():
        if filled.get(record_id) != published.get(record_id):
            index_record(record_id)
    return len(filled)


def count_to_index() -> int:
    """How many records the index should hold."""
    return Record.objects.filter(state=RecordState.PUBLISHED).count()


def _fill(fresh: Collection, progress: Progress | None) -> dict[UUID, int]:
    """Index all published records; returns the version of each that was taken."""
    taken: dict[UUID, int] = {}
    for group in _groups(str(pk) for pk, _ in _published_keys()):
        records = list(records_to_index().filter(pk__in=group))
        fresh.upsert(map(document_of, records), progress=progress)
        taken |= {record.pk: record.version for record in records}
    return taken


def _published_keys() -> list[tuple[UUID, datetime]]:
    published = Record.objects.filter(state=RecordState.PUBLISHED).order_by("pk")
    return list(published.values_list("pk", "updated_at"))


def _version(record_id: UUID | str) -> int | None:
    return (
        Record.objects.filter(pk=record_id, state=RecordState.PUBLISHED)
        .values_list("version", flat=True)
        .first()
    )


def _groups(ids: Iterable[str]) -> Iterator[list[str]]:
    remaining = iter(ids)
    while group := list(islice(remaining, BATCH)):
        yield group
