from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse

from qiaomost.accounts.models import User
from qiaomost.accounts.selectors import has_second_factor
from qiaomost.accounts.services import choose_language, create_administrator
from qiaomost.common.errors import Invalid
from qiaomost.common.models import AuditEntry
from tests.factories import NOW, SecondFactorFactory, UserFactory
from tests.qiaomost.accounts.browsing import PASSWORD, code, link_in, sign_in, sign_up

pytestmark = pytest.mark.django_db


def chosen(client: Client, language: str) -> Any:
    return client.post("/i18n/setlang/", {"language": language, "next": "/"})


def test_language_of_the_page_becomes_the_account_s_and_its_mails(client: Client) -> None:
    chosen(client, "ru")
    sign_up(client, "new@example.org")
    assert User.objects.get().language == "ru"
    assert "Здравствуйте!" in str(mail.outbox[0].body)


def test_language_of_the_account_comes_back_at_sign_in_and_in_mails() -> None:
    user = UserFactory(password=PASSWORD, language="zh")
    client = Client(headers={"accept-language": "ru"})
    sign_in(client, user.email)
    assert 'lang="zh-hans"' in client.get("/").content.decode()
    stranger = Client(headers={"accept-language": "ru"})
    stranger.post("/account/password/reset/", {"email": user.email})
    assert "您好！" in str(mail.outbox[0].body)


def test_switch_of_language_is_kept_on_the_account(client: Client) -> None:
    user = UserFactory(password=PASSWORD, language="zh")
    sign_in(client, user.email)
    assert chosen(client, "ru").url == "/"
    user.refresh_from_db()
    assert user.language == "ru"
    chosen(client, "de")
    user.refresh_from_db()
    assert user.language == "ru"
    assert AuditEntry.objects.filter(verb="choose_language").count() == 1


def test_unknown_language_is_refused() -> None:
    user = UserFactory(language="zh")
    with pytest.raises(Invalid) as refusal:
        choose_language(actor=user, language="de", now=NOW)
    assert set(refusal.value.fields) == {"language"}
    user.refresh_from_db()
    assert user.language == "zh"


@pytest.mark.parametrize(
    ("path", "values", "allowed"),
    [
        ("/account/login/", {"login": "a@example.org", "password": "x"}, 5),
        ("/account/password/reset/", {"email": "a@example.org"}, 5),
        ("/account/signup/", {"email": "no address"}, 20),
    ],
)
def test_attempts_are_limited_and_the_page_says_so(
    path: str, values: dict[str, str], allowed: int, client: Client
) -> None:
    for _ in range(allowed):
        assert client.post(path, values).status_code in {200, 302}
    refused = client.post(path, values)
    if path == "/account/login/":  # said in the form, for this address only
        assert "Too many failed login attempts" in refused.content.decode()
    else:
        assert (refused.status_code, "Wait a few minutes" in refused.content.decode()) == (429, True)


def test_limit_of_sign_in_holds_for_the_right_password_too(client: Client) -> None:
    user = UserFactory(password=PASSWORD)
    for _ in range(5):
        sign_in(client, user.email, "wrong")
    assert sign_in(client, user.email).status_code == 200


