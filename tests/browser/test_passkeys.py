"""A passkey, made and used in a browser with a virtual authenticator."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Visitor
from tests.factories import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "寒区-bridge-2026"


@pytest.fixture
def account() -> Any:
    return UserFactory(password=PASSWORD)


def with_authenticator(page: Page) -> None:
    """A device of the person's own: it keeps keys, and knows its owner by a finger."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def sign_in(visit: Visitor, email: str, next_page: str = "/account/") -> None:
    visit.go(f"/account/login/?next={next_page}")
    visit.page.fill("#id_login", email)
    visit.page.fill("#id_password", PASSWORD)
    visit.page.keyboard.press("Enter")


def make_passkey(visit: Visitor, email: str) -> None:
    page = visit.page
    sign_in(visit, email, "/account/2fa/webauthn/add/")
    page.wait_for_url("**/account/reauthenticate/**")  # a new key needs the password once more
    page.fill("#id_password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/account/2fa/webauthn/add/")
    assert page.is_checked("#id_passwordless")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/account/2fa/recovery-codes/")
    assert len(page.input_value("#recovery_codes").split()) == 10


def test_passkey_is_made_and_signs_in_without_a_password(account: Any, visit: Visitor) -> None:
    page = visit.page
    with_authenticator(page)
    make_passkey(visit, account.email)
    page.click(".who button")
    page.wait_for_url(visit.site + "/")
    visit.go("/account/login/")
    page.click("#passkey_login")
    page.wait_for_url("**/account/")
    assert account.email in page.inner_text("main")
    assert visit.complaints == []


def test_passkey_is_the_second_factor_after_the_password(account: Any, visit: Visitor) -> None:
    page = visit.page
    with_authenticator(page)
    make_passkey(visit, account.email)
    page.context.clear_cookies()
    sign_in(visit, account.email)
    page.wait_for_url("**/account/2fa/authenticate/")
    page.click("#mfa_webauthn_authenticate")
    page.wait_for_url("**/account/")
    assert visit.complaints == []


def test_password_without_the_key_does_not_sign_in(account: Any, visit: Visitor) -> None:
    page = visit.page
    with_authenticator(page)
    make_passkey(visit, account.email)
    page.context.clear_cookies()
    sign_in(visit, account.email)
    page.wait_for_url("**/account/2fa/authenticate/")
    page.fill("#id_code", "00000000")
    page.keyboard.press("Enter")
    page.wait_for_selector(".errorlist")
    visit.go("/account/")
    assert page.url == visit.site + "/account/2fa/authenticate/"
