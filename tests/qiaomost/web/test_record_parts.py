"""What stands beside the text of a record: languages abreast, files, neighbours, references, linked data."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from qiaomost.catalogue.models import Attachment, Record, Subject
from qiaomost.discovery import engine
from qiaomost.discovery.services import reconcile
from qiaosearch.searching import Collection
from tests.factories import NOW, MembershipFactory, RecordTextFactory
from tests.qiaomost.scenes import organisation, published, translated

pytestmark = pytest.mark.django_db


def _page(client: Client, record: Record, language: str = "en", **query: str) -> str:
    answer = client.get(f"/records/{record.pk}/", query, headers={"accept-language": language})
    assert answer.status_code == 200
    return answer.content.decode()


def _data(page: str) -> Any:
    return json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)[0])


def _cited(page: str) -> list[str]:
    return [html.unescape(text) for text in re.findall(r'class="citation" id=".*?">(.*?)</p>', page, re.S)]


def _related(page: str) -> list[str]:
    return re.findall(r"<h3><a [^>]*>(.*?)</a>", page.partition('class="related"')[2])


def _attach(record: Record, name: str, disclosure: str) -> Attachment:
    values = {"media_type": "application/pdf", "size": 2048, "sha256": name[0] * 64, "added_at": NOW}
    return Attachment.objects.create(record=record, name=name, disclosure=disclosure, **values)


def test_languages_stand_abreast_with_the_original_first(client: Client, index: Collection):
    record = published(words={"title": "Alloy", "description": "Strong."})
    translated(record, "ru", "Сплав", description="Прочный.")
    RecordTextFactory(
        record=record, language="zh", origin="machine", title="合金", summary="", description=""
    )
    page = _page(client, record, "ru", text="all").partition('class="answers"')[0]
    assert re.findall(r"<h1 .*?</h1>", page) == ['<h1 lang="ru">Сплав</h1>']
    sides = re.findall(r'<div class="side">\s*<p class="meta">(.*?)</p>', page)
    assert sides[:3] == [
        "Английский · Оригинал",
        "Русский · Перевод специалиста",
        "Китайский · Машинный перевод",
    ]
    assert [word in page for word in ("Alloy", "合金", "Strong.", "Прочный.")] == [True] * 4
    assert page.count("На этом языке нет") == 1


def test_languages_abreast_hide_what_the_reader_may_not_see(client: Client, index: Collection):
    record = published(
        words={"title": "Alloy", "description": "Secret."}, section_disclosure={"description": "room"}
    )
    translated(record, "ru", "Сплав", description="Секрет.")
    RecordTextFactory(record=record, language="zh", origin="human", title="草稿")
    page = _page(client, record, text="all", answers="shown")
    assert [word in page for word in ("Secret.", "Секрет.", "草稿")] == [False] * 3


def test_fields_of_science_lead_to_the_search(client: Client, index: Collection):
    record = published()
    record.subjects.add(Subject.objects.get(pk="2.5"))
    assert '<a href="/search/?subject=2.5">Materials engineering</a>' in _page(client, record)


def test_files_are_listed_for_those_who_may_read_them(client: Client, index: Collection):
    record = published(organisation=organisation("Institute"))
    _attach(record, "open.pdf", "public")
    hidden = _attach(record, "secret.pdf", "room")
    assert re.findall(r"download>(.*?)</a>", _page(client, record)) == ["open.pdf"]
    assert client.get(f"/attachments/{hidden.pk}/").status_code == 404
    client.force_login(MembershipFactory(organisation=record.organisation).user)
    assert sorted(re.findall(r"download>(.*?)</a>", _page(client, record))) == ["open.pdf", "secret.pdf"]


def test_neighbours_are_of_the_same_kind_and_may_be_seen(client: Client, index: Collection):
    record = published(words={"title": "Frost resistant concrete"})
    published(words={"title": "Frost resistant mortar"})
    published(words={"title": "Frost resistant secret"}, disclosure="members")
    published(words={"title": "Frost resistant draft"}, state="on_hold")
    published("challenge", words={"title": "Frost resistant concrete wanted"})
    reconcile()
    assert _related(_page(client, record, answers="shown")) == ["Frost resistant mortar"]
    client.force_login(MembershipFactory(organisation=organisation("Elsewhere")).user)
    assert sorted(_related(_page(client, record, answers="shown"))) == [
        "Frost resistant mortar",
        "Frost resistant secret",
    ]


def test_record_without_an_index_is_read_all_the_same(client: Client, monkeypatch: pytest.MonkeyPatch):
    record = published(words={"title": "Alloy"})

    def refuse() -> None:
        raise engine.SearchUnavailable("/secret/place")

    monkeypatch.setattr(engine, "collection", refuse)
    page = _page(client, record)
    assert ">Alloy</h1>" in page
    assert _related(page) == []


def test_references_follow_the_standards(client: Client, index: Collection, settings: Any):
    settings.QIAOMOST = settings.QIAOMOST.model_copy(update={"site_url": "https://q.example"})
    record = published(words={"title": "Alloy"}, organisation=organisation("Institute"))
    Record.objects.filter(pk=record.pk).update(updated_at=NOW)
    address, today = f"https://q.example/records/{record.pk}/", r"(\d{4}-\d\d-\d\d)"
    chinese, russian, bibtex = _cited(_page(client, record))
    day = f"{NOW:%Y-%m-%d}"
    assert re.fullmatch(rf"Institute\. Alloy\[EB/OL\]\. \({day}\)\[{today}\]\. {address}\.", chinese)
    assert russian.startswith(
        "Alloy : научно-техническая разработка / Institute. — Текст : электронный // Qiaomost"
    )
    assert re.search(rf"— URL: {address} \(дата обращения: \d\d\.\d\d\.\d{{4}}\)\.$", russian)
    assert bibtex.splitlines()[:3] == [
        f"@misc{{qiaomost-{record.pk},",
        "  author = {{Institute}},",
        "  title = {{Alloy}},",
    ]


@pytest.mark.parametrize(
    ("kind", "thing", "type_"),
    [
        ("achievement", "CreativeWork", "WebPage"),
        ("challenge", "Demand", "WebPage"),
        ("expert", "Person", "ProfilePage"),
    ],
)
def test_linked_data_says_what_the_page_says(
    kind: str, thing: str, type_: str, client: Client, index: Collection
):
    record = published(
        kind, words={"title": "Alloy", "summary": "Strong."}, organisation=organisation("Institute")
    )
    record.subjects.add(Subject.objects.get(pk="2.5"))
    data = _data(_page(client, record))
    assert (data["@context"], data["@type"], data["mainEntity"]["@type"]) == (
        "https://schema.org",
        type_,
        thing,
    )
    assert (data["name"], data["description"], data["inLanguage"]) == ("Alloy", "Strong.", "en")
    assert data["about"] == [{"@type": "DefinedTerm", "termCode": "2.5", "name": "Materials engineering"}]
    assert "Institute" in json.dumps(data["mainEntity"])


def test_anonymous_owner_is_in_no_reference_and_no_data(client: Client, index: Collection):
    owner = organisation("Secret Plant")
    record = published("challenge", organisation=owner, content__is_anonymous=True)
    page = _page(client, record)
    assert "Secret Plant" not in page
    assert "offeredBy" not in _data(page)["mainEntity"]
    assert "author" not in _cited(page)[2]


def test_linked_data_does_not_leave_its_element(client: Client, index: Collection):
    hostile = "</script><script>alert(1)</script> <!-- & \u2028 alloy"
    record = published(words={"title": hostile, "summary": hostile})
    page = _page(client, record)
    assert "<script>" not in page
    assert _data(page)["name"] == hostile


def test_record_costs_as_many_queries_with_three_of_each_as_with_one(client: Client, index: Collection):
    record = published(words={"title": "Frost resistant concrete"}, organisation=organisation("Institute"))
    translated(record, "ru", "Бетон")
    counts = []
    for total in (1, 3):
        for number in range(record.attachments.count(), total):
            _attach(record, f"{number}.pdf", "public")
        while Record.objects.count() <= total:
            near = published(words={"title": "Frost resistant concrete"}, organisation=organisation("Works"))
            translated(near, "ru", "Бетон")
        reconcile()
        with CaptureQueriesContext(connection) as queries:
            page = _page(client, record, text="all", answers="shown")
        assert (len(_related(page)), page.count(".pdf</a>")) == (total, total)
        counts.append(len(queries))
    assert counts[0] == counts[1]
