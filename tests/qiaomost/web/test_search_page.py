from __future__ import annotations

import html
import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from qiaomost.catalogue.models import Subject
from qiaomost.discovery.services import reconcile
from qiaosearch.encoders.hashing import HashingEncoder
from qiaosearch.searching import Collection
from tests.factories import MembershipFactory, RecordTextFactory
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


def test_search_that_finds_nothing_helps_on(client: Client, index: Collection):
    query = {"q": "hydrogen & ice", "language": "ru", "subject": "2.1", "page": "2"}
    empty = (
        client.get("/search/", query).content.decode().partition('class="empty"')[2].partition("</div>")[0]
    )
    assert [html.unescape(address) for address in re.findall(r'href="(.*?)"', empty)] == [
        "?q=hydrogen+%26+ice&subject=2.1",
        "/search/?q=hydrogen%20%26%20ice",
        "?q=hydrogen+%26+ice&language=ru&subject=2.1",
        "/my/records/new/challenge/?description=hydrogen%20%26%20ice",
    ]
    away = re.findall(r'<a href="/my/[^>]*>', empty)
    assert away
    assert all('hx-boost="false"' in link for link in away)  # no page of results is cut out of them


def test_search_that_found_nothing_becomes_a_challenge(client: Client, index: Collection):
    client.force_login(MembershipFactory().user)
    page = client.get("/my/records/new/challenge/", {"description": "Ice & <hydrogen>\0\u202e"})
    assert re.findall(
        r"<textarea[^>]*text-description[^>]*>\s*(.*?)</textarea>", page.content.decode(), re.S
    ) == ["Ice &amp; &lt;hydrogen&gt;"]


def test_search_is_sorted_as_the_address_says(client: Client, index: Collection):
    for title, level in (("Hydrogen alloy", 3), ("Hydrogen storage alloy", 9)):
        published(words={"title": title}, content__trl=level)
    published("challenge", words={"title": "Hydrogen wanted"}, content__deadline=date(2100, 1, 1))
    reconcile()
    for query in ("", "hydrogen"):
        by_readiness = _titles(client.get("/search/", {"q": query, "sort": "readiness"}))
        assert by_readiness == ["Hydrogen storage alloy", "Hydrogen alloy", "Hydrogen wanted"]
        assert _titles(client.get("/search/", {"q": query, "sort": "deadline"}))[0] == "Hydrogen wanted"


def test_search_offers_the_orders_that_make_sense(client: Client, index: Collection):
    def orders(**query: str) -> list[tuple[str, str]]:
        head = (
            client.get("/search/", query)
            .content.decode()
            .partition('class="orders"')[2]
            .partition("</nav>")[0]
        )
        return re.findall(r'id="order-(\w*)".*?(aria-current="true")?>', head)

    chosen = 'aria-current="true"'
    assert orders() == [("", chosen), ("readiness", ""), ("deadline", "")]
    assert orders(q="alloy", sort="newest") == [
        ("", ""),
        ("newest", chosen),
        ("readiness", ""),
        ("deadline", ""),
    ]


def test_cards_say_which_languages_there_are_and_who_translated(client: Client, index: Collection):
    record = published(words={"title": "Alloy", "summary": "Strong alloy."})
    translated(record, "ru", "Сплав", summary="Прочный сплав.", origin="machine")
    reconcile()
    page = client.get("/search/", {"q": "alloy"}, headers={"accept-language": "ru"}).content.decode()
    badges = page.partition('class="badges"')[2].partition("</p>")[0]
    assert re.sub(r"<.*?>", " ", badges).split()[-3:] == ["Английский", "(оригинал)", "Русский"]
    assert re.findall(r'<p class="origin">(.*?)</p>', page) == [
        "Машинный перевод; язык оригинала: английский"
    ]
    original = client.get("/search/", {"q": "alloy"}).content.decode()
    assert 'class="origin"' not in original


