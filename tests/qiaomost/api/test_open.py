"""What any program may expect of HTTP: languages, other sites' pages, HEAD and OPTIONS, compression."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
from django.test import Client

from qiaomost.accounts.models import CallCount
from tests.factories import MembershipFactory
from tests.qiaomost.scenes import organisation, published, translated

pytestmark = pytest.mark.django_db

RECORDS = "/api/v1/records"


@pytest.mark.parametrize(
    ("asked", "header", "title", "language"),
    [
        ({}, "ru-RU,ru;q=0.9,en;q=0.5", "Сплав", "ru"),
        ({}, "zh-CN", "合金", "zh-hans"),
        ({}, "de", "Alloy", "en"),
        ({"reader": "zh"}, "ru", "合金", "zh-hans"),
        ({"reader": "ru"}, "", "Сплав", "ru"),
    ],
)
def test_answers_come_in_the_language_that_is_asked_for(
    asked: dict[str, str], header: str, title: str, language: str, client: Client
):
    record = published(words={"title": "Alloy"})
    translated(record, "ru", "Сплав")
    translated(record, "zh", "合金")
    answer = client.get(RECORDS, asked, headers={"accept-language": header})
    assert answer.json()["records"][0]["title"] == title
    assert answer.headers["Content-Language"] == language
    assert "Accept-Language" in answer.headers["Vary"]


def test_refusals_come_in_the_language_that_is_asked_for(client: Client):
    path = f"{RECORDS}/00000000-0000-0000-0000-000000000001"
    details = {reader: client.get(path, {"reader": reader}).json()["detail"] for reader in ("en", "ru", "zh")}
    assert details == {"en": "There is nothing here.", "ru": "Здесь ничего нет.", "zh": "此处没有内容。"}


@pytest.mark.parametrize("path", [RECORDS, "/api/v1/nothing", f"{RECORDS}?page=x"])
def test_scripts_of_any_site_may_read_what_is_public(path: str, client: Client):
    answer = client.get(path, headers={"origin": "https://elsewhere.example"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "ETag" in answer.headers["Access-Control-Expose-Headers"]
    assert "Access-Control-Allow-Credentials" not in answer.headers  # a session is never read from elsewhere


def test_a_browser_may_ask_beforehand_and_is_not_counted(client: Client):
    asked = {"origin": "https://elsewhere.example", "access-control-request-headers": "authorization"}
    answer = client.options(RECORDS, headers={**asked, "access-control-request-method": "GET"})
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["Allow"] == answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "Authorization" in answer.headers["Access-Control-Allow-Headers"]
    assert not CallCount.objects.exists()


def test_pages_of_the_site_are_not_open_to_scripts_of_others(client: Client):
    for path in ("/", "/api/"):
        assert "Access-Control-Allow-Origin" not in client.get(path).headers


def test_head_says_what_get_would(client: Client):
    path = f"{RECORDS}/{published().pk}"
    got, head = client.get(path), client.head(path)
    kept = ("ETag", "Content-Type", "Content-Length", "Content-Language")
    assert (head.status_code, head.content) == (200, b"")
    assert {name: head.headers[name] for name in kept} == {name: got.headers[name] for name in kept}
    assert client.head(path, headers={"if-none-match": got.headers["ETag"]}).status_code == 304
    assert client.head("/api/v1/nothing").status_code == 404


def test_answers_are_compressed_for_those_who_ask(client: Client):
    published(organisation=organisation("Institute of Hydrogen"))
    plain = client.get(RECORDS)
    packed = client.get(RECORDS, headers={"accept-encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(packed.content)) == plain.json()
    assert packed.headers["ETag"] == plain.headers["ETag"]
    assert "Accept-Encoding" in packed.headers["Vary"]


def test_a_session_is_told_in_its_own_language_over_the_api_too(settings: Any):
    client = Client()
    client.force_login(MembershipFactory().user)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "ru"
    assert client.get(RECORDS).headers["Content-Language"] == "ru"
