from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as site

from qiaomost.catalogue.models import Record
from qiaomost.catalogue.states import RecordState
from qiaomost.common import outbox
from qiaomost.discovery import engine, services
from qiaomost.discovery.documents import document_of
from qiaomost.discovery.services import indexing
from qiaomost.network.permissions import MEMBERS_GROUP, PUBLIC_GROUP
from qiaomost.wiring import HANDLERS
from qiaosearch.encoders import ENCODERS
from qiaosearch.encoders.hashing import HashingEncoder
from qiaosearch.searching import Collection
from qiaosearch.types import Filter
from tests.factories import NOW
from tests.qiaomost.scenes import published

pytestmark = pytest.mark.django_db


def _titles(index: Collection, *groups: str) -> list[str]:
    found = index.search("", filter=Filter(groups=frozenset(groups or {PUBLIC_GROUP})))
    return sorted(hit.document.texts[0].title for hit in found.hits)


def _rename(record: Record, title: str) -> None:
    """What a service does: the text, the version and the time change together."""
    record.texts.update(title=title)
    Record.objects.filter(pk=record.pk).update(
        version=record.version + 1, updated_at=record.updated_at + timedelta(days=1)
    )
    record.refresh_from_db()


def test_indexing_twice_changes_nothing(index: Collection):
    record = published(words={"title": "Alloy"})
    for _ in range(2):
        services.index_record(record.pk)
        assert (_titles(index), index.index.inventory()) == (["Alloy"], {str(record.pk): record.updated_at})


@pytest.mark.parametrize("state", [state for state in RecordState if state != RecordState.PUBLISHED])
def test_indexing_takes_out_what_is_no_longer_published(state: str, index: Collection):
    record = published()
    services.index_record(record.pk)
    Record.objects.filter(pk=record.pk).update(state=state)
    services.index_record(record.pk)
    assert index.index.inventory() == {}


def test_indexing_a_record_that_is_gone_leaves_nothing(index: Collection):
    record = published()
    services.index_record(record.pk)
    key = record.pk
    record.delete()
    services.index_record(str(key))
    assert index.index.inventory() == {}


def test_indexing_ends_with_the_newest_version(index: Collection, monkeypatch: pytest.MonkeyPatch):
    record = published(words={"title": "First"})
    upsert, changes = Collection.upsert, iter(["Second", "Third"])

    def upsert_while_somebody_writes(self: Collection, *args: Any, **values: Any) -> int:
        title = next(changes, None)
        if title:
            _rename(record, title)
        return upsert(self, *args, **values)

    monkeypatch.setattr(Collection, "upsert", upsert_while_somebody_writes)
    services.index_record(record.pk)
    assert _titles(index) == ["Third"]


def test_indexing_ends_without_a_record_that_is_withdrawn_meanwhile(
    index: Collection, monkeypatch: pytest.MonkeyPatch
):
    record, upsert = published(), Collection.upsert

    def upsert_after_withdrawal(self: Collection, *args: Any, **values: Any) -> int:
        Record.objects.filter(pk=record.pk).update(state=RecordState.ON_HOLD)
        return upsert(self, *args, **values)

    monkeypatch.setattr(Collection, "upsert", upsert_after_withdrawal)
    services.index_record(record.pk)
    assert index.index.inventory() == {}


def test_only_approved_texts_are_indexed(index: Collection):
    record = published(words={"title": "Alloy"})
    record.texts.create(language="ru", origin="human", state="stale", title="Старый перевод")
    record.texts.create(language="zh", origin="machine", state="draft", title="机器译文")
    services.index_record(record.pk)
    assert [text.language.value for text in document_of(record).texts] == ["en"]
    assert _titles(index) == ["Alloy"]


