"""Nobody can tell from any answer whether an address has an account."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.test import Client

from qiaomost.accounts.models import User
from tests.factories import MembershipFactory, UserFactory
from tests.qiaomost.accounts.browsing import PASSWORD, sign_in, sign_up

pytestmark = pytest.mark.django_db

KNOWN, UNKNOWN = "known@example.org", "other@example.org"


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every password that the hasher was run on: that is what takes time."""
    passwords: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(self: MD5PasswordHasher, password: str, salt: str) -> str:
        passwords.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    return passwords


def told(response: Any) -> tuple[Any, ...]:
    """Everything that an answer says, but for the address that was typed and the token of the form."""
    body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    body = body.replace(KNOWN, "").replace(UNKNOWN, "")
    headers = {
        name: value for name, value in response.headers.items() if name not in {"Content-Length", "Expires"}
    }
    cookies = {name: {**morsel, "expires": ""} for name, morsel in response.cookies.items()}
    return response.status_code, headers, cookies, body


def after(response: Any, client: Client) -> tuple[Any, ...]:
    return told(response), told(client.get(response.url)) if response.status_code == 302 else None


def asked(how: str, address: str) -> tuple[Any, ...]:
    client = Client()
    if how == "sign-up":
        return after(sign_up(client, address), client)
    if how == "sign-in":
        return after(sign_in(client, address, "wrong"), client)
    return after(client.post("/account/password/reset/", {"email": address}), client)


@pytest.mark.parametrize("how", ["sign-up", "sign-in", "reset"])
@pytest.mark.parametrize("state", ["confirmed", "unconfirmed", "inactive", "without a password"])
def test_answer_is_the_same_for_known_and_unknown_addresses(how: str, state: str, hashed: list[str]) -> None:
    if state == "unconfirmed":
        sign_up(Client(), KNOWN)
    else:
        UserFactory(email=KNOWN, password=PASSWORD, is_active=state != "inactive")
    if state == "without a password":
        User.objects.get().set_unusable_password()
    answers, work, mails = [], [], []
    for address in (KNOWN, UNKNOWN):
        hashed.clear()
        mail.outbox.clear()
        answers.append(asked(how, address))
        work.append(len(hashed))
        mails.append([one.to for one in mail.outbox])
    assert answers[0] == answers[1]
    assert work[0] == work[1]
    assert mails[1] == ([] if how == "sign-in" else [[UNKNOWN]])
    if (how, state) != ("sign-up", "unconfirmed"):  # it got its mail a moment ago
        assert mails[0] == ([] if how == "sign-in" else [[KNOWN]])


def test_right_password_of_an_unconfirmed_account_is_told_to_nobody_else() -> None:
    sign_up(Client(), KNOWN)
    assert sign_in(Client(), KNOWN).url == "/account/confirm-email/"
    assert told(sign_in(Client(), KNOWN, "wrong")) == told(sign_in(Client(), UNKNOWN, "wrong"))


def test_address_of_another_account_is_added_like_any_other() -> None:
    UserFactory(email=KNOWN, password=PASSWORD)
    answers = []
    for number, address in enumerate((KNOWN, UNKNOWN)):
        client = Client()
        UserFactory(email=f"me{number}@example.org", password=PASSWORD)
        sign_in(client, f"me{number}@example.org")
        client.post("/account/reauthenticate/", {"password": PASSWORD})
        response = client.post("/account/email/", {"email": address, "action_add": ""})
        page = client.get(response.url).content.decode()
        answers.append((response.status_code, page.count(address)))
    assert answers[0] == answers[1]


def test_inviter_learns_nothing_about_the_address(client: Client) -> None:
    UserFactory(email=KNOWN, password=PASSWORD)
    adviser = MembershipFactory(role="adviser")
    pages = []
    for address in (KNOWN, UNKNOWN):
        client.force_login(adviser.user)
        path = f"/membership/{adviser.organisation_id}/"
        sent = client.post(f"{path}invite/", {"address": address, "role": "member", "language": "zh"})
        pages.append((told(sent), re.sub(r"[0-9a-f-]{36}", "", str(told(client.get(path))))))
        adviser.organisation.invitations.all().delete()
    assert pages[0] == pages[1]
