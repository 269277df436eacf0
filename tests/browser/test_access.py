"""What axe-core finds on the pages of a visitor, in light and dark."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from qiaomost.discovery.services import reconcile
from qiaosearch.searching import Collection
from tests.browser.conftest import Visitor
from tests.qiaomost.scenes import organisation, published, translated

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# axe is put into the page as an inline script, which our policy rightly stops
LIGHT, DARK = (
    {"locale": "ru-RU", "color_scheme": scheme, "bypass_csp": True} for scheme in ("light", "dark")
)


@pytest.fixture
def record_path(index: Collection, settings: Any) -> str:
    settings.STATIC_ROOT = None
    record = published(words={"title": "Frost heave of tracks"}, organisation=organisation("Railways"))
    record.texts.update(description="Frost heave lifts tracks by 27 mm.", keywords=["frost heave"])
    translated(record, "ru", "Морозное пучение пути", description="Пучение поднимает путь на 27 мм.")
    published(words={"title": "Frost heave of roads"})
    published("challenge", words={"title": "Frost heave of runways"})
    reconcile()
    return f"/records/{record.pk}/"


def _faults(visitor: Visitor) -> list[tuple[str, str]]:
    found = Axe().run(visitor.page).response["violations"]
    return [(fault["id"], node["html"]) for fault in found for node in fault["nodes"]]


@pytest.mark.parametrize("visit", [LIGHT, DARK], indirect=True, ids=["light", "dark"])
@pytest.mark.parametrize(
    "path",
    ["/", "/search/?q=frost", "/search/?q=frost&subject=6", "{record}", "{record}?text=all", "/nothing/"],
)
def test_axe_finds_no_fault(path: str, visit: Visitor, record_path: str):
    visit.go(path.format(record=record_path))
    if "{record}" in path:
        expect(visit.page.locator(".score").first).to_be_visible()
        visit.page.locator(".citations summary").click()
    assert _faults(visit) == []


@pytest.mark.parametrize("visit", [LIGHT, DARK], indirect=True, ids=["light", "dark"])
def test_axe_finds_no_fault_in_open_suggestions(visit: Visitor, record_path: str):
    visit.go("/")
    visit.page.get_by_role("combobox").press_sequentially("моро")
    expect(visit.page.get_by_role("option").first).to_be_visible()
    visit.page.keyboard.press("ArrowDown")
    assert _faults(visit) == []
