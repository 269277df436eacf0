"""What the proxy and a monitor are told, and that they are told no more."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.utils import timezone

from qiaomost.accounts.models import Delivery
from qiaomost.common import heartbeat, outbox
from qiaomost.common.models import OutboxEntry
from qiaomost.discovery import engine
from qiaosearch.searching import Collection
from tests.qiaomost.scenes import published
from tests.unwritten import nothing_written

pytestmark = pytest.mark.django_db

WELL = {"database": "ok", "worker": "ok", "jobs": "ok", "mails": "ok", "index": "ok"}


@pytest.fixture(autouse=True)
def _a_worker_is_running(index: Collection) -> None:
    heartbeat.beat(heartbeat.WORKER, now=timezone.now())


def told(client: Client, path: str = "/health/") -> tuple[int, dict[str, str]]:
    with nothing_written():
        answer = client.get(path)
    assert answer.headers["Cache-Control"] == "private, no-cache"
    return answer.status_code, answer.json()["checks"]


def test_node_that_works_is_well(client: Client):
    assert told(client) == (200, WELL)
    assert told(client, "/health/ready/") == (200, {"database": "ok"})


def test_live_asks_nothing_of_the_database(client: Client, django_assert_num_queries: Any):
    with django_assert_num_queries(0):
        assert client.get("/health/live/").content == b"ok\n"


def test_worker_that_has_stopped_is_seen_and_pages_are_still_served(client: Client):
    heartbeat.beat(heartbeat.WORKER, now=timezone.now() - timedelta(minutes=11))
    assert told(client) == (503, WELL | {"worker": "wrong"})
    assert told(client, "/health/ready/") == (200, {"database": "ok"})


def test_job_that_waits_too_long_is_seen(client: Client):
    outbox.record("catalogue.record_submitted", now=timezone.now() - timedelta(minutes=29))
    assert told(client) == (200, WELL)
    OutboxEntry.objects.update(created_at=timezone.now() - timedelta(minutes=31))
    assert told(client) == (503, WELL | {"jobs": "wrong"})


def test_job_that_was_set_aside_is_seen(client: Client):
    outbox.record("catalogue.record_submitted", now=timezone.now())
    OutboxEntry.objects.update(failed_at=timezone.now(), last_error="secret")
    assert told(client) == (503, WELL | {"jobs": "wrong"})


def test_mail_that_was_refused_is_seen_and_one_on_its_way_is_not(client: Client):
    Delivery.objects.create(digest="a", held_until=timezone.now() + timedelta(minutes=1))
    Delivery.objects.create(digest="b", sent_at=timezone.now())
    assert told(client) == (200, WELL)
    Delivery.objects.create(digest="c")
    assert told(client) == (503, WELL | {"mails": "wrong"})


def test_index_that_lacks_a_record_is_wrong_only_when_nothing_waits(client: Client):
    published()
    OutboxEntry.objects.all().delete()
    assert told(client) == (503, WELL | {"index": "wrong"})
    outbox.record("catalogue.record_published", now=timezone.now())
    assert told(client) == (200, WELL)


def test_index_that_does_not_open_is_told_without_its_reason(client: Client, monkeypatch: pytest.MonkeyPatch):
    def closed() -> Collection:
        raise engine.SearchUnavailable("/srv/secret/index.db")

    monkeypatch.setattr(engine, "collection", closed)
    answer = client.get("/health/")
    assert (answer.status_code, answer.json()) == (
        503,
        {"status": "wrong", "checks": WELL | {"index": "wrong"}},
    )


def test_database_that_does_not_answer_is_told_without_its_address(
    client: Client, monkeypatch: pytest.MonkeyPatch
):
    def gone() -> None:
        raise DatabaseError("password of qiaomost at 10.0.0.5")

    monkeypatch.setattr(connection, "cursor", gone)
    answer = client.get("/health/ready/")
    assert (answer.status_code, answer.json()) == (
        503,
        {"status": "wrong", "checks": {"database": "wrong"}},
    )


@pytest.mark.parametrize("path", ["/health/", "/health/live/", "/health/ready/"])
def test_health_is_only_read(path: str, client: Client):
    assert client.post(path).status_code == 405
