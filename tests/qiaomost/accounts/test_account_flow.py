"""From nothing to a member with a second factor who reads what is for members."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from django.utils import timezone

from qiaomost.catalogue.models import Disclosure
from qiaomost.catalogue.states import RecordState
from qiaomost.common import outbox
from qiaomost.network.services import invite
from qiaomost.wiring import HANDLERS
from tests.factories import RecordFactory
from tests.qiaomost.accounts.browsing import PASSWORD, code, link_in, sign_in, sign_up
from tests.qiaomost.conftest import People

pytestmark = pytest.mark.django_db


def test_newcomer_signs_up_confirms_gets_a_second_factor_and_joins(client: Client, people: People) -> None:
    record = RecordFactory(
        organisation=people.organisation, state=RecordState.PUBLISHED, disclosure=Disclosure.MEMBERS
    )
    assert client.get(f"/records/{record.pk}/").status_code == 404

    assert sign_up(client, "new@example.org").url == "/account/confirm-email/"
    assert sign_in(client, "new@example.org").url == "/account/confirm-email/"
    assert "_auth_user_id" not in client.session
    assert client.post(link_in(mail.outbox[0])).status_code == 302
    assert sign_in(client, "new@example.org").url == "/account/"

    set_up = "/account/2fa/totp/activate/"
    assert client.get(set_up).url.startswith("/account/reauthenticate/")
    page = client.post(f"/account/reauthenticate/?next={set_up}", {"password": PASSWORD}, follow=True)
    secret = re.search(r'id="authenticator_secret"[^>]*value="(\w+)"', page.content.decode())
    assert secret
    assert client.post(set_up, {"code": code(secret[1])}).status_code == 302
    client.post("/account/logout/")
    assert sign_in(client, "new@example.org").url == "/account/2fa/authenticate/"
    assert client.get("/account/").status_code == 302
    client.cookies.clear()

    recovery = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES)
    sign_in(client, "new@example.org")
    assert (
        client.post("/account/2fa/authenticate/", {"code": recovery.wrap().get_unused_codes()[0]}).url
        == "/account/"
    )

    invite(
        actor=people.own_adviser,
        organisation_id=people.organisation.pk,
        address="New@example.org",
        role="member",
        language="zh",
        now=timezone.now(),
    )
    while outbox.work(HANDLERS, clock=timezone.now):
        pass
    (invitation,) = [one for one in mail.outbox if "/invitations/" in str(one.body)]
    assert invitation.to == ["new@example.org"]
    assert client.post(link_in(invitation)).url == "/membership/"
    assert client.get(f"/records/{record.pk}/").status_code == 200


def test_a_used_link_of_confirmation_signs_nobody_in(client: Client) -> None:
    sign_up(client, "new@example.org")
    path = link_in(mail.outbox[0])
    client.post(path)
    stranger = Client()
    stranger.post(path)
    assert "_auth_user_id" not in stranger.session


def test_password_is_set_anew_by_mail(client: Client) -> None:
    sign_up(client, "new@example.org")
    client.post(link_in(mail.outbox[0]))
    stranger = Client()
    stranger.post("/account/password/reset/", {"email": "new@example.org"})
    form = stranger.get(link_in(mail.outbox[-1]), follow=True)
    changed = {"password1": "мост-bridge-2027", "password2": "мост-bridge-2027"}
    assert stranger.post(form.request["PATH_INFO"], changed).status_code == 302
    assert sign_in(Client(), "new@example.org", PASSWORD).status_code == 200
    assert sign_in(Client(), "new@example.org", "мост-bridge-2027").url == "/account/"


def test_links_in_mails_lead_to_this_site_whatever_host_was_named(client: Client, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["evil.example", "testserver"]
    client.post(
        "/account/signup/",
        {"email": "new@example.org", "password1": PASSWORD},
        headers={"host": "evil.example"},
    )
    client.post("/account/password/reset/", {"email": "new@example.org"}, headers={"host": "evil.example"})
    client.post("/account/password/reset/", {"email": "none@example.org"}, headers={"host": "evil.example"})
    assert len(mail.outbox) == 3
    assert ["evil" in str(one.body) for one in mail.outbox] == [False] * 3


def test_other_sessions_can_be_ended(client: Client) -> None:
    sign_up(client, "new@example.org")
    client.post(link_in(mail.outbox[0]))
    elsewhere = Client()
    for one in (client, elsewhere):
        sign_in(one, "new@example.org")
    assert elsewhere.get("/account/").status_code == 200
    client.post("/account/sessions/")
    assert (client.get("/account/").status_code, elsewhere.get("/account/").status_code) == (200, 302)
