from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from qiaomost.conf.mail import mail_settings
from qiaomost.conf.settings import Settings, load
from qiaomost.conf.sign_in import SignInProvider, allauth_apps, allauth_providers
from tests.qiaomost.running import copy_migrated

ORCID = {"provider": "orcid", "client_id": "APP-1", "secret": "s"}
KEYCLOAK = {
    "provider": "openid_connect",
    "id": "academy",
    "name": "Academy",
    "client_id": "qiaomost",
    "secret": "s",
    "server_url": "https://id.example.org/realms/a",
}


def test_providers_become_settings_of_allauth() -> None:
    providers = [SignInProvider(**one) for one in (ORCID, KEYCLOAK, KEYCLOAK | {"id": "other"})]
    assert allauth_apps(providers) == [
        "allauth.socialaccount.providers.openid_connect",
        "allauth.socialaccount.providers.orcid",
    ]
    made = allauth_providers(providers)
    assert made["orcid"]["APPS"] == [{"client_id": "APP-1", "secret": "s"}]
    assert [app["provider_id"] for app in made["openid_connect"]["APPS"]] == ["academy", "other"]


def test_an_address_of_the_site_has_no_slash_at_its_end() -> None:
    assert Settings(site_url="https://bridge.example.org/").site_url == "https://bridge.example.org"


@pytest.mark.parametrize(
    "wrong",
    [
        [ORCID | {"provider": "nobody"}],
        [ORCID | {"client_id": ""}],
        [ORCID | {"colour": "red"}],
        [ORCID | {"server_url": "https://id.example.org"}],
        [KEYCLOAK | {"server_url": "http://id.example.org"}],
        [KEYCLOAK | {"name": ""}],
        [KEYCLOAK | {"id": "Bad Id"}],
        [ORCID, ORCID],
        [KEYCLOAK, KEYCLOAK],
    ],
)
def test_wrong_providers_are_refused(wrong: list[dict[str, Any]]) -> None:
    with pytest.raises(ValidationError):
        Settings(sign_in_providers=wrong)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example.org", ("mail.example.org", 25, False, False, "", "")),
        ("smtp+tls://a%40b:p%2Fw@mail.example.org", ("mail.example.org", 587, True, False, "a@b", "p/w")),
        ("smtps://mail.example.org:1465", ("mail.example.org", 1465, False, True, "", "")),
    ],
)
def test_address_of_a_mail_server(url: str, expected: tuple[object, ...]) -> None:
    names = ("HOST", "PORT", "USE_TLS", "USE_SSL", "HOST_USER", "HOST_PASSWORD")
    assert tuple(mail_settings(url)[f"EMAIL_{name}"] for name in names) == expected


@pytest.mark.parametrize("url", ["mail.example.org", "http://mail.example.org", "smtp://", "smtp://a:port"])
def test_wrong_address_of_a_mail_server_is_refused(url: str) -> None:
    with pytest.raises(ValidationError):
        Settings(email_url=url)


@pytest.mark.parametrize(
    ("name", "value"),
    [("QIAOMOST_ALLOWED_HOSTS", "no json"), ("QIAOMOST_SIGN_IN_PROVIDERS", '[{"provider": "x"}]')],
)
def test_wrong_value_stops_the_start_and_names_the_setting(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as stopped:
        load.__wrapped__()
    assert (stopped.value.code, name.removeprefix("QIAOMOST_") in capsys.readouterr().err.upper()) == (
        2,
        True,
    )


ASK = """
import django
django.setup()
from django.test import Client
from django.core.management import call_command
call_command("migrate", verbosity=0)
client = Client(headers={"host": "localhost"})
page = client.get("/account/login/").content.decode()
print("/account/orcid/login/" in page, "/account/oidc/academy/login/" in page)
left = client.post("/account/orcid/login/")
print(left.status_code, left.headers["Refresh"].startswith("0; url=https://orcid.org/oauth/authorize?"))
print("form-action 'self'" in left.headers["Content-Security-Policy"], "/account/yandex/" in page)
"""


def test_configured_providers_stand_on_the_sign_in_page_and_lead_away(tmp_path: Path) -> None:
    copy_migrated(tmp_path)
    environment = {
        **os.environ,
        "QIAOMOST_DATA_DIR": str(tmp_path),
        "QIAOMOST_SIGN_IN_PROVIDERS": json.dumps([ORCID, KEYCLOAK]),
        "DJANGO_SETTINGS_MODULE": "qiaomost.conf.django",
    }
    environment.pop("QIAOMOST_DATABASE_URL", None)
    command = [sys.executable, "-c", ASK]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout.splitlines()) == (0, ["True True", "200 True", "True False"]), (
        done.stderr
    )
