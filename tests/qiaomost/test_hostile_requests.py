"""Requests that nobody's browser makes by itself: foreign hosts, forms without a token, guessed ids, extra fields."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone

from qiaomost.accounts.models import ApiKey, User
from qiaomost.accounts.services import make_key
from qiaomost.catalogue.models import Attachment, Record
from qiaomost.network.models import Invitation, JoinRequest, Membership
from qiaosearch.searching import Collection
from tests.factories import NOW, MembershipFactory, OrganisationFactory, RecordFactory, UserFactory
from tests.qiaomost.accounts.browsing import PASSWORD, sign_in
from tests.qiaomost.conftest import People
from tests.qiaomost.scenes import published
from tests.qiaomost.walking import NOBODY_KNOWS, routes
from tests.qiaomost.web.writing.posting import filled

pytestmark = pytest.mark.django_db

PAGES = [route for route in routes() if not route.pattern.startswith("api/v1/")]
WITHOUT_TOKEN = {"stop-mails", "oai"}
"""Posted to by programs: for mail, where the address says whose mails it stops; for harvests, which write nothing."""

ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "javascript:alert(1)",
    "http:///evil",
]


def _rows() -> dict[str, int]:
    """How many rows each table has; sessions and counts of calls do not count."""
    left_out = {"sessions.Session", "usersessions.UserSession", "accounts.CallCount"}
    models = [model for model in apps.get_models() if model._meta.label not in left_out]
    return {model._meta.label: model._default_manager.count() for model in models}


def test_a_form_without_a_token_is_refused(people: People, index: Collection):
    record = RecordFactory(organisation=people.organisation, author=people.author)
    visitor, author = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)
    author.force_login(people.author)
    before = _rows()
    for route in PAGES:
        if route.name in WITHOUT_TOKEN:
            continue
        path = route.path(record_id=record.pk, organisation_id=people.organisation.pk)
        answer = visitor.post(path, {"text-title": "forged"}, headers={"accept-language": "en"})
        refused = (answer.status_code, "The form has expired" in answer.content.decode())
        assert refused == (403, True), route.pattern
        answer = author.post(path, {"text-title": "forged"})
        assert answer.status_code in {302, 403, 422}, route.pattern  # a page may show again what was typed
        assert answer.headers.get("Location", "/").startswith("/")
    assert _rows() == before


def test_only_the_api_and_programs_for_mail_go_without_tokens():
    free = {route for route in routes() if getattr(route.view, "csrf_exempt", False)}
    assert {route.name for route in free if not route.pattern.startswith("api/v1/")} == WITHOUT_TOKEN


@pytest.mark.parametrize("target", ELSEWHERE)
def test_no_address_leads_elsewhere(target: str, client: Client):
    """The language has a test beside it, and the rest of what takes ``next`` is allauth's."""
    UserFactory(email="me@example.org", password=PASSWORD)
    for path in ("/account/login/", "/account/signup/", "/account/password/reset/"):
        assert "evil" not in re.sub(r'value="[^"]*"', "", client.get(path, {"next": target}).content.decode())
    assert sign_in(client, "me@example.org", next=target).url == "/account/"
    again = {"password": PASSWORD, "next": target}
    assert client.post("/account/reauthenticate/", again).url == "/account/"
    assert client.get("/account/login/", {"next": target}).url == "/account/"
    assert client.post("/account/logout/", {"next": target}).url == "/"


@pytest.mark.parametrize("header", ["host", "x-forwarded-host", "forwarded"])
def test_no_answer_names_the_host_that_was_asked(header: str, settings: Any, index: Collection):
    settings.ALLOWED_HOSTS = ["*"]
    record = published()
    client = Client(headers={header: "host=evil.example" if header == "forwarded" else "evil.example"})
    client.force_login(MembershipFactory().user)
    paths = ["/", "/search/", "/feed/en/", f"/records/{record.pk}/", "/account/", "/membership/", "/nothing"]
    paths += [
        "/api/v1/records?size=1",
        f"/api/v1/records/{record.pk}",
        "/api/v1/search",
        "/api/v1/openapi.json",
    ]
    for path in paths:
        answer = client.get(path)
        told = f"{answer.content.decode()} {sorted(answer.headers.items())}"
        assert "evil.example" not in told, path


def test_no_cache_may_mix_readers_or_languages(people: People, index: Collection):
    record = published(organisation=people.organisation)
    for user in (None, people.author):
        client = Client()
        if user:
            client.force_login(user)
        for route in routes():
            headers = client.get(
                route.path(record_id=record.pk, organisation_id=people.organisation.pk)
            ).headers
            is_api = route.pattern.startswith("api/v1/")
            varies = set(re.split(r",\s*", headers["Vary"]))
            assert {"private", "no-store"} & set(re.split(r",\s*", headers["Cache-Control"])), route.pattern
            assert {"Accept-Language", "Cookie"} <= varies, route.pattern
            assert ("Authorization" in varies, "ETag" in headers and not is_api) == (is_api, False), (
                route.pattern
            )


