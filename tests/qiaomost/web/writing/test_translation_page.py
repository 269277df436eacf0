"""Translating a record beside its original: suggestions, what is taken, and whose words they then are."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from qiaomost.catalogue.models import Record
from qiaomost.catalogue.services import approve_text
from qiaomost.translation.models import Segment
from qiaomost.translation.services import add_concept, approve_translation
from tests.factories import NOW, RecordFactory, RecordTextFactory, concept_draft
from tests.qiaomost.conftest import People
from tests.qiaomost.translation.conftest import Server, libre, server, use
from tests.qiaomost.web.writing.posting import filled

pytestmark = pytest.mark.django_db
__all__ = ["libre", "server", "use"]

TITLE = "技术转让平台"
SUMMARY = "第一句话。第二句话。"


@pytest.fixture
def record(people: People) -> Record:
    made = RecordFactory(organisation=people.organisation, author=people.author, state="cleared")
    made.texts.update(title=TITLE, summary=SUMMARY, description="", keywords=["桥梁", "抗冻"])
    return made


@pytest.fixture
def author(client: Client, people: People) -> Client:
    client.force_login(people.author)
    return client


def place(record: Record, language: str = "ru") -> str:
    return f"/my/records/{record.pk}/texts/{language}/"


def remember(source: str, target: str, **values: Any) -> None:
    given = {"actor": None, "source": "zh", "target": "ru", "level": "public", "now": NOW}
    approve_translation(source_text=source, target_text=target, **(given | values))


def shown(page: Any) -> list[tuple[str, str]]:
    """Class and words of each suggestion."""
    return re.findall(
        r'<div class="suggestion (\w+)">\s*<p lang="ru" data-suggestion>(.*?)</p>', page.content.decode()
    )


def send(author: Client, record: Record, **typed: Any) -> Any:
    return author.post(
        place(record), filled(author, place(record)) | typed, headers={"accept-language": "en"}
    )


def test_page_suggests_from_memory_with_terms_and_no_provider(author: Client, record: Record):
    add_concept(actor=None, draft=concept_draft(), now=NOW)
    remember("第一句话。", "Первое предложение.")
    page = author.get(place(record), headers={"accept-language": "en"})
    text = page.content.decode()
    assert shown(page) == [("memory", "Первое предложение."), ("memory", "Первое предложение.")]
    assert (
        "<b>From the translation memory</b> <span>100 %</span>" in text,
        "<mark>技术转让</mark>" in text,
    ) == (True, True)
    assert 'value="suggest"' not in text


def test_machine_is_asked_only_by_its_button_and_is_labelled(author: Client, record: Record, libre: Server):
    assert shown(author.get(place(record))) == []
    assert libre.requests == []
    page = send(author, record, do=["suggest"], text__title=["typed"])
    assert [kind for kind, _ in shown(page)] == ["machine"] * 5
    assert libre.texts == [TITLE, "第一句话。", "第二句话。", "桥梁", "抗冻"]
    assert len(shown(author.get(place(record)))) == 5
    assert record.texts.count() == 1


def test_provider_that_fails_leaves_what_was_typed(author: Client, record: Record, libre: Server):
    remember("第一句话。", "Первое предложение.")
    libre.answer = lambda _body: (500, {})
    typed = filled(author, place(record), text__title="Название")
    page = author.post(place(record), typed | {"do": ["suggest"]}, headers={"accept-language": "en"})
    assert page.status_code == 200
    assert "Machine translation does not answer" in page.content.decode()
    assert "Название</textarea>" in page.content.decode()
    assert shown(page)[0] == ("memory", "Первое предложение.")
    assert Segment.objects.filter(origin="machine").count() == 0


def test_sections_for_fewer_readers_stay_on_the_node(author: Client, record: Record, libre: Server):
    record.section_disclosure = {"summary": "room"}
    record.save()
    page = send(author, record, do=["suggest"])
    assert libre.texts == [TITLE, "桥梁", "抗冻"]
    assert page.content.decode().count("texts of this level do not leave this node") == 2


def test_suggestions_are_taken_without_script(author: Client, record: Record, libre: Server):
    send(author, record, do=["suggest"])
    one = send(author, record, take=["summary.1"], text__title="x")
    assert "&lt;第二句话。&gt;</textarea>" in one.content.decode()
    fields = filled(author, place(record), text__summary="Начало.")
    page = author.post(place(record), fields | {"take": ["summary.0"]})
    assert "Начало. &lt;第一句话。&gt;</textarea>" in page.content.decode()
    whole = author.post(place(record), fields | {"take": ["summary.all"]})
    assert ">\n&lt;第一句话。&gt; &lt;第二句话。&gt;</textarea>" in whole.content.decode()
    assert (
        "&lt;桥梁&gt;\n&lt;抗冻&gt;</textarea>"
        in send(author, record, take=["keywords.all"]).content.decode()
    )
    assert [
        send(author, record, take=[wrong]).status_code for wrong in ("ghost.0", "title.9", "title", "")
    ] == [
        200,
        200,
        200,
        422,
    ]
    assert record.texts.count() == 1


def _saved(author: Client, record: Record, **typed: Any) -> str:
    fields = filled(author, place(record), **typed)
    answer = author.post(place(record), fields)
    assert answer.status_code == 302
    return str(record.texts.get(language="ru").origin)


@pytest.mark.parametrize(
    ("typed", "origin"),
    [
        ({"text__title": "<技术转让平台>", "text__summary": "Своими словами."}, "machine"),
        ({"text__title": "Платформа", "text__summary": "Свои слова. Машинная фраза."}, "machine"),
        ({"text__title": "Платформа", "text__summary": "Своими словами."}, "human"),
    ],
)
def test_a_machines_sentence_left_as_it_was_makes_the_text_a_machines(
    typed: dict[str, str], origin: str, author: Client, record: Record, libre: Server
):
    words = {TITLE: "<技术转让平台>", "第二句话。": "Машинная фраза."}
    libre.answer = lambda body: (200, {"translatedText": [words.get(text, "Прочее.") for text in body["q"]]})
    send(author, record, do=["suggest"])
    assert _saved(author, record, **typed) == origin


def test_label_stays_until_the_owner_approves(author: Client, record: Record, libre: Server, people: People):
    send(author, record, do=["suggest"])
    words = {"text__title": "<技术转让平台>", "text__summary": "Свои слова. И ещё."}
    assert _saved(author, record, **words) == "machine"
    assert _saved(author, record, **words) == "machine"
    assert (
        "Translated by a machine"
        in author.get(place(record), headers={"accept-language": "en"}).content.decode()
    )
    approve_text(actor=people.author, record_id=record.pk, language="ru", now=NOW)
    approved = Segment.objects.filter(approved_by=people.author)
    assert {(one.source_text, one.target_text, one.origin) for one in approved} == {
        (TITLE, "<技术转让平台>", "machine"),
        ("第一句话。", "Свои слова.", "human"),
        ("第二句话。", "И ещё.", "human"),
    }


def test_machine_text_of_another_source_stays_one_when_it_is_saved_again(author: Client, record: Record):
    RecordTextFactory(
        record=record, language="ru", origin="machine", title="Машинное название", summary="", description=""
    )
    assert _saved(author, record, text__summary="Дописано человеком.") == "machine"
    assert _saved(author, record, text__title="Название", text__summary="Всё переписано.") == "human"


def test_approved_sections_of_fewer_readers_stay_in_their_record(people: People, record: Record):
    record.section_disclosure = {"summary": "room"}
    record.save()
    words = {"title": "Платформа", "summary": "Раз. Два.", "description": "", "keywords": ["мороз", "мост"]}
    RecordTextFactory(record=record, language="ru", origin="human", **words)
    approve_text(actor=people.author, record_id=record.pk, language="ru", now=NOW)
    assert set(Segment.objects.values_list("source_text", "level", "scope")) == {
        (TITLE, "public", ""),
        ("第一句话。", "room", f"record:{record.pk}"),
        ("第二句话。", "room", f"record:{record.pk}"),
    }


def test_page_costs_as_many_queries_for_three_sentences_as_for_one(author: Client, record: Record):
    remember("第一句话。", "Первое предложение.")
    counts = []
    for text in ("第一句话呀。", "第一句话呀。第三句话。第一句话。"):
        record.texts.update(summary=text)
        author.get(place(record))
        with CaptureQueriesContext(connection) as queries:
            author.get(place(record))
        counts.append(len(queries))
    assert counts[0] == counts[1]
