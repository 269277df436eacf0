from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from qiaomost.discovery.services import reconcile
from qiaosearch.searching import Collection
from tests.factories import RecordTextFactory
from tests.qiaomost.scenes import a_challenge_with_answers, organisation, published, translated

pytestmark = pytest.mark.django_db


def _titles(page: Any) -> list[str]:
    return re.findall(r"<h3><a [^>]*>(.*?)</a></h3>", page.content.decode())


def test_search_shows_hits_in_the_readers_language(client: Client, index: Collection):
    record = published(words={"title": "Welding robot", "description": "Welds pipelines in frost."})
    translated(record, "ru", "Сварочный робот", description="Сваривает трубопроводы на морозе.")
    reconcile()
    page = client.get("/search/", {"q": "welding pipelines"}, headers={"accept-language": "ru"})
    assert _titles(page) == ["Сварочный робот"]
    assert "Сваривает трубопроводы на морозе." in page.content.decode()


def test_search_marks_the_words_of_the_query(client: Client, index: Collection):
    published(words={"title": "Robot", "description": "It welds pipelines."})
    reconcile()
    page = client.get("/search/", {"q": "pipelines"}).content.decode()
    assert re.findall(r"<mark>(.*?)</mark>", page) == ["pipelines"]


def test_search_filters_by_each_facet(client: Client, index: Collection):
    challenge = a_challenge_with_answers(1)
    assert len(_titles(client.get("/search/"))) == 3
    page = client.get(
        "/search/", {"q": "hydrogen storage", "kind": "challenge", "country": "CN", "language": "en"}
    )
    assert _titles(page) == [challenge.texts.get().title]


def test_search_without_result_keeps_the_filters_to_undo(client: Client, index: Collection):
    page = client.get("/search/", {"q": "hydrogen", "country": "RU", "subject": "2.1"}).content.decode()
    assert "Nothing found" in page
    assert re.findall(r'<ul class="chosen">.*?</ul>', page, re.S)[0].count("<li>") == 2


def test_search_says_that_it_left_out_what_it_does_not_know(client: Client, index: Collection):
    a_challenge_with_answers(1)
    page = client.get("/search/", {"kind": "ghost", "page": "9" * 30, "subject": "٢.٥"})
    assert (page.status_code, len(_titles(page))) == (200, 3)
    assert "Some parts of this address are not known and were left out." in page.content.decode()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "There is no word or number to search for."),
        ("ru", "В запросе нет ни слов, ни чисел."),
        ("zh-CN", "检索内容中没有可检索的文字或数字。"),
    ],
)
def test_search_for_no_words_is_refused_in_the_readers_language(
    language: str, words: str, client: Client, index: Collection
):
    page = client.get("/search/", {"q": "🙂"}, headers={"accept-language": language})
    assert page.status_code == 422
    assert words in page.content.decode()


def test_search_for_too_much_is_refused(client: Client, index: Collection):
    assert client.get("/search/", {"q": "a" * 4_001}).status_code == 422


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.text(max_size=60), page=st.text(max_size=5))
@example(query="\0", page="1")
@example(query="' OR 1=1 --", page="-1")
@example(query='"unbalanced NEAR(', page="1e9")
@example(query="\u202e<script>alert(1)</script>", page="0")
def test_search_answers_any_text(query: str, page: str, client: Client, index: Collection):
    answer = client.get("/search/", {"q": query, "page": page})
    assert answer.status_code in {200, 422}
    assert b"<script>" not in answer.content


def test_search_costs_as_many_queries_for_three_records_as_for_one(client: Client, index: Collection):
    counts = []
    for total in (1, 3):
        while len(_titles(client.get("/search/"))) < total:
            record = published(organisation=organisation("Institute"))
            translated(record, "ru", "Сплав")
            reconcile()
        with CaptureQueriesContext(connection) as queries:
            page = client.get("/search/", {"q": "hydrogen"})
        assert len(_titles(page)) == total
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_hostile_words_are_shown_inert(client: Client, index: Collection):
    hostile = '<script>alert(1)</script>" onclick="x" {{ 7|add:7 }} alloy'
    record = published(words={"title": hostile, "description": hostile})
    RecordTextFactory(record=record, language="ru", origin="machine", title=f"{hostile} по-русски")
    reconcile()
    pages = [client.get("/search/", {"q": hostile}), client.get(f"/records/{record.pk}/")]
    pages.append(client.get(f"/records/{record.pk}/", {"text": "ru"}))
    for page in pages:
        words = page.content.decode()
        assert page.status_code == 200
        assert "<script>" not in words
        assert 'onclick="x"' not in words
        assert "&lt;script&gt;" in words
        assert "{{ 7|add:7 }}" in words
