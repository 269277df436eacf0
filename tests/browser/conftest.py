from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a browser; without one the tests are skipped, or fail where nothing may be."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found:
        return found
    reason = f"No browser on PATH (any of {', '.join(BROWSERS)})."
    if os.environ.get("QIAOMOST_TEST_STRICT") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture
def browser(chromium: str, live_server: Any) -> Iterator[Browser]:
    """A browser of its own for each test: while it runs, this thread may not touch the database."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        yield running
        running.close()


@dataclass
class Visitor:
    """Somebody at a screen, and what their browser complained about."""

    page: Page
    site: str
    complaints: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        """Open a path of the site."""
        self.page.goto(self.site + path)

    @property
    def heading(self) -> str:
        return self.page.locator("h1").inner_text()


@pytest.fixture
def visit(browser: Browser, live_server: Any, request: pytest.FixtureRequest) -> Visitor:
    """A visitor; ``request.param`` may give options of the browser, such as its language."""
    options = getattr(request, "param", {"locale": "en-GB"})
    visitor = Visitor(browser.new_context(**options).new_page(), live_server.url)
    complain = visitor.complaints.append
    visitor.page.on(
        "console", lambda message: message.type in {"error", "warning"} and complain(message.text)
    )
    visitor.page.on("pageerror", lambda error: complain(str(error)))
    visitor.page.on("requestfailed", lambda failed: complain(failed.url))
    return visitor
