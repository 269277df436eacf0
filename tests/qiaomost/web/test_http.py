"""What every answer has in common: language, headers, refusals."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from qiaomost.common.errors import Conflict, Invalid, NotAllowed, NotFound, TransitionRefused
from qiaomost.discovery import engine
from qiaomost.web.views import records
from qiaosearch.searching import Collection
from tests.qiaomost.conftest import People
from tests.qiaomost.scenes import published

pytestmark = pytest.mark.django_db


def _language(answer: Any) -> str:
    return re.findall(r'<html lang="(.*?)">', answer.content.decode())[0]


@pytest.mark.parametrize(
    ("accepted", "shown"),
    [
        ("zh", "zh-hans"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-hans"),
        ("zh-TW", "zh-hans"),
        ("ru-RU", "ru"),
        ("en-GB", "en"),
        ("de,ru;q=0.5", "ru"),
        ("de", "en"),
        ("", "en"),
        (";;q=x," * 50, "en"),
    ],
)
def test_language_follows_the_browser(accepted: str, shown: str, client: Client, index: Collection):
    answer = client.get("/", headers={"accept-language": accepted})
    assert (_language(answer), answer.headers["Content-Language"]) == (shown, shown)


def test_language_that_is_chosen_is_remembered_and_keeps_the_place(client: Client, index: Collection):
    place = "/search/?q=%D0%BB%D1%91%D0%B4&kind=expert"
    answer = client.post(reverse("set_language"), {"language": "ru", "next": place})
    assert (answer.status_code, answer.headers["Location"]) == (302, place)
    assert answer.cookies["django_language"]["max-age"] == 31_536_000
    assert _language(client.get(place, headers={"accept-language": "zh"})) == "ru"


@pytest.mark.parametrize(
    "place", ["https://example.org/", "//example.org", "javascript:alert(1)", "/\\example.org", "http:///x"]
)
def test_language_choice_leads_nowhere_else(place: str, client: Client):
    answer = client.post(reverse("set_language"), {"language": "ru", "next": place})
    assert answer.headers["Location"] == "/"


def test_language_form_needs_its_token(index: Collection):
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "ru"})
    answer = client.post(reverse("set_language"), {"language": "ru", "next": "/"})
    assert answer.status_code == 403
    assert "Срок действия формы истёк" in answer.content.decode()
    token = re.findall(r'name="csrfmiddlewaretoken" value="(.*?)"', client.get("/").content.decode())[0]
    answer = client.post(
        reverse("set_language"), {"language": "zh-hans", "next": "/", "csrfmiddlewaretoken": token}
    )
    assert answer.status_code == 302


@pytest.mark.parametrize("path", ["/", "/nothing", "/api/v1/search", "/api/v1/nothing", "/admin/login/"])
def test_answers_are_private_and_guarded(path: str, client: Client, index: Collection):
    headers = client.get(path).headers
    assert {"Accept-Language", "Cookie"} <= set(headers["Vary"].split(", "))
    assert "private" in headers["Cache-Control"]
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert (policy["default-src"], policy["script-src"], policy["style-src"]) == (
        "'none'",
        "'self'",
        "'self'",
    )
    assert (headers["X-Content-Type-Options"], headers["X-Frame-Options"]) == ("nosniff", "DENY")


def test_unknown_host_is_refused(client: Client, settings: Any):
    settings.ALLOWED_HOSTS = ["qiaomost.example"]
    answer = client.get("/", headers={"host": "evil.example", "accept-language": "zh"})
    assert answer.status_code == 400
    assert "网站无法识别此请求。" in answer.content.decode()
    assert "evil.example" not in answer.content.decode()


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (
            NotAllowed(),
            403,
            {"en": "You are not allowed to do this.", "ru": "У вас нет прав на это действие."},
        ),
        (PermissionDenied(), 403, {"ru": "У вас нет прав на это действие.", "zh": "您没有权限执行此操作。"}),
        (NotFound(), 404, {"en": "There is nothing here.", "zh": "此处没有内容。"}),
        (TransitionRefused(), 409, {"ru": "Текущее состояние не допускает этого действия."}),
        (Conflict(), 409, {"zh": "其他人已在此期间修改了该内容。"}),
        (Invalid(fields={"kind": "ghost"}), 422, {"en": "ghost", "ru": "Некоторые значения недопустимы."}),
        (RuntimeError("secret"), 500, {"zh": "服务器出现故障，我们已记录。请稍后再试。"}),
        (
            engine.SearchUnavailable("/secret/place"),
            503,
            {"en": "the index has to be rebuilt.", "zh": "检索暂不可用：索引需要重建。"},
        ),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
)
def test_refusal_is_a_page_with_a_way_on(
    error: Exception, status: int, words: dict[str, str], client: Client, monkeypatch: pytest.MonkeyPatch
):
    def refuse(*_: object) -> None:
        raise error

    monkeypatch.setattr(records, "record_for", refuse)
    client.raise_request_exception = False
    for language, said in words.items():
        answer = client.get(f"/records/{UUID(int=1)}/", headers={"accept-language": language})
        page = answer.content.decode()
        assert answer.status_code == status
        assert said in page
        assert '<p><a href="/search/">' in page
        assert "secret" not in page


@pytest.mark.parametrize(
    "path", ["/nothing", "/records/1/", "/records/00000000-0000-0000-0000-000000000000/"]
)
def test_address_that_leads_nowhere_says_so(path: str, client: Client):
    answer = client.get(path, headers={"accept-language": "ru"})
    assert answer.status_code == 404
    assert "<h1>Здесь ничего нет.</h1>" in answer.content.decode()


def test_pages_are_not_posted_to(client: Client):
    assert client.post("/").status_code == 405


def test_what_is_not_found_or_not_allowed_leads_on(client: Client, people: People):
    refused = client.get("/nothing?lang=en").content.decode()
    assert '<a href="/account/login/?next=/nothing">Sign in</a>' in refused
    assert 'action="/search/"' in refused
    client.force_login(people.without_membership)
    assert "Sign in</a>" not in client.get("/nothing").content.decode()
    answer = client.get(f"/records/{published(open_for_interest=True).pk}/interest/")
    assert answer.status_code == 403
    assert '<a href="/membership/">Your organisations and roles</a>' in answer.content.decode()


def test_sign_in_says_why_it_is_asked_for(client: Client):
    page = client.get(
        f"/records/{published(open_for_interest=True).pk}/interest/", follow=True
    ).content.decode()
    said = "This step needs an account. Sign in, and you come back to it."
    assert said in page
    assert said not in client.get("/account/login/").content.decode()
