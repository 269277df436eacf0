"""Headless Chromium against the site as it is served; skipped, with the reason, where there is none."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from qiaomost.accounts.models import User
from qiaomost.catalogue.services import load_subjects

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
)

OpenAs = Callable[..., Page]


class Days:
    """The site's clock, which a test sets on."""

    def __init__(self) -> None:
        self.passed, self.real = timedelta(0), timezone.now

    def now(self) -> datetime:
        return self.real() + self.passed

    def go_by(self, days: int) -> None:
        self.passed += timedelta(days=days)


@pytest.fixture
def days(monkeypatch: pytest.MonkeyPatch) -> Days:
    """The clock of the site and of the test."""
    clock = Days()
    monkeypatch.setattr("django.utils.timezone.now", clock.now)
    return clock


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


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """One browser for all tests."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # the browser's event loop runs in the thread of the tests, which read the database beside it
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        opened = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        yield opened
        opened.close()


@pytest.fixture(autouse=True)
def _subjects(transactional_db: None) -> None:
    """The fields of science again: a test that commits ends by emptying every table, migrated rows included."""
    load_subjects()


@dataclass
class Visitor:
    """Somebody at a screen, and what their browser complained about."""

    page: Page
    site: str
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        complain = self.complaints.append
        self.page.set_default_timeout(15_000)
        self.page.on("pageerror", lambda error: complain(str(error)))
        # what a click cuts off while the page before it still loads is no fault
        self.page.on("requestfailed", lambda one: one.failure != "net::ERR_ABORTED" and complain(one.url))
        self.page.on("console", lambda said: said.type in {"error", "warning"} and complain(said.text))

    def go(self, path: str) -> None:
        """Open a path of the site."""
        self.page.goto(self.site + path)

    @property
    def heading(self) -> str:
        return self.page.locator("h1").inner_text()


@pytest.fixture
def visit(browser: Browser, live_server: Any, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    """A visitor; ``request.param`` may give options of the browser, such as its language."""
    context = browser.new_context(**getattr(request, "param", {"locale": "en-GB"}))
    yield Visitor(context.new_page(), live_server.url)
    context.close()


@pytest.fixture
def open_as(browser: Browser, live_server: Any) -> Iterator[OpenAs]:
    """Open a window for an account (or a visitor), in a language of the interface; no page may complain.

    Further arguments are options of the browser. A window that ``may_be_refused`` may complain: a browser calls a
    refusal an error.
    """
    contexts: list[BrowserContext] = []
    visitors: list[Visitor] = []
    address = str(live_server)

    def open_window(
        user: User | None, language: str, *, may_be_refused: bool = False, **options: Any
    ) -> Page:
        context = browser.new_context(base_url=address, locale=language, **options)
        contexts.append(context)
        if user is not None:
            cookie = {"name": settings.SESSION_COOKIE_NAME, "value": _session(user), "url": address}
            context.add_cookies([cookie])
        visitor = Visitor(context.new_page(), address)
        if not may_be_refused:
            visitors.append(visitor)
        return visitor.page

    yield open_window
    for context in contexts:
        context.close()
    assert [complaint for visitor in visitors for complaint in visitor.complaints] == []


def _session(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)
