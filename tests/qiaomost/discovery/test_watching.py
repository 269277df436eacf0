"""Saved searches: what is kept, and what is new to them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from qiaomost.accounts.models import User
from qiaomost.catalogue.models import Record
from qiaomost.catalogue.services import approve_text, hold_record, resume_record
from qiaomost.common.errors import Invalid, NotAllowed, NotFound
from qiaomost.common.models import AuditEntry
from qiaomost.discovery import services
from qiaomost.discovery.models import Arrival, News, Watch
from qiaomost.discovery.selectors import PAGE_SIZE, SearchRequest, search
from qiaomost.discovery.services import (
    change_watch,
    look,
    looking,
    mark_seen,
    remove_watch,
    watching,
)
from qiaomost.discovery.services.looking import SETTLED
from qiaomost.discovery.tasks import Watching
from qiaomost.discovery.watched import unseen_of, watches_of
from qiaomost.network.models import Membership
from qiaomost.network.selectors import standing_of
from qiaosearch.encoders.hashing import HashingEncoder
from qiaosearch.searching import Collection
from tests.factories import NOW, MembershipFactory, UserFactory
from tests.qiaomost.discovery.watching import LATER, arrive, kept, looked, new_record, told
from tests.qiaomost.scenes import organisation, published, translated
from tests.unwritten import nothing_written

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(index: Collection) -> User:
    return MembershipFactory().user


def new_of(user: User) -> dict[str, int]:
    return {watch.name: watch.new_count for watch in watches_of(standing_of(user))}


def test_a_member_hears_once_of_what_is_new_in_a_search(member: User):
    new_record(title="Hydrogen storage in steel", at=NOW - timedelta(days=9))
    watch = kept(member, "hydrogen storage")
    looked()
    assert new_of(member) == {"hydrogen storage": 0}
    new_record(title="Soy breeding for cold soils")
    found = new_record(title="Hydrogen storage alloy")
    looked(LATER + SETTLED - timedelta(seconds=1))
    assert told(watch) == set()
    looked()
    assert told(watch) == {found.pk}
    assert new_of(member) == {"hydrogen storage": 1}
    [news] = unseen_of(watch)
    assert mark_seen(actor=member, news=[news.pk], now=LATER) == 1
    assert mark_seen(actor=member, news=[news.pk], now=LATER) == 0
    arrive(hold_record(actor=None, record_id=found.pk, now=LATER))
    arrive(resume_record(actor=None, record_id=found.pk, now=LATER), at=LATER + timedelta(hours=1))
    looked(LATER + timedelta(days=1))
    assert new_of(member) == {"hydrogen storage": 0}


@pytest.mark.parametrize(
    "criteria",
    [
        {"kinds": ["challenge"]},
        {"countries": ["RU"]},
        {"languages": ["ru"]},
        {"kinds": ["achievement"], "countries": ["CN"]},
        {"query": "hydrogen storage", "kinds": ["challenge"]},
    ],
)
def test_what_is_new_is_what_the_search_finds(criteria: dict[str, Any], member: User):
    kinds = criteria.pop("kinds", ())
    watch = kept(member, kinds=kinds, **criteria)
    russian = organisation("Институт", country="RU")
    records = [
        new_record("challenge"),
        new_record(),
        new_record(organisation=russian),
        new_record("challenge", organisation=russian, source_language="ru", content__is_anonymous=True),
        new_record(title="Soy"),
    ]
    for record in records:
        record.texts.update(language=record.source_language)
        arrive(record)
    looked()
    request = SearchRequest(kinds=kinds, **criteria)
    hits = search(standing=standing_of(member), request=request, reader="en").hits
    assert {str(pk) for pk in told(watch)} == {hit.document.id for hit in hits} != set()


def test_a_search_with_words_tells_of_its_first_page_and_one_without_of_everything(member: User):
    worded, everything = kept(member, "hydrogen storage"), kept(member)
    for number in range(PAGE_SIZE + 2):
        new_record(title=f"Hydrogen storage alloy number {number}")
    looked()
    assert (len(told(worded)), len(told(everything))) == (PAGE_SIZE, PAGE_SIZE + 2)


def test_more_than_anybody_reads_is_not_kept(member: User, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(looking, "MOST_NEW", 2)
    watch = kept(member)
    for minute in range(3):
        last = new_record(updated_at=LATER + timedelta(minutes=minute))
    looked(LATER + timedelta(hours=1))
    assert (len(told(watch)), last.pk in told(watch)) == (2, True)


@pytest.mark.parametrize(("level", "is_told"), [("public", True), ("members", True), ("room", False)])
def test_nobody_hears_of_what_they_may_not_see(level: str, is_told: bool, member: User):
    watch = kept(member)
    record = new_record(disclosure=level)
    looked()
    assert told(watch) == ({record.pk} if is_told else set())
    assert new_of(member) == {"Everything": int(is_told)}
    Record.objects.update(disclosure="room")
    assert new_of(member) == {"Everything": 0}


def test_a_record_that_is_opened_to_more_people_is_new_to_them(member: User):
    watch = kept(member)
    record = new_record(disclosure="room")
    looked()
    Record.objects.filter(pk=record.pk).update(disclosure="members", version=9)
    arrive(record, at=LATER + timedelta(hours=2))
    looked(LATER + timedelta(hours=3))
    assert told(watch) == {record.pk}


def test_a_language_that_is_approved_is_new_to_those_who_look_for_it_alone(member: User):
    record = new_record(at=NOW - timedelta(days=1))
    everything, russian = kept(member), kept(member, languages=["ru"])
    translated(record, "ru", "Сплав", state="draft", approved_at=None)
    approve_text(actor=None, record_id=record.pk, language="ru", now=LATER)
    arrive(record)
    looked()
    assert (told(everything), told(russian)) == (set(), {record.pk})


def test_own_records_are_no_news(member: User):
    watch = kept(member)
    new_record(author=member)
    looked()
    assert told(watch) == set()


@pytest.mark.parametrize("ended", ["account", "membership"])
def test_whoever_left_hears_nothing(ended: str, member: User):
    watch = kept(member)
    new_record()
    if ended == "account":
        User.objects.update(is_active=False)
    else:
        Membership.objects.update(is_active=False)
    looked()
    assert told(watch) == set()


def test_arrivals_follow_the_catalogue_and_repeat_nothing(member: User):
    record = new_record(at=NOW)
    arrive(record, at=LATER)
    assert list(Arrival.objects.values_list("language", "level", "at")) == [("en", "public", NOW)]
    hold_record(actor=None, record_id=record.pk, now=LATER)
    arrive(record, at=LATER)
    assert not Arrival.objects.exists()
    resume_record(actor=None, record_id=record.pk, now=LATER)
    arrive(record, at=LATER)
    assert list(Arrival.objects.values_list("at", flat=True)) == [LATER]
    services.note_arrivals(record_id=uuid4(), now=LATER)
    assert Arrival.objects.count() == 1


def test_the_words_of_a_search_are_encoded_once(member: User, monkeypatch: pytest.MonkeyPatch):
    encoded: list[str] = []
    encode = HashingEncoder.encode_queries

    def counted(self: HashingEncoder, texts: list[str], languages: Any) -> Any:
        encoded.extend(texts)
        return encode(self, texts, languages)

    monkeypatch.setattr(HashingEncoder, "encode_queries", counted)
    watch = kept(member, "hydrogen storage")
    assert encoded == ["hydrogen storage"]
    for hour in (1, 2):
        new_record(at=NOW + timedelta(hours=hour))
        looked(NOW + timedelta(hours=hour + 0.5))
    assert (len(told(watch)), encoded) == (2, ["hydrogen storage"])
    Watch.objects.update(vector_of="another encoder")
    for hour in (3, 4):
        new_record(at=NOW + timedelta(hours=hour))
        looked(NOW + timedelta(hours=hour + 0.5))
    assert (len(told(watch)), encoded) == (4, ["hydrogen storage"] * 2)


def test_a_look_costs_as_many_queries_for_three_records_as_for_one(member: User):
    counts = []
    watch = kept(member)
    for hour, total in ((1, 1), (2, 3)):
        for _ in range(total):
            new_record(at=NOW + timedelta(hours=hour))
        with CaptureQueriesContext(connection) as queries:
            assert look(watch_id=watch.pk, now=NOW + timedelta(hours=hour + 0.5)) == total
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("step", ["found_among", "_put_down"])
def test_a_worker_that_dies_at_a_look_loses_nothing(step: str, member: User, monkeypatch: pytest.MonkeyPatch):
    watch, record = kept(member), new_record()
    done = getattr(looking, step)

    def die(*arguments: Any, **named: Any) -> None:
        done(*arguments, **named)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(looking, step, die)
        with pytest.raises(KeyboardInterrupt):
            looked()
    looked()
    look(watch_id=watch.pk, now=LATER + timedelta(days=1))
    assert list(News.objects.values_list("watch", "record")) == [(watch.pk, record.pk)]


def test_a_search_that_fails_holds_up_nobody(member: User, monkeypatch: pytest.MonkeyPatch):
    broken = kept(member, frequency="none")
    sound = kept(member, "hydrogen storage", frequency="none")
    record = new_record()
    found = looking.found_among

    def fail(ids: Any, *, watch: Watch, **named: Any) -> list[str]:
        if watch == broken:
            raise ValueError("no such luck")
        return found(ids, watch=watch, **named)

    tasks = Watching()
    with monkeypatch.context() as patch:
        patch.setattr(looking, "found_among", fail)
        steps = [tasks.step(now=LATER + SETTLED) for _ in range(2)]
    assert sorted(steps) == [False, True]  # after what failed the worker pauses
    assert (told(broken), told(sound)) == (set(), {record.pk})
    assert not tasks.step(now=LATER + SETTLED)
    tasks.try_again()
    assert tasks.step(now=LATER + SETTLED)
    assert told(broken) == {record.pk}


def test_a_search_removed_during_a_look_is_gone(member: User, monkeypatch: pytest.MonkeyPatch):
    watch = kept(member)
    new_record()
    found = looking.found_among

    def meanwhile(*arguments: Any, **named: Any) -> list[str]:
        remove_watch(actor=member, watch_id=watch.pk, now=LATER)
        return found(*arguments, **named)

    monkeypatch.setattr(looking, "found_among", meanwhile)
    assert look(watch_id=watch.pk, now=LATER + SETTLED) == 0
    assert look(watch_id=watch.pk, now=LATER + SETTLED) == 0
    assert not News.objects.exists()


def test_saved_searches_are_called_changed_and_removed_by_their_own_account(member: User):
    watch = kept(member, "hydrogen", kinds=["challenge", "achievement"], name="  Hydrogen\0  for  buses ")
    assert (watch.name, watch.criteria["kinds"]) == ("Hydrogen for buses", ["achievement", "challenge"])
    stranger = MembershipFactory().user
    for verb, values in ((change_watch, {"name": "Mine", "frequency": "none"}), (remove_watch, {})):
        with pytest.raises(NotFound), nothing_written():
            verb(actor=stranger, watch_id=watch.pk, now=NOW, **values)
    change_watch(actor=member, watch_id=watch.pk, name="H2", frequency="weekly", now=NOW)
    assert list(Watch.objects.values_list("name", "frequency")) == [("H2", "weekly")]
    remove_watch(actor=member, watch_id=watch.pk, now=NOW)
    assert not Watch.objects.exists()
    assert list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True)) == [
        "save_search",
        "change_watch",
        "remove_watch",
    ]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": " \0"}, "name"),
        ({"name": "н" * 121}, "name"),
        ({"frequency": "hourly"}, "frequency"),
        ({"query": "🙂"}, "q"),
        ({"query": "a" * 4001}, "q"),
    ],
)
def test_a_search_that_is_wrong_is_refused(values: dict[str, str], field: str, member: User):
    with nothing_written(), pytest.raises(Invalid) as raised:
        kept(member, **{"query": "hydrogen", "name": "Hydrogen", **values})
    assert list(raised.value.fields) == [field]


def test_the_same_search_is_kept_once_in_whatever_order(member: User):
    kept(member, "hydrogen", kinds=["challenge", "expert"], name="H2")
    with nothing_written(), pytest.raises(Invalid) as raised:
        kept(member, "hydrogen", kinds=["expert", "challenge"], sort="newest", name="Again")
    assert "“H2”" in str(raised.value)
    kept(MembershipFactory().user, "hydrogen", kinds=["expert", "challenge"])
    with pytest.raises(IntegrityError), transaction.atomic():
        Watch.objects.update(user=member, digest="the same")


def test_an_account_keeps_a_limited_number_of_searches(member: User, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(watching, "MOST_SEARCHES", 2)
    first, _second = kept(member, "hydrogen"), kept(member, "soy")
    with nothing_written(), pytest.raises(Invalid) as raised:
        kept(member, "wheat")
    assert "at most 2" in str(raised.value)
    remove_watch(actor=member, watch_id=first.pk, now=NOW)
    kept(member, "wheat")
    assert Watch.objects.count() == 2


def test_whoever_is_no_member_keeps_no_search(index: Collection):
    stranger = UserFactory()
    with nothing_written(), pytest.raises(NotAllowed):
        kept(stranger)


def test_nobody_sees_another_accounts_news(member: User):
    watch = kept(member)
    new_record()
    looked()
    [news] = unseen_of(watch)
    assert mark_seen(actor=MembershipFactory().user, news=[news.pk], now=LATER) == 0
    assert published().pk not in told(watch)