@pytest.mark.parametrize("next_page", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_sign_in_leads_to_no_other_site(next_page: str, client: Client) -> None:
    user = UserFactory(password=PASSWORD)
    assert sign_in(client, user.email, next=next_page).url == "/account/"


@pytest.mark.parametrize(
    ("email", "password", "first"),
    [("no address", PASSWORD, "Enter"), ("a@example.org", "1234", "This password")],
)
def test_administrator_with_a_wrong_address_or_password_is_refused(
    email: str, password: str, first: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        create_administrator(email=email, password=password, now=NOW)
    assert str(refusal.value.fields["account"]).startswith(first)
    assert (User.objects.count(), AuditEntry.objects.count()) == (0, 0)


def test_administrator_has_a_confirmed_address_and_reaches_the_administration_with_a_second_factor(
    client: Client,
) -> None:
    user = create_administrator(email="Admin@Example.org", password=PASSWORD, now=NOW)
    assert [(one.email, one.verified) for one in EmailAddress.objects.all()] == [("admin@example.org", True)]
    assert client.get("/admin/", follow=True).redirect_chain[-1][0] == "/account/login/?next=/admin/"
    assert sign_in(client, "admin@example.org", next="/admin/").url == "/admin/"
    assert client.get("/admin/", follow=True).redirect_chain[-1][0] == reverse("mfa_index")
    client.post("/account/logout/")
    SecondFactorFactory(user=user)
    assert sign_in(client, "admin@example.org", next="/admin/").url == "/account/2fa/authenticate/"
    assert client.get("/admin/").status_code == 302
    assert client.post("/account/2fa/authenticate/", {"code": code()}).url == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_administrator_made_again_keeps_account_and_gets_the_password(client: Client) -> None:
    known = UserFactory(email="a@example.org", password="другой-пароль-77")
    assert create_administrator(email="A@example.org", password=PASSWORD, now=NOW) == known
    assert sign_in(client, "a@example.org").url == "/account/"


def test_administrator_with_the_second_address_of_another_is_refused() -> None:
    EmailAddress.objects.create(user=UserFactory(), email="a@example.org", verified=True)
    with pytest.raises(Invalid):
        create_administrator(email="a@example.org", password=PASSWORD, now=NOW)
    assert User.objects.count() == 1


def test_administration_is_closed_to_others(client: Client) -> None:
    client.force_login(SecondFactorFactory(user=UserFactory(password=PASSWORD)).user)
    assert client.get("/admin/", follow=True).status_code == 403


@pytest.mark.parametrize(("kind", "counts"), [("totp", True), ("webauthn", True), ("recovery_codes", False)])
def test_recovery_codes_alone_are_no_second_factor(kind: str, counts: bool) -> None:
    user = UserFactory()
    Authenticator.objects.create(user=user, type=kind, data={})
    assert has_second_factor(user) is counts


def test_mail_without_a_server_is_a_file_that_only_this_account_reads(
    settings: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings.EMAIL_BACKEND = "qiaomost.accounts.mail.FileBackend"
    settings.QIAOMOST = settings.QIAOMOST.model_copy(update={"data_dir": tmp_path})
    EmailMessage("Мост", "桥", to=["a@example.org"]).send()
    (file,) = (tmp_path / "mail").iterdir()
    assert "桥" in file.read_text(encoding="utf-8")
    assert file.stat().st_mode & 0o777 == 0o600
    assert str(file) in caplog.text


@pytest.mark.parametrize("path", ["/account/", "/membership/", "/account/2fa/", "/account/sessions/"])
def test_pages_of_an_account_need_a_sign_in(path: str, client: Client) -> None:
    assert client.get(path).url == f"/account/login/?next={path}"


PAGES = (
    "/account/login/",
    "/account/signup/",
    "/account/password/reset/",
    "/account/",
    "/account/email/",
    "/account/password/change/",
    "/account/2fa/",
    "/account/2fa/webauthn/",
    "/account/sessions/",
    "/account/logout/",
    "/membership/",
)


@pytest.mark.parametrize("path", PAGES)
def test_page_has_no_inline_script_or_style_and_is_ours(path: str, client: Client) -> None:
    if path not in PAGES[:3]:
        sign_in(client, UserFactory(password=PASSWORD).email)
    response = client.get(path)
    page = response.content.decode()
    assert (response.status_code, page.count('<main id="main"')) == (200, 1)
    scripts = [
        tag for tag in page.split("<script")[1:] if "src=" not in tag and "application/json" not in tag
    ]
    assert (scripts, "style=" in page, "<style" in page, "onclick" in page) == ([], False, False, False)


def test_link_in_mail_confirms_only_with_a_button(client: Client) -> None:
    sign_up(client, "new@example.org")
    client.get(link_in(mail.outbox[0]))
    assert EmailAddress.objects.get().verified is False
