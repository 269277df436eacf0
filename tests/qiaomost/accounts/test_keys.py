"""Keys for programs: made and revoked by their owner alone, shown once, stored as digests."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from qiaomost.accounts.models import ApiKey
from qiaomost.accounts.selectors import key_in_force
from qiaomost.accounts.services import MAX_KEYS, make_key, revoke_key
from qiaomost.common.errors import Invalid, NotFound
from qiaomost.common.models import AuditEntry
from tests.factories import NOW, UserFactory
from tests.qiaomost.accounts.browsing import PASSWORD, sign_in

pytestmark = pytest.mark.django_db

FORM = {"name": "Harvester", "days": "90"}


@pytest.fixture
def browser(client: Client) -> Client:
    """Signed in a moment ago."""
    UserFactory(email="me@example.org", password=PASSWORD)
    sign_in(client, "me@example.org")
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    return client


def test_key_is_stored_as_a_digest_and_found_by_its_secret():
    key, secret = make_key(actor=UserFactory(), name=" Har\u202evester\n 2 ", days=30, now=NOW)
    assert re.fullmatch(r"qm_[\w-]{43}", secret)
    assert (key.name, key.prefix, key.expires_at) == ("Harvester 2", secret[:9], NOW + timedelta(days=30))
    assert secret not in str(ApiKey.objects.values().get())
    assert key_in_force(secret, now=NOW) == key
    assert key_in_force(key.digest, now=NOW) is None
    assert key_in_force(secret, now=NOW + timedelta(days=30)) is None
    entry = AuditEntry.objects.get(verb="make_key")
    assert (entry.actor, secret in str(entry.detail)) == (key.user, False)


@pytest.mark.parametrize(
    ("values", "field"),
    [({"name": " \0"}, "name"), ({"name": "x" * 101}, "name"), ({"days": 31}, "days"), ({"days": 0}, "days")],
)
def test_key_with_wrong_values_is_refused(values: dict[str, Any], field: str):
    with pytest.raises(Invalid) as refused:
        make_key(actor=UserFactory(), now=NOW, **({"name": "Harvester", "days": 30} | values))
    assert list(refused.value.fields) == [field]
    assert (ApiKey.objects.count(), AuditEntry.objects.count()) == (0, 0)


def test_account_has_a_limited_number_of_keys_in_force():
    user = UserFactory()
    keys = [make_key(actor=user, name=f"{n}", days=30, now=NOW)[0] for n in range(MAX_KEYS)]
    with pytest.raises(Invalid):
        make_key(actor=user, name="one more", days=30, now=NOW)
    assert ApiKey.objects.count() == MAX_KEYS
    make_key(actor=UserFactory(), name="another's", days=30, now=NOW)
    revoke_key(actor=user, key_id=keys[0].pk, now=NOW)
    make_key(actor=user, name="one more", days=30, now=NOW)


def test_key_is_revoked_by_its_owner_alone_and_once():
    key, secret = make_key(actor=UserFactory(), name="Harvester", days=30, now=NOW)
    for actor, key_id in ((UserFactory(), key.pk), (key.user, UUID(int=1))):
        with pytest.raises(NotFound):
            revoke_key(actor=actor, key_id=key_id, now=NOW)
    assert key_in_force(secret, now=NOW) == key
    revoke_key(actor=key.user, key_id=key.pk, now=NOW)
    assert key_in_force(secret, now=NOW) is None
    with pytest.raises(NotFound):
        revoke_key(actor=key.user, key_id=key.pk, now=NOW)
    assert list(AuditEntry.objects.values_list("verb", flat=True)) == ["make_key", "revoke_key"]


def test_page_shows_a_new_key_once(browser: Client):
    answer = browser.post("/account/keys/", FORM)
    secret = re.findall(r"qm_[\w-]{43}", answer.content.decode())[0]
    assert "no-store" in answer.headers["Cache-Control"]
    assert key_in_force(secret, now=timezone.now()) is not None
    page = browser.get("/account/keys/").content.decode()
    assert (secret in page, secret[:9] in page, "Harvester" in page) == (False, True, True)


@pytest.mark.parametrize("wrong", [{"name": ""}, {"days": "31"}, {"name": "\u202e"}])
def test_page_keeps_what_was_typed_and_says_what_is_wrong(wrong: dict[str, str], browser: Client):
    page = browser.post("/account/keys/", FORM | wrong).content.decode()
    assert 'class="errorlist"' in page
    assert ApiKey.objects.count() == 0


def test_page_revokes_a_key(browser: Client):
    browser.post("/account/keys/", FORM)
    answer = browser.post(f"/account/keys/{ApiKey.objects.get().pk}/revoke/")
    assert (answer.status_code, answer.url) == (302, "/account/keys/")
    page = browser.get("/account/keys/").content.decode()
    assert ("You have no keys." in page, "The key is revoked" in page) == (True, True)


def test_page_asks_for_a_recent_sign_in():
    user, browser = UserFactory(email="me@example.org", password=PASSWORD), Client()
    key, _ = make_key(actor=user, name="Harvester", days=30, now=NOW)
    browser.force_login(user)  # a session of which nobody knows when its owner proved who they are
    answers = [
        browser.get("/account/keys/"),
        browser.post("/account/keys/", FORM),
        browser.post(f"/account/keys/{key.pk}/revoke/"),
    ]
    assert [(answer.status_code, answer.url.partition("?")[0]) for answer in answers] == [
        (302, "/account/reauthenticate/")
    ] * 3
    assert list(ApiKey.objects.values_list("revoked_at", flat=True)) == [None]


def test_page_is_for_those_who_are_signed_in(client: Client):
    for answer in (client.get("/account/keys/"), client.post("/account/keys/", FORM)):
        assert answer.url == "/account/login/?next=/account/keys/"
    assert ApiKey.objects.count() == 0
