"""What pages and mails of an account say: which browser, and where to go on."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client

from qiaomost.accounts.templatetags.browsers import browser_of
from tests.factories import UserFactory
from tests.qiaomost.accounts.browsing import PASSWORD, link_in, sign_in

WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (WINDOWS, "Chrome · Windows"),
        (f"{WINDOWS} Edg/140.0", "Edge · Windows"),
        (f"{WINDOWS} YaBrowser/25.8", "Yandex · Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) MicroMessenger/8.0", "WeChat · iPhone"),
        ("Mozilla/5.0 (Phone; OpenHarmony 5.0) Chrome/114.0 ArkWeb/4.1", "Chrome · HarmonyOS"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox · Linux"),
    ],
)
def test_browser_is_called_by_its_name(user_agent: str, name: str):
    assert browser_of(user_agent) == name


def test_browser_that_is_not_known_is_said_to_be():
    assert browser_of("curl/8.5") == "unknown browser"


@pytest.mark.django_db
def test_new_password_ends_with_a_way_to_sign_in_and_a_mail_that_names_the_browser(client: Client):
    user = UserFactory(password=PASSWORD, language="ru")
    client.post("/account/password/reset/", {"email": user.email})
    form = client.get(link_in(mail.outbox[0]), follow=True).redirect_chain[-1][0]
    new = {"password1": "новый-мост-2027", "password2": "новый-мост-2027"}
    done = client.post(form, new, follow=True, headers={"user-agent": WINDOWS, "accept-language": "ru"})
    assert 'class="button primary" href="/account/login/"' in done.content.decode()
    body = mail.outbox[-1].body
    assert "Chrome · Windows" in body
    assert "Mozilla" not in body
    assert body.startswith("Здравствуйте!\n\nВ вашей учётной записи произошло изменение:\n\nПароль сброшен")

    sign_in(client, user.email, "новый-мост-2027")
    sessions = client.get("/account/sessions/", headers={"accept-language": "ru"}).content.decode()
    assert "Mozilla" not in sessions
