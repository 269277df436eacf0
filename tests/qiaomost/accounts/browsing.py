"""What a person does at the pages of an account, without a browser."""

from __future__ import annotations

import re
import time
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.test import Client

from tests.factories import TOTP_SECRET

PASSWORD = "寒区-bridge-2026"


def sign_up(client: Client, email: str) -> Any:
    return client.post("/account/signup/", {"email": email, "password1": PASSWORD})


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: str) -> Any:
    return client.post("/account/login/", {"login": email, "password": password, **more})


def link_in(message: mail.EmailMessage) -> str:
    """The path of the first link."""
    found = re.search(r"^https?://[^/\s]+(/\S+)$", str(message.body), re.MULTILINE)
    assert found
    return found[1]


def code(secret: str = TOTP_SECRET) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))
