"""From a record to its candidates, side by side, and what one says of them: by keyboard, on any screen."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from qiaomost.catalogue.models import Record
from qiaomost.discovery.models import MatchFeedback
from qiaomost.discovery.services import reconcile
from qiaosearch.searching import Collection
from tests.browser.conftest import OpenAs, Visitor
from tests.factories import UserFactory
from tests.qiaomost.running import wait_until
from tests.qiaomost.scenes import organisation, published

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 390, "height": 844}
MOST_STOPS = 150


@pytest.fixture
def challenge(index: Collection, settings: Any) -> Record:
    """A challenge with three answers and an expert."""
    settings.STATIC_ROOT = None
    made = published(
        "challenge", organisation=organisation("Northern Railways"), words={"title": "Frost heave of tracks"}
    )
    for number in range(3):
        words = {
            "title": f"Insulating layer {number}",
            "description": f"Keeps frost heave below {number} mm.",
        }
        published(words=words, content__trl=5 + number, organisation=organisation(f"Institute {number}"))
    published("expert", words={"title": "Frost heave of tracks: diagnosis"})
    reconcile()
    return made


def tab_to(page: Page, target: Locator, key: str = "Tab") -> None:
    """Press Tab until ``target`` has the focus."""
    for _ in range(MOST_STOPS):
        if target.evaluate("node => node === document.activeElement"):
            return
        page.keyboard.press(key)
    expect(target).to_be_focused()


def test_candidates_are_compared_and_judged_by_keyboard(open_as: OpenAs, challenge: Record):
    page = open_as(UserFactory(), "en-GB")
    page.goto(f"/records/{challenge.pk}/")
    tab_to(page, page.get_by_role("link", name="All candidates, with filters and comparison").first)
    page.keyboard.press("Enter")
    boxes = page.get_by_role("checkbox", name="Compare")
    expect(boxes).to_have_count(3)
    for number in (0, 2):
        tab_to(page, boxes.nth(number))
        page.keyboard.press("Space")
    tab_to(page, page.get_by_role("button", name="Compare side by side").last)
    page.keyboard.press("Enter")
    table = page.get_by_role("table", name="Criteria in rows, candidates in columns")
    expect(table.get_by_role("columnheader")).to_have_count(3)
    expect(table.get_by_role("row", name="Technology readiness")).to_be_visible()
    tab_to(page, page.get_by_role("link", name="Choose others"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("checkbox", name="Compare", checked=True)).to_have_count(2)

    relevant = page.get_by_role("button", name="Relevant", exact=True).first
    tab_to(page, relevant)
    page.keyboard.press("Enter")
    expect(relevant).to_have_attribute("aria-pressed", "true")
    expect(relevant).to_be_focused()
    opposite = page.get_by_role("button", name="Not relevant").first
    tab_to(page, opposite)
    page.keyboard.press("Enter")
    expect(opposite).to_have_attribute("aria-pressed", "true")
    expect(relevant).to_have_attribute("aria-pressed", "false")
    assert list(MatchFeedback.objects.values_list("verdict", flat=True)) == ["not_relevant"]
    page.reload()
    expect(opposite).to_have_attribute("aria-pressed", "true")
    tab_to(page, opposite)
    page.keyboard.press("Enter")
    expect(opposite).to_have_attribute("aria-pressed", "false")
    expect(page.get_by_text("Taken back.")).to_be_visible()
    assert list(MatchFeedback.objects.all()) == []


def test_words_are_kept_and_shown_again(open_as: OpenAs, challenge: Record):
    page = open_as(UserFactory(), "ru-RU")
    page.goto(f"/records/{challenge.pk}/matches/?kind=expert")
    page.get_by_text("Пояснить (необязательно)").click()
    page.get_by_label("Почему подходит или не подходит").fill("Работал на БАМе")
    page.get_by_role("button", name="Подходит", exact=True).click()
    expect(page.get_by_text("Сохранено.")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Почему подходит или не подходит")).to_have_value("Работал на БАМе")


def test_feedback_is_kept_without_scripts(
    browser: Browser, open_as: OpenAs, challenge: Record, live_server: Any
):
    signed_in = open_as(UserFactory(), "en-GB")
    context = browser.new_context(locale="en-GB", java_script_enabled=False, base_url=live_server.url)
    context.add_cookies(signed_in.context.cookies())  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"/records/{challenge.pk}/matches/?kind=expert")
    page.get_by_role("button", name="Relevant", exact=True).click()
    expect(page.get_by_role("button", name="Relevant", exact=True)).to_have_attribute("aria-pressed", "true")
    assert "?kind=expert#candidate-" in page.url
    context.close()


def addresses(challenge: Record) -> list[str]:
    answers = Record.objects.filter(kind="achievement").values_list("pk", flat=True)
    chosen = "&".join(f"with={pk}" for pk in answers)
    matches = f"/records/{challenge.pk}/matches/"
    owner = f"/organisations/{challenge.organisation_id}/"
    return [
        matches,
        f"{matches}compare/?{chosen}",
        "/organisations/",
        owner,
        "/experts/",
        "/subjects/",
        "/subjects/2/",
    ]


@pytest.mark.parametrize("visit", [{"locale": "ru-RU", "viewport": PHONE}], indirect=True)
def test_nothing_sticks_out_of_a_narrow_screen(visit: Visitor, challenge: Record):
    for path in addresses(challenge):
        visit.go(path)
        assert visit.page.evaluate("document.documentElement.scrollWidth") == PHONE["width"], path
    assert visit.complaints == []


@pytest.mark.parametrize("visit", [{"locale": "en-GB", "viewport": PHONE}], indirect=True)
def test_comparison_is_moved_sideways_while_its_first_column_stays(visit: Visitor, challenge: Record):
    visit.go(addresses(challenge)[1])
    region = visit.page.get_by_role("region", name="Criteria in rows, candidates in columns")
    criterion = region.get_by_role("rowheader", name="Technology readiness")
    before = criterion.bounding_box()
    region.focus()
    visit.page.keyboard.press("ArrowRight")
    wait_until(lambda: region.evaluate("node => node.scrollLeft") > 0)
    region.evaluate("node => { node.scrollLeft = node.scrollWidth }")
    expect(region.get_by_role("columnheader").last).to_be_in_viewport()
    after = criterion.bounding_box()
    assert before is not None
    assert after is not None
    assert after["x"] == before["x"]


@pytest.mark.parametrize(
    "visit",
    [
        {"locale": "en-GB", "color_scheme": "light"},
        {"locale": "zh-CN", "color_scheme": "dark", "viewport": PHONE},
    ],
    indirect=True,
)
def test_pages_have_no_serious_fault_of_access(visit: Visitor, challenge: Record):
    for path in addresses(challenge):
        visit.go(path)
        found = Axe().run(visit.page).response["violations"]
        assert [
            (path, one["id"], one["nodes"][0]["html"])
            for one in found
            if one["impact"] in {"serious", "critical"}
        ] == []
