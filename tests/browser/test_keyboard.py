"""Everything by keyboard alone: from the home page to an expression of interest and to a record of one's own."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from qiaomost.catalogue.models import Record
from qiaomost.discovery.services import reconcile
from qiaomost.network.models import Role
from qiaosearch.searching import Collection
from tests.browser.conftest import OpenAs
from tests.factories import MembershipFactory, UserFactory
from tests.qiaomost.scenes import organisation, published

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "frost heave of tracks"
# in a field for a date it is the browser that marks the part that is typed
FOCUS = """() => {
    const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
    if (one.type === "date") return true;
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 && box.right > 0 && box.bottom > 0;
}"""


def _to(page: Page, selector: str, most: int = 80) -> None:
    """Press Tab until the focus is on the element; each place on the way shows the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUS), page.evaluate("document.activeElement.outerHTML")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"{selector} was not reached by {most} steps")


def _enter(page: Page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_visitor_becomes_author_without_a_mouse(open_as: OpenAs, index: Collection, settings: Any):
    settings.STATIC_ROOT = None
    record = published(words={"title": "Frost heave of tracks"}, organisation=organisation("Railways"))
    Record.objects.filter(pk=record.pk).update(open_for_interest=True)
    reconcile()
    user = UserFactory(password=PASSWORD)
    MembershipFactory(role=Role.MEMBER, user=user)
    page = open_as(None, "en-GB")

    page.goto("/")
    _to(page, ".skip", most=1)
    page.keyboard.press("Enter")
    _to(page, "#q", most=1)
    page.keyboard.type("frost heave")
    page.keyboard.press("Escape")
    _enter(page)
    _to(page, f".cards a[href='/records/{record.pk}/']")
    _enter(page)
    _to(page, ".call a")
    _enter(page)

    _to(page, "input[name=login]")
    page.keyboard.type(user.email)
    _to(page, "input[name=password]")
    page.keyboard.type(PASSWORD)
    _enter(page)
    expect(page).to_have_url(f"/records/{record.pk}/interest/")
    assert page.locator("h1").inner_text() == "Express interest"

    _to(page, "a[href='/my/records/']")
    _enter(page)
    _to(page, "a[href='/my/records/new/']")
    _enter(page)
    _to(page, "a[href='/my/records/new/challenge/']")
    _enter(page)
    _to(page, "#id_text-title")
    page.keyboard.type("Icing of wires")
    _to(page, "#id_text-summary")
    page.keyboard.type("Wires break under ice.")
    _to(page, "button[value=preview]", most=200)
    _enter(page)
    expect(page.locator(".preview h2").first).to_have_text("Icing of wires")
