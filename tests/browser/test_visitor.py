"""A visitor at a screen: finds, reads and understands, in three languages."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from qiaomost.catalogue.models import Record
from qiaomost.discovery.services import reconcile
from qiaosearch.searching import Collection
from tests.browser.conftest import OpenAs, Visitor
from tests.factories import MembershipFactory
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


def test_search_that_finds_nothing_leads_to_the_form_of_a_challenge(catalogue: Record, open_as: OpenAs):
    page = open_as(MembershipFactory().user, "en-GB")
    page.goto("/search/?q=borscht&language=zh&kind=expert")
    page.get_by_role("link", name="Nobody offers it yet? Publish it as a challenge").click()
    expect(page.locator("h1")).to_contain_text("Challenge")
    expect(page.get_by_text("borscht")).to_be_visible()


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
    visitor.page.evaluate("window.isTheSamePage = true")
    filters = visitor.page.get_by_role("complementary", name="Filters")
    filters.get_by_role("link", name="Expert").click()
    expect(visitor.page.locator(".cards > li")).to_have_count(1)
    assert visitor.page.url.endswith("/search/?kind=expert")
    assert visitor.page.evaluate("window.isTheSamePage")
    expect(filters.get_by_role("link", name="Expert")).to_be_focused()
    visitor.page.get_by_role("link", name=re.compile("Remove the filter: Expert")).click()
    expect(visitor.page.locator(".cards > li")).to_have_count(3)
    assert visitor.complaints == []


def test_language_is_switched_where_a_filter_led(visitor: Visitor):
    visitor.go("/search/")
    visitor.page.get_by_role("complementary", name="Filters").get_by_role("link", name="Challenge").click()
    expect(visitor.page.locator(".cards > li")).to_have_count(1)
    visitor.page.get_by_role("button", name="Русский").click()
    expect(visitor.page.locator("html")).to_have_attribute("lang", "ru")
    assert visitor.page.url.endswith("/search/?kind=challenge")
    assert visitor.complaints == []


def test_list_is_sorted_and_its_state_is_one_address(visitor: Visitor):
    visitor.go("/search/?q=frost")
    orders = visitor.page.get_by_role("navigation", name="Order")
    orders.get_by_role("link", name="Newest").click()
    expect(orders.get_by_role("link", name="Newest")).to_have_attribute("aria-current", "true")
    assert visitor.page.url.endswith("/search/?q=frost&sort=newest")
    visitor.page.go_back()
    expect(orders.get_by_role("link", name="Best match")).to_have_attribute("aria-current", "true")
    assert visitor.complaints == []


@pytest.mark.parametrize(
    ("visit", "typed", "suggested", "address"),
    [
        ({"locale": "zh-CN"}, "冻胀", "线路冻胀", "/records/"),
        ({"locale": "ru-RU"}, "моро", "Морозное пучение пути", "/records/"),
        ({"locale": "en-GB"}, "frost", "frost heave", "/search/?q=frost+heave"),
    ],
    indirect=["visit"],
)
def test_suggestions_are_chosen_by_keyboard(typed: str, suggested: str, address: str, visitor: Visitor):
    visitor.go("/")
    box = visitor.page.get_by_role("combobox")
    box.press_sequentially(typed)
    first = visitor.page.get_by_role("option", name=re.compile(suggested)).first
    expect(first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("Escape")
    expect(first).to_be_hidden()
    box.press("ArrowDown")
    expect(visitor.page.get_by_role("option", selected=True)).to_have_text(re.compile(suggested))
    assert box.get_attribute("aria-activedescendant") == "suggestion-1"
    with visitor.page.expect_navigation():
        box.press("Enter")
    assert address in visitor.page.url
    assert visitor.complaints == []


def test_suggestions_do_not_stand_in_the_way_of_a_search(visitor: Visitor):
    visitor.go("/")
    box = visitor.page.get_by_role("combobox")
    box.press_sequentially("frost heave")
    expect(visitor.page.get_by_role("option").first).to_be_visible()
    box.press("Enter")
    visitor.page.wait_for_url("**/search/?q=frost+heave")
    assert visitor.complaints == []


@pytest.mark.parametrize(
    "visit",
    [{"locale": "zh-CN", "viewport": {"width": 390, "height": 844}}, {"locale": "zh-CN"}],
    indirect=True,
)
@pytest.mark.parametrize("place", ["/", "/search/?kind=challenge"])
def test_suggestions_lie_below_the_box_and_move_nothing(place: str, visitor: Visitor):
    visitor.go(place)
    box, button = visitor.page.get_by_role("combobox"), visitor.page.locator(".search button")
    before = box.bounding_box(), button.bounding_box()
    box.press_sequentially("冻胀")
    expect(visitor.page.get_by_role("option").first).to_be_visible()
    assert (box.bounding_box(), button.bounding_box()) == before
    typed, shown = box.bounding_box(), visitor.page.locator("#suggestions").bounding_box()
    assert typed
    assert shown
    assert shown["y"] >= typed["y"] + typed["height"]
    assert shown["width"] >= typed["width"]
    assert visitor.complaints == []


@pytest.mark.parametrize("visit", [{"locale": "en-GB", "java_script_enabled": False}], indirect=True)
def test_search_needs_no_scripts(visitor: Visitor):
    visitor.go("/")
    visitor.page.get_by_role("searchbox").fill("frost heave of tracks")
    visitor.page.get_by_role("button", name="Search").click()
    visitor.page.get_by_role("complementary", name="Filters").get_by_role("link", name="Challenge").click()
    expect(visitor.page.locator(".cards > li")).to_have_count(1)
    visitor.page.get_by_role("link", name="Frost heave of tracks", exact=True).click()
    expect(visitor.page.locator("h1")).to_have_text("Frost heave of tracks")


@pytest.mark.parametrize(
    "visit", [{"locale": "en-GB", "permissions": ["clipboard-read", "clipboard-write"]}], indirect=True
)
def test_reference_is_copied(visitor: Visitor, catalogue: Record):
    visitor.go(f"/records/{catalogue.pk}/")
    visitor.page.get_by_text("Cite this record").click()
    visitor.page.get_by_role("button", name="Copy BibTeX").click()
    expect(visitor.page.get_by_role("button", name="Copied")).to_be_visible()
    copied = visitor.page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"@misc{{qiaomost-{catalogue.pk},")
    assert visitor.complaints == []


def test_record_is_read_in_another_language_than_the_site(visitor: Visitor, catalogue: Record):
    visitor.go(f"/records/{catalogue.pk}/")
    visitor.page.get_by_role("link", name=re.compile("^Chinese")).click()
    expect(visitor.page.locator("h1")).to_have_text("线路冻胀")
    expect(visitor.page.locator("html")).to_have_attribute("lang", "en")
    assert visitor.complaints == []


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/search/?q=frost+heave",
        "/search/?q=frost&subject=6",
        "/records/{}/",
        "/records/{}/?text=all",
        "/nothing/",
    ],
)
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