def test_long_passages_are_shown_from_the_sentence_that_answers(client: Client, index: Collection):
    words = (
        "First comes something else, at length. " * 12 + "Then the zirconium lining lasts. " + "More. " * 60
    )
    published(words={"title": "Reactor", "description": words})
    reconcile()
    page = client.get("/search/", {"q": "zirconium lining"}).content.decode()
    shown = re.sub(r"<.*?>", "", re.findall(r'<p class="passage"[^>]*>(.*?)</p>', page)[0])
    assert shown.startswith("… Then the zirconium lining lasts. More.")
    assert shown.endswith("More. …")
    assert len(shown) < 400


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


def test_search_says_that_nothing_answers_and_shows_the_nearest(
    client: Client, index: Collection, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(HashingEncoder, "close", 2.0)  # only words make an answer
    published(words={"title": "Welding robot", "description": "Welds pipelines in frost."})
    reconcile()
    page = client.get("/search/", {"q": "welding recipes"})
    shown = page.content.decode()
    assert _titles(page) == ["Welding robot"]
    assert "Nothing here answers these words closely" in shown
    assert "In no record: recipes." in shown
    link = '<a href="/my/records/new/challenge/?description=welding%20recipes" hx-boost="false">'
    assert link in shown
    assert "Nothing here answers" not in client.get("/search/", {"q": "welding pipelines"}).content.decode()
    assert "Nothing here answers" not in client.get("/search/").content.decode()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("catalyts for hydrogn", "catalyst for hydrogen"),
        ("катализотор", "катализатор"),
        ("catalyst", ""),
        ("hat", ""),
        ("zirconium", ""),
    ],
)
def test_search_asks_whether_a_near_word_was_meant(typed: str, meant: str, client: Client, index: Collection):
    record = published(words={"title": "Catalyst for hydrogen release"})
    translated(record, "ru", "Катализатор")
    published(words={"title": "Zirconjum crucible"}, disclosure="members")
    reconcile()
    page = client.get("/search/", {"q": typed, "kind": "achievement"}).content.decode()
    asked = re.findall(r'<p class="doubt".*?<a href="(.*?)".*?>(.*?)</a>', page)
    assert [words for _, words in asked] == ([meant] if meant else [])
    assert all(html.unescape(address).startswith("?kind=achievement&q=") for address, _ in asked)


def test_card_says_in_the_readers_language_what_a_foreign_text_is_about(client: Client, index: Collection):
    record = published(words={"title": "Welding robot", "description": "Welds pipelines."})
    record.subjects.add(Subject.objects.get(pk="2.3"))
    translated(record, "zh", "焊接机器人", description="焊接管道。")
    reconcile()
    page = client.get("/search/", {"q": "welding"}, headers={"accept-language": "ru"}).content.decode()
    assert '<span class="fields"><span class="unseen">Области науки: </span>Машиностроение' in page
    chinese = client.get("/search/", {"q": "welding"}, headers={"accept-language": "zh"}).content.decode()
    assert "人工翻译，原文为英文" in chinese


def test_passage_has_the_language_of_its_title(client: Client, index: Collection):
    record = published(words={"title": "Сплав", "description": "Сплав хранит водород."}, source_language="ru")
    record.texts.update(language="ru")
    translated(record, "en", "Alloy", description="The alloy stores hydrogen.")
    reconcile()
    page = client.get("/search/", {"q": "сплав водород"}, headers={"accept-language": "zh"})
    assert _titles(page) == ["Alloy"]
    assert '<span lang="en">The alloy stores hydrogen.</span>' in page.content.decode()


def test_criteria_in_a_passage_are_told_apart(client: Client, index: Collection):
    record = published("challenge", words={"title": "De-icer", "summary": ""})
    record.texts.update(acceptance_criteria=["Friction of 0.40", "No corrosion"])
    reconcile()
    page = client.get("/search/", {"q": "friction corrosion"}).content.decode()
    shown = re.sub(r"<.*?>", "", re.findall(r'<p class="passage"[^>]*>(.*?)</p>', page)[0])
    assert shown == "Acceptance criteria: Friction of 0.40 · No corrosion"
