"""What opens something to whoever knows it is in no log."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from qiaomost.common.masking import SECRETS, MaskSecrets, masked

SECRET = "Hq3v-Zx81_kLmN0pQrStUv"
OPEN = {"code", "verb", "side", "language", "section"}
"""Free parts of addresses that open nothing: codes of subjects, verbs, sides, languages, sections."""

DOORS = [
    ("invitation", {"token": SECRET}),
    ("register-invited", {"code": "harbin", "token": SECRET}),
    ("station", {"code": "harbin", "secret": SECRET}),
    ("station-list", {"code": "harbin", "secret": SECRET}),
    ("calendar-feed", {"secret": SECRET}),
    ("forum-schedule-feed", {"code": "harbin", "secret": SECRET}),
    ("forum-meetings-feed", {"code": "harbin", "secret": SECRET}),
    ("account_confirm_email", {"key": SECRET}),
    ("account_reset_password_from_key", {"uidb36": "1a", "key": SECRET}),
    ("erasure-certificate", {"sha256": "ab" * 32}),
]


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the site's own handler writes, as it is configured."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(message)s"))
    assert settings.LOGGING["handlers"]["stderr"]["filters"] == ["secrets"]
    handler.addFilter(MaskSecrets())
    logging.getLogger().addHandler(handler)
    yield stream
    logging.getLogger().removeHandler(handler)


@pytest.mark.parametrize(("name", "parts"), DOORS, ids=[name for name, _ in DOORS])
def test_the_secret_of_an_address_is_masked(name: str, parts: dict[str, str]):
    path = reverse(name, kwargs=parts)
    for said in (f"Not Found: {path}", f"Gone: https://bridge.example.org{path}", f"Not Found: {path[:-1]}"):
        shown = masked(said)
        assert "***" in shown
        assert not any(secret[:-4] in shown for secret in parts.values() if len(secret) > 9), shown
        assert shown.split(":")[0] == said.split(":")[0]


def test_every_free_part_of_a_route_is_known_as_a_secret_or_as_open():
    """Whoever adds a route with a free part says which of the two it is."""
    names = {name for pattern, name in free_parts(get_resolver())}
    assert names <= SECRETS | OPEN
    assert {"secret", "token", "key"} <= names


def free_parts(resolver: Any, under: str = "") -> Iterator[tuple[str, str]]:
    for pattern in resolver.url_patterns:
        place = under + str(pattern.pattern)
        if not isinstance(pattern, URLPattern):
            if not place.startswith("admin"):
                yield from free_parts(pattern, place)
            continue
        converters = getattr(pattern.pattern, "converters", {})
        free = [name for name, kind in converters.items() if type(kind).__name__ == "StringConverter"]
        regular = getattr(pattern.pattern, "regex", None)
        free += list(regular.groupindex) if regular and not converters else []
        yield from ((place, name) for name in free)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Not Found: /records/6f1c2a0e-3f6b-4a51-9a57-0c1d2e3f4a5b/", None),
        ("Not Found: /favicon.ico", None),
        ("Forbidden (CSRF token missing.): /account/login/", None),
        (f"Not Found: /forum/harbin/station/{SECRET}/", "Not Found: /forum/harbin/station/***/"),
        ("Referer https://a.example/papers/check/?code=X7", "Referer https://a.example/papers/check/?***"),
        ("A mail was written to /var/lib/qiaomost/mail/20261127-215703-1f9c2a0e.log", None),
        ("3 of 4 records, 75 %", None),
    ],
)
def test_what_is_no_secret_stays(said: str, shown: str | None):
    assert masked(said) == (shown or said)


@pytest.mark.django_db
def test_a_refused_request_leaves_no_secret_in_the_log(client: Client, log: io.StringIO):
    for path in (
        reverse("invitation", args=[SECRET]),
        f"/forum/none/stations/{SECRET}/",
        f"/forum/none/{SECRET}",
    ):
        assert client.get(path).status_code == 404
    assert log.getvalue().count("***") == 3
    assert SECRET not in log.getvalue()


def test_a_traceback_leaves_no_secret_in_the_log(log: io.StringIO):
    try:
        raise ValueError(f"can't answer {reverse('invitation', args=[SECRET])}")
    except ValueError:
        logging.getLogger("tests.of.masking").exception("Internal Server Error: /x/")
    assert "can't answer /invitations/***/" in log.getvalue()
    assert __file__ in log.getvalue()
