from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from qiaomost.catalogue.models import Evidence, Subject
from qiaomost.discovery import engine
from qiaomost.discovery.services import reconcile
from qiaosearch.searching import Collection
from tests.factories import RecordTextFactory
from tests.qiaomost.scenes import a_challenge_with_answers, organisation, published, translated

pytestmark = pytest.mark.django_db


def _page(client: Client, record: Any, language: str = "en", **query: str) -> str:
    """The page with its answers, as a browser completes it."""
    given = {"answers": "shown", **query}
    answer = client.get(f"/records/{record.pk}/", given, headers={"accept-language": language})
    assert answer.status_code == 200
    return answer.content.decode()


def test_record_is_read_in_the_language_that_is_asked_for(client: Client, index: Collection):
    record = published(words={"title": "Welding robot"})
    translated(record, "ru", "Сварочный робот")
    assert re.findall(r"<h1 .*?</h1>", _page(client, record, "ru")) == ['<h1 lang="ru">Сварочный робот</h1>']
    original = _page(client, record, "ru", text="en")
    assert re.findall(r"<h1 .*?</h1>", original) == ['<h1 lang="en">Welding robot</h1>']
    assert re.findall(r'<a href="\?text=(..)" (\S*)>', original) == [
        ("en", 'aria-current="true"'),
        ("ru", ""),
    ]
    assert "Оригинал" in original


def test_record_hides_translations_that_nobody_approved(client: Client, index: Collection):
    record = published()
    RecordTextFactory(record=record, language="ru", origin="human", title="Черновик перевода")
    assert "Черновик перевода" not in _page(client, record, "ru", text="ru")
    RecordTextFactory(record=record, language="zh", origin="machine", title="机器译文")
    page = _page(client, record, "zh-CN")
    assert "机器译文" in page
    assert "机器翻译" in page


@pytest.mark.parametrize("text", ["xx", "", "\0", "a" * 5_000])
def test_record_with_an_unknown_language_shows_a_text_all_the_same(
    text: str, client: Client, index: Collection
):
    record = published(words={"title": "Welding robot"})
    assert ">Welding robot</h1>" in _page(client, record, text=text)


@pytest.mark.parametrize(
    ("language", "deadline", "budget"),
    [
        ("en", "30 September 2027", "1,800,000 yuan"),
        ("ru", "30 сентября 2027", "1\xa0800\xa0000 юаней"),
        ("zh-CN", "2027年9月30日", "180万元（人民币）"),
    ],
)
def test_facts_are_written_as_their_readers_do(
    language: str, deadline: str, budget: str, client: Client, index: Collection
):
    facts = {"budget": Decimal(1_800_000), "currency": "CNY", "deadline": date(2027, 9, 30)}
    record = published("challenge", **{f"content__{name}": value for name, value in facts.items()})
    values = re.findall(r"<dd>(.*?)</dd>", _page(client, record, language))
    assert values[:2] == [deadline, budget]


def test_record_comes_before_its_answers_with_the_way_to_them(client: Client, index: Collection):
    challenge = a_challenge_with_answers(1)
    page = client.get(f"/records/{challenge.pk}/", {"text": "ru"}).content.decode()
    assert 'class="score"' not in page
    assert 'hx-get="?text=ru&amp;answers=shown"' in page
    for kind in ("achievement", "expert"):
        assert f'<a href="/records/{challenge.pk}/matches/?kind={kind}">' in page
    assert 'hx-get="?' not in _page(client, challenge)


