"""Keeping the index what the catalogue says. The index is derived: it can be rebuilt at any time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from uuid import UUID

from django.conf import settings

from qiaomost.catalogue.models import Record
from qiaomost.catalogue.selectors import record_for_index, records_to_index
from qiaomost.catalogue.states import RecordState
from qiaomost.discovery import engine
from qiaomost.discovery.documents import document_of, in_brief
from qiaosearch.searching import Collection, rebuilt

BATCH = 32
Progress = Callable[[int], None]


def index_record(record_id: UUID | str) -> None:
    """Make the index show what the catalogue says of one record now; running it twice changes nothing.

    Two workers may do this for one record at the same time. Whoever writes last looks again afterwards whether the
    record has changed since it was read, so that the index never ends with an older version. A record that is new to
    the index goes in in brief first: it is found within a second, and whole when all its passages are encoded.
    """
    collection = engine.collection()
    while True:
        record = record_for_index(UUID(str(record_id)))
        if record is None:
            collection.index.delete([str(record_id)])
        else:
            document = document_of(record)
            if not collection.index.documents([document.id], document.groups):
                collection.upsert([in_brief(document)])
            collection.upsert([document])
        if _versions([UUID(str(record_id))]) == ({record.pk: record.version} if record else {}):
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
    taken = _fill(collection, stale, progress)
    if gone:
        collection.index.delete(gone)
    _look_again(taken, _versions(taken))
    return len(stale) + len(gone)


def reindex(*, progress: Progress | None = None) -> int:
    """Build a new index beside the live one and swap; then catch up with what changed meanwhile; returns how many.

    What changed is told by the version, which grows with every write. Vectors that the live index has under the same
    encoder are taken over.
    """
    engine.close()
    node = settings.QIAOMOST
    with rebuilt(node.resolved_index_url(), encoder=node.encoder, threads=node.encoder_threads) as fresh:
        taken = _fill(fresh, [str(pk) for pk, _ in _published_keys()], progress)
    _look_again(taken, _versions())
    return len(taken)


def count_to_index() -> int:
    """How many records the index should hold."""
    return Record.objects.filter(state=RecordState.PUBLISHED).count()


def _fill(collection: Collection, ids: list[str], progress: Progress | None) -> dict[UUID, int]:
    """Index these records as far as they are published; returns the version of each that was taken."""
    taken: dict[UUID, int] = {}
    for group in _groups(ids):
        records = list(records_to_index().filter(pk__in=group))
        collection.upsert(map(document_of, records), progress=progress)
        taken |= {record.pk: record.version for record in records}
    return taken


def _look_again(taken: Mapping[UUID, int], published: Mapping[UUID, int]) -> None:
    """Index once more what was published, changed or withdrawn since it was taken."""
    for record_id in taken.keys() | published.keys():
        if taken.get(record_id) != published.get(record_id):
            index_record(record_id)


def _versions(ids: Iterable[UUID] | None = None) -> dict[UUID, int]:
    """The version of each published record, or of those among ``ids``."""
    published = Record.objects.filter(state=RecordState.PUBLISHED)
    chosen = published if ids is None else published.filter(pk__in=list(ids))
    return dict(chosen.values_list("pk", "version"))


def _published_keys() -> list[tuple[UUID, datetime]]:
    published = Record.objects.filter(state=RecordState.PUBLISHED).order_by("pk")
    return list(published.values_list("pk", "updated_at"))


def _groups(ids: Iterable[str]) -> Iterator[list[str]]:
    remaining = iter(ids)
    while group := list(islice(remaining, BATCH)):
        yield group
