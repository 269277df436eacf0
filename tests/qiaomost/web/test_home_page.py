from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from qiaomost.catalogue.models import Record, Subject
from qiaomost.discovery import engine
from qiaomost.discovery.services import reconcile
from qiaosearch.searching import Collection
from tests.qiaomost.scenes import a_challenge_with_answers, organisation, published, translated

pytestmark = pytest.mark.django_db


def _page(client: Client, language: str = "en") -> str:
    answer = client.get("/", headers={"accept-language": language})
    assert answer.status_code == 200
    return answer.content.decode()


def _figures(page: str) -> list[str]:
    return [
        re.sub(r"<.*?>", "", cell) for cell in re.findall(r"<td>(.*?)</td>", page.split('class="figures"')[1])
    ]


def _in_subject(record: Record, code: str) -> None:
    record.subjects.add(Subject.objects.get(pk=code))


def test_home_counts_by_kind_and_country(client: Client, index: Collection):
    published(organisation=organisation("Institute", country="RU"))
    published(organisation=organisation("Plant", country="CN"))
    published("challenge", organisation=organisation("Mine", country="CN"))
    reconcile()
    page = _page(client)
    assert _figures(page)[1:] == ["1", "1", "2", "1", "0", "1", "0", "0", "0"]
    assert '<a href="/search/?kind=challenge&amp;country=CN">1</a>' in page


def test_home_counts_languages_and_fields_in_the_readers_language(client: Client, index: Collection):
    record = published()
    _in_subject(record, "2.5")
    translated(record, "ru", "Сплав")
    reconcile()
    page = _page(client, "ru")
    assert re.findall(r'\?language=(..)">.*?</a> (\d)', page) == [("zh", "0"), ("ru", "1"), ("en", "1")]
    assert re.findall(r'/subjects/([\d.]+)/">(.*?)</a>&nbsp;<small>(\d)', page) == [
        ("2", "Техника и технологии", "1"),
        ("2.5", "Материаловедение и металлургия", "1"),
    ]


def test_home_shows_the_newest_of_both_kinds(client: Client, index: Collection):
    a_challenge_with_answers(5)
    page = _page(client)
    assert re.findall(r'<article class="card (\w+)">', page) == ["challenge", *["achievement"] * 4]


def test_home_without_records_is_a_page_all_the_same(client: Client, index: Collection):
    page = _page(client)
    assert page.count("Nothing yet.") == 2
    assert set(_figures(page)[1:]) == {"0"}


def test_home_without_an_index_says_so(client: Client, monkeypatch: pytest.MonkeyPatch):
    def refuse() -> None:
        raise engine.SearchUnavailable("/secret/place")

    monkeypatch.setattr(engine, "collection", refuse)
    page = _page(client)
    assert "the index has to be rebuilt." in page
    assert "secret" not in page


def test_home_sends_old_addresses_of_searches_on(client: Client):
    answer = client.get("/?q=%D0%BB%D1%91%D0%B4&kind=expert&kind=challenge")
    assert (answer.status_code, answer.headers["Location"]) == (
        301,
        "/search/?q=%D0%BB%D1%91%D0%B4&kind=expert&kind=challenge",
    )


def test_home_costs_as_many_queries_for_three_records_as_for_one(client: Client, index: Collection):
    counts: list[Any] = []
    for total in (1, 3):
        while Record.objects.filter(kind="challenge").count() < total:
            for kind in ("challenge", "achievement"):
                record = published(kind, organisation=organisation("Institute"))
                translated(record, "ru", "Сплав")
                _in_subject(record, "2.5")
        reconcile()
        with CaptureQueriesContext(connection) as queries:
            page = _page(client)
        assert page.count('<article class="card') == 2 * total
        counts.append(len(queries))
    assert counts[0] == counts[1]