@pytest.fixture
def hidden(people: People) -> dict[str, object]:
    """Parameter → an object that exists, and that a member of another organisation may not know of."""
    record = RecordFactory(organisation=people.organisation, author=people.author)
    attachment = Attachment.objects.create(record=record, name="a.pdf", size=1, sha256="0", added_at=NOW)
    key, _ = make_key(actor=people.author, name="Harvester", days=30, now=timezone.now())
    invitation = Invitation.objects.create(
        organisation=people.organisation,
        address="a@example.org",
        language="zh",
        invited_by=people.own_adviser,
        sent_at=NOW,
        expires_at=NOW,
    )
    request = JoinRequest.objects.create(organisation=people.organisation, user=UserFactory(), asked_at=NOW)
    return {
        "record_id": record.pk,
        "attachment_id": attachment.pk,
        "key_id": key.pk,
        "invitation_id": invitation.pk,
        "request_id": request.pk,
        "membership_id": people.author.memberships.get().pk,
    }


@pytest.mark.parametrize("reader", ["visitor", "member_elsewhere"])
def test_what_may_not_be_known_answers_as_what_does_not_exist(
    reader: str, hidden: dict[str, object], people: People, index: Collection
):
    client = Client()
    if reader != "visitor":
        client.force_login(people.member_elsewhere)
    unknown = {**dict.fromkeys(hidden, NOBODY_KNOWS), "membership_id": 99_999_999}
    before = _rows()
    for route in routes():
        if not set(route.parameters) & set(hidden):
            continue
        for method in ("get", "post"):
            paths = [route.path(**ids) for ids in (hidden, unknown)]
            answers = [_told(getattr(client, method)(path), path) for path in paths]
            assert answers[0] == answers[1], (method, route.pattern)
    assert _rows() == before


def _told(answer: Any, path: str) -> str:
    """All that an answer says, but for ids and the token of a form."""
    told = f"{answer.status_code} {answer.content.decode()} {answer.headers.get('Location')}".replace(
        path, "PATH"
    )
    return re.sub(r'[0-9a-f-]{36}|name="csrfmiddlewaretoken" value="\w+"', "", told)


FORGED = {
    "id": str(NOBODY_KNOWS),
    "state": "published",
    "version": "99",
    "author": str(NOBODY_KNOWS),
    "user": str(NOBODY_KNOWS),
    "is_member": "on",
    "is_staff": "on",
    "is_superuser": "on",
    "is_active": "",
    "is_demonstration": "on",
    "role": "administrator",
    "source": "forged",
    "source_id": "forged",
    "published_at": "2020-01-01",
    "approved_at": "2020-01-01",
    "origin": "human",
    "digest": "0" * 64,
    "expires_at": "2099-01-01",
    "accepted_by": "1",
    "answered_by": "1",
}


def _forged(*prefixes: str) -> dict[str, str]:
    return {f"{prefix}{name}": value for prefix in ("", *prefixes) for name, value in FORGED.items()}


def test_fields_that_a_sheet_does_not_have_are_not_taken(client: Client, people: People):
    client.force_login(people.author)
    typed = filled(client, "/my/records/new/achievement/", text__title="Title", text__description="Words")
    known = set(typed)
    extra = {name: [value] for name, value in _forged("head-", "text-", "facts-", "evidence-0-").items()}
    extra = {name: value for name, value in extra.items() if name not in known}
    assert client.post("/my/records/new/achievement/", {**typed, **extra}).status_code == 302
    record = Record.objects.get()
    text = record.texts.get()
    assert (
        record.state,
        record.version,
        record.author,
        record.source,
        record.source_id,
        record.published_at,
    ) == (
        "draft",
        1,
        people.author,
        "",
        "",
        None,
    )
    assert (record.organisation, text.origin, text.state, text.approved_at) == (
        people.organisation,
        "original",
        "draft",
        None,
    )
    assert record.evidence.count() == 0


def test_fields_that_an_account_does_not_have_are_not_taken(client: Client):
    client.post("/account/signup/", {**_forged(), "email": "me@example.org", "password1": PASSWORD})
    user = User.objects.get(email="me@example.org")
    assert (user.is_staff, user.is_superuser, user.is_active) == (False, False, True)
    client.force_login(user)
    client.post("/account/", {**_forged(), "language": "ru", "family": "Ковалёва", "given": "Мария"})
    organisation = OrganisationFactory()
    client.post(
        f"/membership/{organisation.pk}/join/", {**_forged(), "state": "accepted", "message": "Hello"}
    )
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    client.post("/account/keys/", {**_forged(), "name": "Harvester", "days": "30"})
    user.refresh_from_db()
    assert (user.is_staff, user.is_superuser, user.is_active) == (False, False, True)
    assert list(Membership.objects.all()) == []
    assert list(JoinRequest.objects.values_list("state", "answered_by")) == [("pending", None)]
    key = ApiKey.objects.get()
    assert (key.user, key.digest == "0" * 64, key.expires_at - key.created_at) == (
        user,
        False,
        timedelta(days=30),
    )


def test_fields_that_an_invitation_does_not_have_are_not_taken(client: Client, people: People):
    client.force_login(people.own_adviser)
    sent = {**_forged(), "address": "a@example.org", "language": "zh"}
    client.post(f"/membership/{people.organisation.pk}/invite/", sent)
    assert Invitation.objects.count() == 0  # an adviser offers no administrator's role
    client.post(f"/membership/{people.organisation.pk}/invite/", {**sent, "role": "member"})
    invitation = Invitation.objects.get()
    assert (invitation.role, invitation.state, invitation.accepted_by) == ("member", "sent", None)
    assert (invitation.invited_by, invitation.expires_at.year < 2099) == (people.own_adviser, True)
