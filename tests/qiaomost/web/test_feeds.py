from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import etree

from qiaomost.catalogue.models import Record
from qiaomost.discovery.services import reconcile
from qiaosearch.searching import Collection
from tests.factories import MembershipFactory
from tests.qiaomost.scenes import organisation, published, translated

pytestmark = pytest.mark.django_db

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def _feed(client: Client, path: str, **query: str) -> Any:
    answer = client.get(path, query)
    assert (answer.status_code, answer.headers["Content-Type"]) == (
        200,
        "application/atom+xml; charset=utf-8",
    )
    return etree.fromstring(answer.content)


def _titles(feed: Any) -> list[str]:
    return list(feed.xpath("a:entry/a:title/text()", namespaces=ATOM))


def test_feed_has_the_newest_records_in_its_language(client: Client, index: Collection):
    record = published(words={"title": "Alloy"}, organisation=organisation("Institute"))
    translated(record, "ru", "Сплав", summary="Новый сплав.")
    reconcile()
    feed = _feed(client, "/feed/ru/")
    assert _titles(feed) == ["Сплав"]
    entry = feed.find("a:entry", ATOM)
    assert entry.findtext("a:id", namespaces=ATOM) == f"urn:uuid:{record.pk}"
    assert entry.findtext("a:summary", namespaces=ATOM) == "Новый сплав."
    assert entry.findtext("a:author/a:name", namespaces=ATOM) == "Institute"
    assert entry.find("a:link", ATOM).get("href").endswith(f"/records/{record.pk}/")


@pytest.mark.parametrize(
    ("path", "language", "title"),
    [
        ("/feed/zh/", "zh-Hans", "Qiaomost：最新记录"),
        ("/feed/ru/", "ru", "Qiaomost: новые записи"),
        ("/feed/", "en", "Qiaomost: newest records"),
    ],
)
def test_feed_says_its_language(path: str, language: str, title: str, client: Client, index: Collection):
    feed = _feed(client, path)
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == language
    assert feed.findtext("a:title", namespaces=ATOM) == title


def test_feed_keeps_to_the_filters_of_the_search(client: Client, index: Collection):
    published(words={"title": "Alloy"})
    published("challenge", words={"title": "Wanted: alloy"})
    reconcile()
    feed = _feed(client, "/feed/en/", kind="challenge", q="alloy")
    assert _titles(feed) == ["Wanted: alloy"]
    links = {link.get("rel"): link.get("href") for link in feed.findall("a:link", ATOM)}
    assert links["self"].endswith("/feed/en/?kind=challenge&q=alloy")
    assert links["alternate"].endswith("/search/?kind=challenge&q=alloy")


def test_feed_is_what_a_visitor_sees_whoever_asks(client: Client, index: Collection):
    home = organisation("Institute")
    published(disclosure="members", organisation=home)
    published("challenge", words={"title": "Open"}, content__is_anonymous=True, organisation=home)
    reconcile()
    client.force_login(MembershipFactory(organisation=home).user)
    feed = _feed(client, "/feed/en/")
    assert _titles(feed) == ["Open"]
    assert feed.xpath("//a:name", namespaces=ATOM) == []


def test_feed_addresses_ignore_the_host_that_is_asked(client: Client, index: Collection, settings: Any):
    settings.ALLOWED_HOSTS = ["*"]
    published()
    reconcile()
    answer = client.get("/feed/en/", headers={"host": "evil.example"})
    assert "evil.example" not in answer.content.decode()


def test_feed_shows_hostile_words_inert(client: Client, index: Collection):
    hostile = "<script>alert(1)</script> & alloy"
    published(words={"title": hostile, "summary": hostile})
    reconcile()
    feed = _feed(client, "/feed/en/", q=hostile)
    assert _titles(feed) == [hostile]
    summary = feed.find("a:entry/a:summary", ATOM)
    assert (summary.get("type"), summary.text) == (
        "html",
        "&lt;script&gt;alert(1)&lt;/script&gt; &amp; alloy",
    )


def test_feed_in_an_unknown_language_leads_nowhere(client: Client, index: Collection):
    assert client.get("/feed/xx/").status_code == 404


def test_feed_costs_as_many_queries_for_three_records_as_for_one(client: Client, index: Collection):
    counts = []
    for total in (1, 3):
        while Record.objects.count() < total:
            translated(published(organisation=organisation("Institute")), "ru", "Сплав")
        reconcile()
        with CaptureQueriesContext(connection) as queries:
            assert len(_titles(_feed(client, "/feed/ru/"))) == total
        counts.append(len(queries))
    assert counts[0] == counts[1]
