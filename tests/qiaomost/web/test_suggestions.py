from __future__ import annotations

import html
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from qiaomost.catalogue.models import Record, Subject
from qiaomost.network.models import PersonNameKey
from qiaosearch.searching import Collection
from qiaosearch.text.names import query_keys
from tests.factories import RecordTextFactory
from tests.qiaomost.scenes import organisation, published, translated

pytestmark = pytest.mark.django_db

OPTION = re.compile(r'data-href="(.*?)"><span lang="(..)">(.*?)</span> <small>(.*?)</small>')


def _options(client: Client, typed: str, language: str = "en") -> list[tuple[str, str, str]]:
    """Text, kind and address of what is suggested."""
    answer = client.get("/search/suggestions/", {"q": typed}, headers={"accept-language": language})
    assert answer.status_code == 200
    found = OPTION.findall(answer.content.decode())
    return [(html.unescape(text), kind, html.unescape(address)) for address, _, text, kind in found]


def test_suggestions_begin_with_what_begins_so():
    published(words={"title": "Cold robot welding"}).texts.update(
        keywords=["arc welding", "welding in frost"]
    )
    client = Client()
    assert [text for text, _, _ in _options(client, "Weld")] == [
        "welding in frost",
        "arc welding",
        "Cold robot welding",
    ]
    assert _options(client, "elding") == []


def test_suggestions_lead_to_searches_and_to_records(client: Client):
    record = published(words={"title": "Welding robot"})
    record.texts.update(keywords=["welding & cutting"])
    assert _options(client, "weld") == [
        ("welding & cutting", "Keyword", "/search/?q=welding+%26+cutting"),
        ("Welding robot", "Record", f"/records/{record.pk}/"),
    ]


@pytest.mark.parametrize("typed", ["СВАР", "свар", "Свар"])
def test_suggestions_do_not_tell_capital_from_small_letters(typed: str, client: Client):
    record = published(words={"title": "Robot"})
    translated(record, "ru", "Сварочный робот", keywords=["сварка"])
    assert [text for text, _, _ in _options(client, typed, "ru")] == ["сварка", "Сварочный робот"]


def test_suggestions_are_found_inside_chinese_words_and_for_one_character(client: Client):
    record = published(words={"title": "Robot"})
    translated(record, "zh", "自动焊接机器人")
    assert [text for text, _, _ in _options(client, "焊", "zh-CN")] == ["自动焊接机器人"]
    assert _options(client, "R") == []


def test_suggestions_show_one_title_of_a_record_in_the_readers_language(client: Client):
    record = published(words={"title": "LaNi5 alloy"})
    translated(record, "ru", "LaNi5: сплав")
    assert [text for text, _, _ in _options(client, "LaNi", "ru")] == ["LaNi5: сплав"]


def test_suggestions_name_fields_that_have_records(client: Client):
    record = published()
    record.subjects.add(Subject.objects.get(pk="2.5"))
    assert _options(client, "материалов", "ru") == [
        ("Материаловедение и металлургия", "Область науки", "/search/?subject=2.5")
    ]
    assert [address for _, _, address in _options(client, "Engineering and")] == ["/search/?subject=2"]
    assert _options(client, "Mathematics") == []


@pytest.mark.parametrize("typed", ["Zhang Wei", "wei zhang", "张", "张伟"])
def test_suggestions_name_experts_in_any_script(typed: str, client: Client):
    record = published("expert", words={"title": "Specialist"})
    for key in query_keys("Zhang Wei") | query_keys("张伟"):
        PersonNameKey.objects.create(person=record.expert.person, key=key)
    assert _options(client, typed) == [("张伟", "Expert", f"/records/{record.pk}/")]


def test_suggestions_name_owners_but_not_of_anonymous_challenges(client: Client, index: Collection):
    institute = published(organisation=organisation("Institute of Welding"))
    published("challenge", organisation=organisation("Welding Secret Plant"), content__is_anonymous=True)
    owners = [
        (text, address) for text, kind, address in _options(client, "welding") if kind == "Organisation"
    ]
    assert owners == [("Institute of Welding", f"/organisations/{institute.organisation_id}/")]
    assert client.get(owners[0][1]).status_code == 200


def test_suggestions_leave_out_texts_that_nobody_approved(client: Client):
    record = published(words={"title": "Robot"})
    RecordTextFactory(record=record, language="ru", origin="human", title="Черновик")
    assert _options(client, "Черно", "ru") == []


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.text(max_size=30))
@example(typed="\0\0")
@example(typed="%_\\'")
@example(typed='"]' * 20)
def test_suggestions_answer_any_text(typed: str, client: Client):
    assert client.get("/search/suggestions/", {"q": typed}).status_code == 200


def test_suggestions_show_hostile_words_inert(client: Client):
    published(words={"title": 'x <script>alert(1)</script>" onclick="x"'})
    page = client.get("/search/suggestions/", {"q": "x <"}).content.decode()
    assert "&lt;script&gt;" in page
    assert "<script" not in page
    assert 'onclick="x"' not in page


def test_suggestions_cost_as_many_queries_for_three_as_for_one(client: Client):
    counts = []
    for total in (1, 3):
        while Record.objects.count() < total:
            published("expert", words={"title": "Welding"}, organisation=organisation("Welding works"))
        with CaptureQueriesContext(connection) as queries:
            found = _options(client, "weld")
        assert [kind for _, kind, _ in found].count("Record") == total
        counts.append(len(queries))
    assert counts[0] == counts[1]
