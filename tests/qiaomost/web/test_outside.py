"""What search engines, messengers and browsers read."""

from __future__ import annotations

import json
import re
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
from django.test import Client

from qiaomost.discovery.services import reconcile
from qiaosearch.searching import Collection
from tests.qiaomost.scenes import organisation, published, translated

pytestmark = pytest.mark.django_db

SITE = "http://127.0.0.1:8000"


def _page(client: Client, address: str, language: str = "en") -> str:
    return client.get(address, headers={"accept-language": language}).content.decode()


def _alternates(page: str) -> dict[str, str]:
    return dict(re.findall(r'<link rel="alternate" hreflang="(.*?)" href="(.*?)">', page))


def _canonical(page: str) -> list[str]:
    return re.findall(r'<link rel="canonical" href="(.*?)">', page)


def test_a_page_names_its_address_in_each_language(client: Client, index: Collection):
    record = published()
    reconcile()
    whole = f"{SITE}/records/{record.pk}/"
    page = _page(client, f"/records/{record.pk}/?text=en")
    assert _canonical(page) == [whole]
    assert _alternates(page) == {
        "zh-Hans": f"{whole}?lang=zh",
        "ru": f"{whole}?lang=ru",
        "en": f"{whole}?lang=en",
        "x-default": whole,
    }
    assert _canonical(_page(client, f"/records/{record.pk}/?lang=ru")) == [f"{whole}?lang=ru"]


@pytest.mark.parametrize("address", ["/search/?q=ice", "/experts/?page=2", "/nothing"])
def test_a_part_of_a_list_and_a_refusal_have_no_address_to_keep(
    address: str, client: Client, index: Collection
):
    page = _page(client, address)
    assert (_canonical(page), _alternates(page)) == ([], {})


def test_an_address_that_names_a_language_is_answered_in_it_and_remembered(client: Client, index: Collection):
    answer = client.get("/search/?lang=ru&q=%D0%BB%D1%91%D0%B4", headers={"accept-language": "zh"})
    assert '<html lang="ru">' in answer.content.decode()
    assert answer.headers["Content-Language"] == "ru"
    assert '<html lang="ru">' in _page(client, "/", "zh")


def test_an_address_does_not_overrule_what_the_reader_chose(client: Client, index: Collection):
    client.post("/i18n/setlang/", {"language": "zh-hans", "next": "/"})
    page = _page(client, "/search/?kind=expert&lang=ru")
    assert '<html lang="ru">' in page
    assert '<input type="hidden" name="next" value="/search/?kind=expert">' in page
    assert '<html lang="zh-hans">' in _page(client, "/")


@pytest.mark.parametrize("asked", ["de", "", "ru-RU", "../ru"])
def test_a_language_that_is_none_changes_nothing(asked: str, client: Client, index: Collection):
    answer = client.get("/", {"lang": asked}, headers={"accept-language": "zh"})
    assert '<html lang="zh-hans">' in answer.content.decode()
    assert "django_language" not in answer.cookies


def test_sitemap_lists_what_visitors_may_read(client: Client, index: Collection):
    shown = published(organisation=organisation("Institute"))
    for values in ({"disclosure": "members"}, {"state": "draft"}, {"state": "on_hold"}):
        published(**values)
    parts = [
        node.text or "" for node in Xml.fromstring(client.get("/sitemap.xml").content).iter() if node.text
    ]
    assert [part.strip() for part in parts if part.strip()] == [
        f"{SITE}/sitemap/0.xml",
        f"{SITE}/sitemap/1.xml",
    ]
    listed = client.get("/sitemap/1.xml").content.decode()
    assert re.findall("<loc>(.*?)</loc>", listed) == [f"{SITE}/records/{shown.pk}/"]
    assert f'hreflang="ru" href="{SITE}/records/{shown.pk}/?lang=ru"' in listed
    others = re.findall("<loc>(.*?)</loc>", client.get("/sitemap/0.xml").content.decode())
    assert {f"{SITE}/", f"{SITE}/subjects/2.5/", f"{SITE}/organisations/{shown.organisation_id}/"} <= set(
        others
    )
    assert {client.get(address.removeprefix(SITE)).status_code for address in others} == {200}
    assert client.get("/sitemap/2.xml").status_code == 404


def test_robots_are_kept_out_of_searches_and_of_demonstrations(client: Client, settings: Any):
    lines = client.get("/robots.txt").content.decode().split("\n")
    assert {"Disallow: /search/", "Disallow: /admin/", f"Sitemap: {SITE}/sitemap.xml"} <= set(lines)
    settings.QIAOMOST = settings.QIAOMOST.model_copy(update={"demonstration": True})
    assert client.get("/robots.txt").content.decode().split() == ["User-agent:", "*", "Disallow:", "/"]


def test_browsers_learn_how_to_search_here(client: Client):
    described = client.get("/opensearch.xml", headers={"accept-language": "zh"})
    addresses = [
        node.get("template") for node in Xml.fromstring(described.content).iter() if node.get("template")
    ]
    assert addresses == [f"{SITE}/search/?q={{searchTerms}}", f"{SITE}/feed/zh/?q={{searchTerms}}"]
    manifest = json.loads(client.get("/manifest.webmanifest", headers={"accept-language": "ru"}).content)
    assert (manifest["lang"], manifest["start_url"]) == ("ru", "/")
    assert client.get("/favicon.ico").headers["Location"] == "/static/web/icon.png"


def test_messengers_are_shown_title_and_summary(client: Client, index: Collection):
    record = published(words={"title": 'Alloy "A"', "summary": "It stores <hydrogen>."})
    translated(record, "ru", "Сплав", summary="Хранит водород.")
    reconcile()
    page = _page(client, f"/records/{record.pk}/")
    assert '<meta property="og:title" content="Alloy &quot;A&quot;">' in page
    assert '<meta name="description" content="It stores &lt;hydrogen&gt;.">' in page
    assert '<meta property="og:description" content="Хранит водород.">' in _page(
        client, f"/records/{record.pk}/?lang=ru"
    )
