"""A program keeps a copy: everything once, then what has changed, with what is no longer shown."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from qiaomost.accounts.models import User
from qiaomost.catalogue.models import Evidence, Record, Showing
from qiaomost.catalogue.services import archive_record, hold_record, resume_record
from qiaomost.catalogue.services.showing import note_showing
from qiaomost.catalogue.services.steps import announce_change
from tests.factories import MembershipFactory
from tests.qiaomost.api.test_reading import queries
from tests.qiaomost.scenes import organisation, published

pytestmark = pytest.mark.django_db

SITE = "http://127.0.0.1:8000"
CHANGES = "/api/v1/changes"


class Harvester:
    """Keeps a copy by what the answers say alone."""

    def __init__(self, user: User | None = None, *, size: int = 100) -> None:
        self.client = Client()
        if user:
            self.client.force_login(user)
        self.later = f"{SITE}{CHANGES}?size={size}"
        self.copy: dict[str, Any] = {}

    def harvest(self) -> list[str]:
        """Ask, page after page; returns the ids that were told of, in order."""
        told, address = [], self.later
        while address:
            answer = self.client.get(address.removeprefix(SITE))
            assert answer.status_code == 200
            page = answer.json()
            for change in page["changes"]:
                told.append(change["id"])
                self.copy[change["id"]] = change["record"]
                if change["record"] is None:
                    del self.copy[change["id"]]
            if page["next"]:
                assert answer.headers["Link"] == f'<{page["next"]}>; rel="next"'
            address, self.later = page["next"], page["later"]
        assert self.later
        return told

    def titles(self) -> set[str]:
        return {record["texts"][0]["sections"]["title"] for record in self.copy.values()}


def shown(title: str, **values: Any) -> Record:
    record = published(words={"title": title}, **values)
    note_showing(record)
    return record


def long_ago() -> None:
    """What was noted so far is older than the minute that harvests overlap."""
    for row in Showing.objects.all():
        Showing.objects.filter(pk=row.pk).update(changed_at=row.changed_at - timedelta(hours=1))


def test_a_copy_follows_the_life_of_a_record():
    record, other = shown("Alloy"), shown("Concrete")
    harvester = Harvester()
    assert harvester.harvest() == [str(record.pk), str(other.pk)]
    long_ago()
    assert harvester.harvest() == []
    record.texts.update(title="Better alloy")
    announce_change(record, now=timezone.now())
    assert (harvester.harvest(), harvester.titles()) == ([str(record.pk)], {"Better alloy", "Concrete"})
    hold_record(actor=None, record_id=record.pk, now=timezone.now())
    harvester.harvest()
    assert harvester.titles() == {"Concrete"}
    resume_record(actor=None, record_id=record.pk, now=record.published_at)
    harvester.harvest()
    assert harvester.titles() == {"Better alloy", "Concrete"}
    archive_record(actor=None, record_id=record.pk, now=timezone.now())
    harvester.harvest()
    assert harvester.titles() == {"Concrete"}


def test_whoever_loses_sight_of_a_record_is_told_and_others_are_not():
    home = organisation("Home")
    member, owner = (MembershipFactory(organisation=place).user for place in (organisation("Else"), home))
    record = shown("Alloy", organisation=home)
    readers = {
        name: Harvester(user) for name, user in {"visitor": None, "member": member, "owner": owner}.items()
    }
    told = {name: reader.harvest() for name, reader in readers.items()}
    assert told == {name: [str(record.pk)] for name in readers}
    for level, seen_by in (("members", {"member", "owner"}), ("room", {"owner"}), ("public", set(readers))):
        long_ago()
        Record.objects.filter(pk=record.pk).update(disclosure=level)
        record.refresh_from_db()
        announce_change(record, now=timezone.now())
        for reader in readers.values():
            reader.harvest()
        assert {name for name, reader in readers.items() if reader.copy} == seen_by


def test_nobody_is_told_of_what_they_never_saw():
    record = shown("Alloy", disclosure="members")
    visitor = Harvester()
    assert visitor.harvest() == []
    announce_change(record, now=timezone.now())
    hold_record(actor=None, record_id=record.pk, now=timezone.now())
    assert visitor.harvest() == []
    hidden = published(state="draft")
    note_showing(hidden)
    assert not Showing.objects.filter(record=hidden).exists()


def test_a_withdrawn_record_leaves_nothing_but_its_id():
    record = shown("Alloy")
    hold_record(actor=None, record_id=record.pk, now=timezone.now())
    [change] = Client().get(CHANGES).json()["changes"]
    changed = Showing.objects.get(record=record, level="public").changed_at
    assert change == {
        "id": str(record.pk),
        "changed": changed.isoformat().replace("+00:00", "Z"),
        "record": None,
    }


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_pages_lose_nothing_where_many_change_at_the_same_time(size: int):
    records = [shown(f"Alloy {number}") for number in range(5)]
    Showing.objects.update(changed_at=timezone.now())
    assert sorted(Harvester(size=size).harvest()) == sorted(str(record.pk) for record in records)


def test_a_change_that_was_committed_late_is_told_the_next_time():
    harvester = Harvester()
    harvester.harvest()
    record = shown("Alloy")
    Showing.objects.update(changed_at=timezone.now() - timedelta(seconds=50))
    assert harvester.harvest() == [str(record.pk)]


def test_a_later_harvest_keeps_its_language_and_size(client: Client):
    later = client.get(CHANGES, {"reader": "ru", "size": 7, "since": "2026-01-01T00:00:00Z"}).json()["later"]
    assert "reader=ru" in later
    assert "size=7" in later
    assert later.count("since=") == 1


@pytest.mark.parametrize(
    ("since", "status"),
    [
        ("2026-09-01T08:00:00Z", 200),
        ("2026-09-01t08:00:00.123456z", 200),
        ("2026-09-01T16:00:00+08:00", 200),
        ("2026-09-01T16:00:00 08:00", 200),
        ("2026-09-01", 422),
        ("2026-09-01T08:00:00", 422),
        ("2026-13-01T08:00:00Z", 422),
        ("0001-01-01T00:00:00+14:00", 422),
        ("1788249600", 422),
        ("", 422),
    ],
)
def test_times_are_given_with_their_zone(since: str, status: int, client: Client):
    answer = client.get(CHANGES, {"since": since})
    assert answer.status_code == status
    if status == 422:
        assert list(answer.json()["errors"]) == ["since"]


def test_all_records_come_in_one_download_and_changes_go_on_from_there(client: Client):
    records = [shown(f"Alloy {number}") for number in range(3)]
    published(state="draft")
    answer = client.get("/api/v1/records.jsonl", {"reader": "ru"})
    lines = [json.loads(line) for line in answer.getvalue().decode().splitlines()]
    assert answer.headers["Content-Type"] == "application/jsonl"
    assert {line["id"] for line in lines} == {str(record.pk) for record in records}
    for line in lines:
        assert line == client.get(f"/api/v1/records/{line['id']}", {"reader": "ru"}).json()
    following = answer.headers["Link"].partition(">")[0].removeprefix(f"<{SITE}")
    assert client.get(following).status_code == 200
    long_ago()
    assert client.get(following).json()["changes"] == []


def test_a_download_counts_as_many_calls(client: Client, settings: Any):
    settings.QIAOMOST = settings.QIAOMOST.model_copy(update={"api_limit_visitor": 100})
    first = client.get("/api/v1/records.jsonl")
    assert (first.status_code, first.headers["RateLimit"].split(";")[1]) == (200, "r=40")
    assert client.head("/api/v1/records.jsonl").status_code == 429
    assert client.get("/api/v1/records").status_code == 429
    settings.QIAOMOST = settings.QIAOMOST.model_copy(update={"api_limit_visitor": 10})
    assert Client(REMOTE_ADDR="192.0.2.1").get("/api/v1/records.jsonl").status_code == 200


def test_head_of_a_download_reads_no_record(client: Client):
    shown("Alloy")
    answer = client.head("/api/v1/records.jsonl")
    assert (answer.status_code, answer.getvalue()) == (200, b"")


@pytest.mark.parametrize("path", [CHANGES, "/api/v1/records.jsonl"])
def test_a_harvest_takes_the_same_queries_for_one_record_and_for_three(
    path: str, client: Client, settings: Any
):
    settings.QIAOMOST = settings.QIAOMOST.model_copy(update={"api_limit_visitor": 1000})

    def with_evidence(title: str) -> None:
        Evidence.objects.create(record=shown(title), kind="record", target=shown(f"{title} again"))

    with_evidence("Alloy")
    client.get(path)
    first = queries(client, path)
    with_evidence("Concrete")
    with_evidence("Glass")
    assert queries(client, path) == first
