"""A visitor at a screen: finds, reads and understands, in three languages."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from qiaomost.catalogue.models import Record
from qiaomost.discovery.services import reconcile
from qiaosearch.searching import Collection
from tests.browser.conftest import Visitor
from tests.qiaomost.scenes import organisation, published, translated

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def catalogue(index: Collection, settings: Any) -> Record:
    """A challenge in three languages, and an achievement and an expert that answer it."""
    settings.STATIC_ROOT = None
    challenge = published(
        "challenge", organisation=organisation("Northern Railways"), words={"title": "Frost heave of tracks"}
    )
    challenge.texts.update(description="Frost heave lifts tracks by 27 mm.", keywords=["frost heave"])
    translated(challenge, "ru", "Морозное пучение пути", description="Пучение поднимает путь на 27 мм.")
    translated(challenge, "zh", "线路冻胀", description="冻胀使线路抬升27毫米。")
    answer = published(words={"title": "Insulating layer against frost heave"})
    answer.texts.update(description="The layer keeps frost heave below 4 mm.", keywords=["frost heave"])
    translated(answer, "ru", "Слой против морозного пучения", description="Пучение не более 4 мм.")
    translated(answer, "zh", "防冻胀隔热层", description="冻胀量不超过4毫米。")
    published("expert", words={"title": "Frost heave of tracks: diagnosis"})
    reconcile()
    return challenge


@pytest.fixture
def visitor(catalogue: Record, visit: Visitor) -> Visitor:
    return visit


@pytest.mark.parametrize(
    ("visit", "query", "title", "why", "quoted"),
    [
        ({"locale": "zh-CN", "viewport": PHONE}, "线路 冻胀", "线路冻胀", "匹配理由", "冻胀量不超过4毫米。"),
        (
            {"locale": "ru-RU"},
            "пучение пути",
            "Морозное пучение пути",
            "Почему подходит",
            "Пучение не более 4 мм.",
        ),
        (
            {"locale": "en-GB", "color_scheme": "dark"},
            "frost heave of tracks",
            "Frost heave of tracks",
            "Why it fits",
            "The layer keeps frost heave below 4 mm.",
        ),
    ],
    indirect=["visit"],
)
def test_visitor_searches_and_reads_why_a_record_fits(
    query: str, title: str, why: str, quoted: str, visitor: Visitor
):
    visitor.go("/")
    visitor.page.get_by_role("combobox").fill(query)
    visitor.page.get_by_role("combobox").press("Enter")
    visitor.page.get_by_role("link", name=title, exact=True).click()
    expect(visitor.page.locator("h1")).to_have_text(title)
    reasons = visitor.page.locator("details.reasons").first
    assert reasons.locator("summary").inner_text() == why
    expect(reasons.get_by_text(quoted)).to_be_visible()
    reasons.locator("summary").click()
    expect(reasons.get_by_text(quoted)).to_be_hidden()
    assert visitor.complaints == []


def test_language_is_switched_in_place_and_remembered(visitor: Visitor):
    visitor.go("/search/?q=frost+heave&kind=challenge")
    visitor.page.get_by_role("button", name="Русский").click()
    assert visitor.page.url.endswith("/search/?q=frost+heave&kind=challenge")
    expect(visitor.page.locator("html")).to_have_attribute("lang", "ru")
    assert visitor.page.get_by_role("combobox").input_value() == "frost heave"
    expect(visitor.page.get_by_role("link", name="Морозное пучение пути")).to_be_visible()
    visitor.page.get_by_role("link", name="Морозное пучение пути").click()
    expect(visitor.page.locator("h1")).to_have_text("Морозное пучение пути")
    visitor.page.get_by_role("button", name="简体中文").click()
    expect(visitor.page.locator("h1")).to_have_text("线路冻胀")
    assert visitor.complaints == []


def test_filters_are_set_and_undone(visitor: Visitor):
    visitor.go("/search/")
    filters = visitor.page.get_by_role("complementary", name="Filters")
    filters.get_by_role("link", name="Expert").click()
    expect(visitor.page.locator(".cards > li")).to_have_count(1)
    visitor.page.get_by_role("link", name=re.compile("Remove the filter: Expert")).click()
    expect(visitor.page.locator(".cards > li")).to_have_count(3)
    assert visitor.complaints == []


def test_record_is_read_in_another_language_than_the_site(visitor: Visitor, catalogue: Record):
    visitor.go(f"/records/{catalogue.pk}/")
    visitor.page.get_by_role("link", name=re.compile("^Chinese")).click()
    expect(visitor.page.locator("h1")).to_have_text("线路冻胀")
    expect(visitor.page.locator("html")).to_have_attribute("lang", "en")
    assert visitor.complaints == []


@pytest.mark.parametrize("path", ["/", "/search/?q=frost+heave", "/records/{}/", "/nothing/"])
@pytest.mark.parametrize("visit", [{"locale": "ru-RU", "viewport": PHONE}], indirect=True)
def test_nothing_sticks_out_of_a_narrow_screen(path: str, visitor: Visitor, catalogue: Record):
    visitor.go(path.format(catalogue.pk))
    widest = visitor.page.evaluate("document.documentElement.scrollWidth")
    assert widest == PHONE["width"]


def test_the_page_is_used_from_the_keyboard(visitor: Visitor):
    visitor.go("/")
    visitor.page.keyboard.press("Tab")
    skip = visitor.page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    visitor.page.keyboard.press("Enter")
    assert visitor.page.url.endswith("#main")