def test_match_gives_passages_terms_and_points(client: Client, index: Collection):
    challenge = published("challenge", organisation=organisation("Owner"))
    challenge.texts.update(
        description="Capacity of LaNi5 falls after 500 cycles.", keywords=["metal hydride"]
    )
    solution = published(words={"description": "LaNi5 powder keeps capacity after 900 cycles."})
    solution.texts.update(keywords=["metal hydride"])
    reconcile()
    page = _page(client, challenge)
    assert re.findall(r"<figcaption>(.*?)</figcaption>", page)[:2] == [
        "Challenge · English",
        "Achievement · English",
    ]
    assert "Capacity of LaNi5 falls after 500 cycles." in page.split('class="reasons"')[1]
    assert "LaNi5 powder keeps capacity after 900 cycles." in page.split('class="reasons"')[1]
    assert "<li>metal hydride</li>" in page.split('class="reasons"')[1]
    points = [(int(a), int(b)) for a, b in re.findall(r"<small>(\d+) / (\d+)</small>", page)]
    assert len(points) == 7
    assert all(own <= most for own, most in points)


def test_experts_evidence_is_named(client: Client, index: Collection):
    challenge = published("challenge", organisation=organisation("Owner"))
    work = published(words={"title": challenge.texts.get().title + " no more"})
    expert = published("expert", words={"title": "Materials scientist"})
    Evidence.objects.create(record=expert, kind="record", target=work)
    Evidence.objects.create(record=expert, kind="publication", title="On alloys", year=2024)
    reconcile()
    assert f"/records/{work.pk}/" in _page(client, challenge).split("Experts who can help")[1]
    page = _page(client, expert)
    assert f'href="/records/{work.pk}/"' in page
    assert "Publication, 2024" in page


def test_record_costs_as_many_queries_for_three_answers_as_for_one(client: Client, index: Collection):
    counts = []
    published("challenge", words={"title": "A neighbour of the challenge"})
    for answers in (1, 3):
        challenge = a_challenge_with_answers(answers)
        challenge.subjects.set(Subject.objects.filter(pk__startswith="2.")[:answers])
        client.get(f"/records/{challenge.pk}/")
        with CaptureQueriesContext(connection) as queries:
            page = _page(client, challenge)
        assert page.count('class="score"') >= 2 * answers
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_record_can_be_read_while_the_index_is_rebuilt(
    client: Client, index: Collection, monkeypatch: pytest.MonkeyPatch
):
    record = published("challenge", words={"title": "Welding robot"})

    def unavailable() -> None:
        raise engine.SearchUnavailable("the encoder in /secret/place is another")

    monkeypatch.setattr(engine, "matcher", unavailable)
    page = _page(client, record, "ru")
    assert ">Welding robot</h1>" in page
    assert page.count("Поиск временно недоступен: индекс нужно построить заново.") == 2
    assert "/secret/place" not in page


@pytest.mark.parametrize("state", ["draft", "under_review", "on_hold", "expired", "archived"])
def test_unpublished_record_is_not_found_by_visitors(state: str, client: Client, index: Collection):
    record = published(state=state)
    assert client.get(f"/records/{record.pk}/").status_code == 404


def test_author_reads_a_draft_that_has_no_answers_yet(client: Client, index: Collection):
    record = published(state="draft", words={"title": "Unfinished"})
    author = record.author
    author.memberships.create(organisation=record.organisation, role="member")
    client.force_login(author)
    page = _page(client, record)
    assert ">Unfinished</h1>" in page
    assert '<span class="state">Draft</span>' in page
    assert "Nothing yet." in page


def test_record_says_when_it_has_no_text_in_the_readers_language(client: Client, index: Collection):
    record = published(open_for_interest=True)
    translated(record, "zh", "合金")
    said = "Текста на русском языке у этой записи пока нет"
    assert said in _page(client, record, "ru")
    assert "本记录尚无中文文本" not in _page(client, record, "zh", text="en")
    translated(record, "ru", "Сплав")
    assert said not in _page(client, record, "ru", text="all")


def test_record_says_what_becomes_of_an_interest(client: Client, index: Collection):
    said = "an adviser of each side reads it before it is delivered"
    assert said in _page(client, published(open_for_interest=True))
    assert said not in _page(client, published(open_for_interest=False))
