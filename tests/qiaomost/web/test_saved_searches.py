"""A member keeps a search, sees what is new in it, and changes or removes it."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from qiaomost.accounts.models import User
from qiaomost.discovery.models import News, Watch
from qiaomost.discovery.services import watching
from qiaosearch.searching import Collection
from tests.factories import MembershipFactory, UserFactory
from tests.qiaomost.accounts.browsing import PASSWORD, sign_in
from tests.qiaomost.discovery.watching import arrive, kept, looked, new_record
from tests.unwritten import nothing_written

pytestmark = pytest.mark.django_db

ASKED = "q=hydrogen+storage&kind=achievement&subject=2.5&sort=newest"


@pytest.fixture
def member(index: Collection) -> User:
    user = UserFactory(email="me@example.org", password=PASSWORD)
    return MembershipFactory(user=user).user


@pytest.fixture
def signed_in(member: User, client: Client) -> Client:
    client.force_login(member)
    return client


def words(page: Any) -> str:
    return html.unescape(page.content.decode())


def parts(page: Any) -> list[str]:
    return re.findall(r"<li>([^<]+)</li>", words(page).partition('class="terms"')[2].partition("</ul>")[0])


def test_a_search_is_saved_opened_changed_and_removed(signed_in: Client):
    new_record(title="Hydrogen storage tank")
    page = words(signed_in.get(f"/search/?{ASKED}&page=2"))
    [address] = set(re.findall(r'href="(/my/searches/new/[^"]*)"', page))
    assert address == f"/my/searches/new/?{ASKED}"
    form = signed_in.get(address)
    assert parts(form) == ["“hydrogen storage”", "Achievement", "Materials engineering", "Order: Newest"]
    assert 'value="hydrogen storage"' in words(form)
    answer = signed_in.post(address, {"name": "Hydrogen", "frequency": "daily"}, follow=True)
    assert answer.redirect_chain == [("/my/searches/", 302)]
    assert "Saved: Hydrogen" in words(answer)
    watch = Watch.objects.get()
    assert words(answer).count(f'href="/search/?{ASKED}"') == 1
    one = f"/my/searches/{watch.pk}/"
    signed_in.post(f"{one}change/", {"name": "H2", "frequency": "none"})
    assert "No mails" in words(signed_in.get("/my/searches/"))
    assert signed_in.post(f"{one}remove/").url == "/my/searches/"
    assert "You keep no search yet" in words(signed_in.get("/my/searches/"))
    assert signed_in.get(one).status_code == 404


def test_opening_a_search_shows_what_is_new_once_with_the_passage_that_answers(
    signed_in: Client, member: User
):
    watch = kept(member, "hydrogen storage")
    record = new_record(title="Alloy", source_language="en")
    record.texts.update(description="It makes hydrogen storage cheap.")
    arrive(record)
    new_record(title="Soy")
    looked()
    listed = words(signed_in.get("/my/searches/"))
    assert re.findall(r'class="new">(.*?)<', listed) == ["1 new record"]
    page = words(signed_in.get(f"/my/searches/{watch.pk}/"))
    assert re.findall(r"<h3><a [^>]*>(.*?)</a></h3>", page) == ["Alloy"]
    assert "<mark>hydrogen</mark>" in page
    assert 'class="new"' not in words(signed_in.get("/my/searches/"))
    assert "Nothing new since you last looked." in words(signed_in.get(f"/my/searches/{watch.pk}/"))
    assert News.objects.get().seen_at is not None


def test_what_was_typed_stays_where_it_is_refused(
    signed_in: Client, member: User, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(watching, "MOST_SEARCHES", 1)
    watch = kept(member)
    with nothing_written():
        page = signed_in.post("/my/searches/new/?q=soy", {"name": "Soy & <oil>", "frequency": "daily"})
    assert page.status_code == 422
    assert 'value="Soy & <oil>"' in words(page)
    assert 'value="daily" selected' in words(page)
    assert "An account keeps at most 1 searches." in words(page)
    with nothing_written():
        page = signed_in.post(f"/my/searches/{watch.pk}/change/", {"name": "м" * 121, "frequency": "weekly"})
    assert (page.status_code, "м" * 121 in words(page)) == (422, True)
    assert "A name has at most 120 characters." in words(page)


def test_a_visitor_signs_in_and_goes_on(client: Client, member: User):
    new_record()
    address = "/my/searches/new/?q=hydrogen"
    assert 'href="/my/searches/new/?q=hydrogen"' in words(client.get("/search/?q=hydrogen"))
    assert client.get(address).url == "/account/login/?next=/my/searches/new/%3Fq%3Dhydrogen"
    client.post(address, {"name": "H2", "frequency": "none"})
    assert sign_in(client, "me@example.org", next=address).url == address
    assert 'value="H2"' in words(client.get(address))


def test_whoever_is_no_member_is_told_how_to_become_one(client: Client, index: Collection):
    client.force_login(UserFactory())
    for page in (client.get("/my/searches/new/"), client.post("/my/searches/new/", {"name": "x"})):
        assert page.status_code == 403
        assert "Ask to join your organisation first" in words(page)


def test_nobody_opens_changes_or_removes_anothers_search(signed_in: Client):
    watch = kept(MembershipFactory().user)
    one = f"/my/searches/{watch.pk}/"
    with nothing_written():
        assert signed_in.get(one).status_code == 404
        for verb in ("change", "remove"):
            assert signed_in.post(f"{one}{verb}/", {"name": "x", "frequency": "none"}).status_code == 404
    assert "Everything" not in words(signed_in.get("/my/searches/"))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh-CN", ["“hydrogen”", "技术需求", "俄罗斯", "有中文文本"]),
        ("ru", ["«hydrogen»", "Технологический запрос", "Россия", "Текст на китайском"]),
    ],
)
def test_criteria_are_told_in_the_readers_language(
    language: str, said: list[str], signed_in: Client, member: User
):
    kept(member, "hydrogen", kinds=["challenge"], countries=["RU"], languages=["zh"])
    assert parts(signed_in.get("/my/searches/", headers={"accept-language": language})) == said


def test_the_list_costs_as_many_queries_for_three_searches_as_for_one(signed_in: Client, member: User):
    counts = []
    for names in ("a", "bc"):
        for name in names:
            kept(member, f"hydrogen {name}")
        new_record()
        looked()
        signed_in.get("/my/searches/")
        with CaptureQueriesContext(connection) as queries:
            page = signed_in.get("/my/searches/")
        counts.append((len(queries), words(page).count('class="verbs"')))
    assert [count for _queries, count in counts] == [1, 3]
    assert counts[0][0] == counts[1][0]


def test_opening_costs_as_many_queries_for_three_records_as_for_one(signed_in: Client, member: User):
    watch, counts = kept(member), []
    for total in (1, 3):
        for _ in range(total):
            new_record()
        looked()
        News.objects.update(seen_at=None)
        News.objects.exclude(pk__in=News.objects.order_by("-pk").values("pk")[:total]).delete()
        with CaptureQueriesContext(connection) as queries:
            signed_in.get(f"/my/searches/{watch.pk}/")
        counts.append(len(queries))
    assert counts[0] == counts[1]