def test_reconciling_adds_updates_and_deletes(index: Collection):
    kept, changed, gone = (published(words={"title": title}) for title in ("Kept", "Changed", "Gone"))
    assert services.reconcile() == 3
    published(words={"title": "New"})
    _rename(changed, "Changed again")
    Record.objects.filter(pk=gone.pk).update(state=RecordState.EXPIRED)
    done: list[int] = []
    assert services.reconcile(progress=done.append) == 3
    assert (_titles(index), sum(done)) == (["Changed again", "Kept", "New"], 2)
    assert services.reconcile() == 0
    assert kept.texts.get().title == "Kept"


def test_a_published_record_is_found_once_the_worker_has_worked(index: Collection):
    record = published(words={"title": "Alloy"})
    outbox.record("catalogue.record_published", now=NOW, record_id=str(record.pk))
    assert _titles(index) == []
    assert outbox.work(HANDLERS, clock=lambda: NOW)
    assert _titles(index) == ["Alloy"]
    assert not outbox.work(HANDLERS, clock=lambda: NOW)


def test_reindexing_builds_what_the_catalogue_says(index: Collection):
    for number in range(3):
        published(words={"title": f"Alloy {number}"})
    engine.collection().index.delete(list(index.index.inventory()))
    assert services.reindex() == 3
    assert _titles(engine.collection()) == ["Alloy 0", "Alloy 1", "Alloy 2"]


def test_readers_find_everything_while_the_index_is_built_anew(index: Collection):
    for number in range(40):
        published(words={"title": f"Alloy {number}"})
    services.reconcile()
    reader = Collection.open(site.QIAOMOST.resolved_index_url(), encoder="hashing")
    totals: list[int] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            totals.append(reader.search("Alloy").total)

    thread = threading.Thread(target=read)
    thread.start()
    try:
        for _ in range(3):
            services.reindex()
    finally:
        stop.set()
        thread.join()
    assert set(totals) == {40}
    _ = reader.search("Alloy")
    published(words={"title": "Newest alloy"})
    services.reconcile()
    assert reader.search("Alloy").total == 41
    reader.close()


def test_reindexing_notices_a_narrower_disclosure_meanwhile(
    index: Collection, monkeypatch: pytest.MonkeyPatch
):
    """The owner's switches do not touch the time of the last change, only the version."""
    record = published(words={"title": "Alloy"})
    services.reconcile()
    fill = indexing._fill

    def fill_then_narrow(*args: Any) -> Any:
        filled = fill(*args)
        Record.objects.filter(pk=record.pk).update(disclosure="members", version=record.version + 1)
        return filled

    monkeypatch.setattr(indexing, "_fill", fill_then_narrow)
    services.reindex()
    assert _titles(engine.collection()) == []
    assert _titles(engine.collection(), MEMBERS_GROUP) == ["Alloy"]


def test_another_encoder_makes_search_unavailable_until_the_index_is_rebuilt(
    index: Collection, monkeypatch: pytest.MonkeyPatch
):
    published(words={"title": "Alloy"})
    services.reconcile()
    engine.close()
    monkeypatch.setitem(ENCODERS, "hashing", lambda _: HashingEncoder(32))
    with pytest.raises(engine.SearchUnavailable) as refusal:
        engine.collection()
    assert "reindex" in str(refusal.value)
    assert services.reindex() == 1
    assert _titles(engine.collection()) == ["Alloy"]


def test_new_record_is_found_in_brief_before_all_of_it_is_encoded(
    index: Collection, monkeypatch: pytest.MonkeyPatch
):
    record = published(words={"title": "Alloy", "description": "Long words about it"})

    def dies(self: Collection, documents: Any, **options: Any) -> int:
        monkeypatch.undo()
        done = index.upsert(documents, **options)
        monkeypatch.setattr(Collection, "upsert", lambda *_args, **_options: pytest.fail("killed"))
        return done

    monkeypatch.setattr(Collection, "upsert", dies)
    with pytest.raises(pytest.fail.Exception):
        services.index_record(record.pk)
    monkeypatch.undo()
    hits = index.search("Alloy").hits
    assert [[section.name for section in hit.document.texts[0].sections] for hit in hits] == [["title"]]
    assert services.reconcile() == 1
    assert index.index.inventory() == {str(record.pk): record.updated_at}
