"""Who calls: keys, sessions and visitors; limits; answers that need not be sent again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from qiaomost.accounts.models import ApiKey, CallCount, User
from qiaomost.accounts.services import make_key, revoke_key
from qiaomost.network.models import Membership
from tests.factories import MembershipFactory, UserFactory
from tests.qiaomost.scenes import organisation, published

pytestmark = pytest.mark.django_db

RECORDS = "/api/v1/records"


@pytest.fixture
def member() -> User:
    return MembershipFactory(organisation=organisation("Elsewhere")).user


def secret_of(user: User) -> str:
    return make_key(actor=user, name="Harvester", days=30, now=timezone.now())[1]


def called(
    secret: str | None = None, path: str = RECORDS, client: Client | None = None, **headers: str
) -> Any:
    sent = {"authorization": f"Bearer {secret}"} if secret is not None else {}
    return (client or Client()).get(path, headers={**sent, **headers})


def titles(answer: Any) -> set[str]:
    return {record["title"] for record in answer.json()["records"]}


def test_a_key_sees_what_its_owner_sees(member: User):
    for level in ("public", "members", "room"):
        published(disclosure=level, words={"title": level})
    assert titles(called()) == {"public"}
    assert titles(called(secret_of(member))) == {"public", "members"}
    session = Client()
    session.force_login(member)
    assert titles(called(client=session)) == {"public", "members"}


def test_a_key_loses_what_its_owner_loses(member: User):
    published(disclosure="members", words={"title": "members"})
    secret = secret_of(member)
    Membership.objects.filter(user=member).update(is_active=False)
    assert titles(called(secret)) == set()


def test_a_key_goes_before_a_session(member: User):
    published(disclosure="members", words={"title": "members"})
    session = Client()
    session.force_login(member)
    assert titles(called(secret_of(UserFactory()), client=session)) == set()


@pytest.mark.parametrize("wrong", ["unknown", "revoked", "expired", "inactive", "basic", "empty"])
def test_a_wrong_key_is_refused(wrong: str, member: User):
    secret = secret_of(member)
    header = f"Bearer {secret}"
    if wrong == "revoked":
        revoke_key(actor=member, key_id=ApiKey.objects.get().pk, now=timezone.now())
    elif wrong == "expired":
        ApiKey.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif wrong == "inactive":
        User.objects.filter(pk=member.pk).update(is_active=False)
    else:
        header = {"unknown": f"Bearer {secret}x", "basic": f"Basic {secret}", "empty": ""}[wrong]
    answer = Client().get(RECORDS, headers={"authorization": header, "accept-language": "ru"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (401, "application/problem+json")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="Qiaomost", error="invalid_token"'
    assert answer.json()["code"] == "wrong_key"
    assert answer.json()["detail"] == "Этот ключ неизвестен, отозван или истёк."


def test_the_use_of_a_key_is_noted(member: User):
    before = timezone.now()
    called(secret_of(member))
    used = ApiKey.objects.get().last_used_at
    assert used is not None
    assert used >= before


@pytest.fixture
def tight(settings: Any) -> None:
    limits = {"api_limit_key": 2, "api_limit_visitor": 1}
    settings.QIAOMOST = settings.QIAOMOST.model_copy(update=limits)


def test_calls_are_limited_by_key_and_by_address(tight: None, member: User, monkeypatch: pytest.MonkeyPatch):
    now = timezone.now().replace(second=20, microsecond=0)
    monkeypatch.setattr("qiaomost.api.middleware.timezone.now", lambda: now)
    first, second = secret_of(member), secret_of(member)
    assert [called(first).status_code for _ in range(3)] == [200, 200, 429]
    assert called(second).status_code == 200
    assert [called().status_code for _ in range(2)] == [200, 429]
    elsewhere = Client(REMOTE_ADDR="2001:db8::1")
    assert called(client=elsewhere).status_code == 200
    assert called(client=Client(REMOTE_ADDR="2001:db8::ffff")).status_code == 429  # the same network
    refused = called(first)
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert (refused.json()["code"], refused.headers["Retry-After"]) == ("too_many_calls", "40")
    assert refused.headers["RateLimit"] == '"key";r=0;t=40'
    assert refused.headers["RateLimit-Policy"] == '"key";q=2;w=60'
    now += timedelta(seconds=40)
    answer = called(first)
    assert (answer.status_code, answer.headers["RateLimit"]) == (200, '"key";r=1;t=60')
    assert CallCount.objects.count() == 1  # those of the minute before are gone


def test_whoever_tries_keys_is_limited_by_address(tight: None):
    assert [called(f"qm_{number}").status_code for number in range(3)] == [401, 429, 429]


def test_an_answer_that_is_known_is_not_sent_again(member: User):
    record = published(words={"title": "Alloy"})
    path = f"{RECORDS}/{record.pk}"
    answer = called(path=path)
    tag = answer.headers["ETag"]
    for asked in (tag, f'"other", {tag}', tag.removeprefix("W/"), "*"):
        again = called(path=path, **{"if-none-match": asked})
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    record.texts.update(title="Another alloy")
    changed = called(path=path, **{"if-none-match": tag})
    assert (changed.status_code, changed.headers["ETag"] == tag) == (200, False)


def test_the_tag_of_one_reader_is_never_anothers(member: User):
    published(words={"title": "Alloy"})
    first, other = secret_of(member), secret_of(UserFactory())
    answers = [called(), called(first), called(other)]
    assert len({answer.content for answer in answers}) == 1
    assert len({answer.headers["ETag"] for answer in answers}) == 3
    tag = answers[1].headers["ETag"]
    assert called(other, **{"if-none-match": tag}).status_code == 200
    for answer in (*answers, called("qm_wrong"), called(first, **{"if-none-match": tag})):
        assert {"Authorization", "Cookie", "Accept-Language"} <= set(answer.headers["Vary"].split(", "))
        assert answer.headers["Cache-Control"] == "private, no-cache"
