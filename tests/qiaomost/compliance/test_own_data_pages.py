from __future__ import annotations

import io
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext

from qiaomost.accounts.models import User
from qiaomost.compliance.models import ConsentRow, ErasureCertificate, LegalHold, ReaderName
from qiaomost.compliance.selectors.consent import has_consent
from qiaomost.compliance.services import disclosure
from qiaomost.compliance.services.crossing import count_cross_border_read
from qiaomost.compliance.services.own_data import place_hold
from tests.factories import NOW, PersonFactory, UserFactory
from tests.qiaomost.accounts.browsing import PASSWORD, sign_in
from tests.qiaomost.compliance.reading import CASE, read
from tests.qiaomost.compliance.test_consent import shown
from tests.qiaomost.conftest import People

pytestmark = pytest.mark.django_db

PAGE = "/account/data/"


@pytest.fixture
def user(settings: Any) -> User:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return UserFactory(email="anna@example.org", password=PASSWORD)


@pytest.fixture
def client(user: User, client: Client) -> Client:
    """Signed in, and asked for the password once more just now."""
    sign_in(client, user.email)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    return client


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text_of(client: Client, path: str = PAGE) -> str:
    return str(client.get(path).content.decode())


@pytest.mark.parametrize("path", [PAGE, "/compliance/personal-data/"])
def test_visitors_are_asked_to_sign_in(path: str):
    assert Client().get(path).url.startswith("/account/login/")


def test_page_costs_the_same_with_one_consent_and_with_all(client: Client):
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            client.get(PAGE)
        return len(caught)

    give(client, "mail_digest")
    one = queries()
    for purpose in ("publish_profile", "account", "forum_registration"):
        give(client, purpose)
    client.get(PAGE)  # takes the messages
    assert queries() == one


def give(client: Client, purpose: str = "mail_digest") -> Any:
    values = {"purpose": purpose, "sha256": shown(purpose, "en").sha256}
    return client.post("/account/data/give/", values)


def test_consent_is_given_and_withdrawn_with_a_click_each(user: User, client: Client):
    assert give(client).url == PAGE
    assert has_consent(user.pk, "mail_digest")
    assert "agreed since" in text_of(client)
    assert client.post("/account/data/withdraw/", {"purpose": "mail_digest"}).url == PAGE
    assert not has_consent(user.pk, "mail_digest")
    assert "agreed since" not in text_of(client)


def test_changed_text_is_told_and_nothing_is_agreed(client: Client):
    client.post("/account/data/give/", {"purpose": "mail_digest", "sha256": "0" * 64})
    assert "The text has changed meanwhile" in text_of(client)
    assert not ConsentRow.objects.exists()


@pytest.mark.parametrize("path", ["give", "withdraw", "export", "erase"])
def test_nothing_happens_by_following_a_link(path: str, client: Client):
    assert client.get(f"/account/data/{path}/").url == PAGE
    assert User.objects.get().is_active


def test_copy_is_a_zip_of_ones_own(client: Client):
    response = client.post("/account/data/export/")
    archive = ZipFile(io.BytesIO(b"".join(response.streaming_content)))
    assert "accounts/user-by-pk.json" in archive.namelist()
    assert response["Content-Disposition"].startswith('attachment; filename="qiaomost-my-data-')


@pytest.mark.parametrize("path", ["export", "erase"])
def test_password_is_asked_for_again(path: str, user: User):
    response = as_(user).post(f"/account/data/{path}/", {"address": user.email})
    assert response.status_code == 302
    assert "/reauthenticate/" in response.url
    assert User.objects.get().is_active


def test_what_was_asked_for_is_done_once_the_password_is_there(user: User):
    client = as_(user)
    asked = client.post("/account/data/erase/", {"address": user.email}).url
    response = client.post(asked, {"password": PASSWORD})
    assert response.url == f"/erasures/{ErasureCertificate.objects.get().pk}/"


def test_erasure_ends_the_session_and_shows_the_certificate(user: User, client: Client):
    response = client.post("/account/data/erase/", {"address": "Anna@example.org"})
    certificate = ErasureCertificate.objects.get()
    assert response.url == f"/erasures/{certificate.pk}/"
    shown = text_of(client, response.url)
    assert certificate.sha256 in shown
    assert str(user.pk) in shown
    assert "do not rely on it" not in shown
    assert client.get(PAGE).status_code == 302
    assert not User.objects.get().is_active


@pytest.mark.parametrize(("language", "word"), [("zh-hans", "删除证明"), ("ru", "Свидетельство об удалении")])
def test_certificate_reads_in_the_language_of_whoever_opens_it(language: str, word: str, client: Client):
    path = client.post("/account/data/erase/", {"address": "anna@example.org"}).url
    page = Client(HTTP_ACCEPT_LANGUAGE=language).get(path).content.decode()
    assert word in page


def test_unknown_certificate_is_not_found(client: Client):
    assert client.get(f"/erasures/{'0' * 64}/").status_code == 404


def test_wrong_address_stays_on_the_page_with_what_was_typed(client: Client):
    response = client.post("/account/data/erase/", {"address": "boris@example.org"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "This is not the address of your account." in page
    assert 'value="boris@example.org"' in page
    assert User.objects.get().is_active


def test_hold_is_told_instead_of_the_form(client: Client, people: People, user: User):
    place_hold(actor=people.administrator, address=user.email, reason="geheim", now=NOW)
    page = text_of(client)
    assert "a legal hold is in force for your account" in page
    assert "geheim" not in page
    assert "/account/data/erase/" not in page
    response = client.post("/account/data/erase/", {"address": user.email})
    assert response.status_code == 422
    assert User.objects.get(pk=user.pk).is_active


PRIVACY = "/compliance/personal-data/"


def test_administrators_see_counts_and_holds(people: People, settings: Any):
    settings.QIAOMOST = settings.QIAOMOST.model_copy(update={"cross_border_thresholds": [1, 7]})
    for subject in (PersonFactory(), PersonFactory()):
        count_cross_border_read(subject=subject, recipient=people.screener, recipient_country="RU", now=NOW)
    client = as_(people.administrator)
    client.post(PRIVACY, {"address": people.author.email, "reason": "Proceedings 17"})
    page = text_of(client, PRIVACY)
    assert "<td>2026</td><td>Russia</td><td>2</td><td>2</td>" in page
    assert '<span class="badge warning">1</span>' in page
    assert '<span class="badge warning">7</span>' not in page
    assert "Proceedings 17" in page
    hold = LegalHold.objects.get()
    client.post("/compliance/personal-data/lift/", {"hold": hold.pk})
    assert LegalHold.objects.get().lifted_by == people.administrator


@pytest.mark.parametrize(("name", "is_linked"), [("administrator", True), ("own_adviser", False)])
def test_desk_leads_administrators_there(name: str, is_linked: bool, people: People):
    assert (PRIVACY in text_of(as_(getattr(people, name)), "/compliance/")) == is_linked


def test_hold_without_an_account_keeps_what_was_typed(people: People):
    client = as_(people.administrator)
    response = client.post(PRIVACY, {"address": "nobody@example.org", "reason": "Proceedings 17"})
    assert response.status_code == 422
    assert "There is no account with this address." in response.content.decode()
    assert "Proceedings 17" in response.content.decode()
    assert not LegalHold.objects.exists()


@pytest.mark.parametrize("name", ["own_adviser", "reviewer", "without_membership"])
def test_page_of_administrators_does_not_exist_for_others(name: str, people: People):
    client = as_(getattr(people, name))
    assert client.get(PRIVACY).status_code == 404
    assert client.post(PRIVACY, {"address": people.author.email, "reason": "x"}).status_code == 404
    assert not LegalHold.objects.exists()


@pytest.mark.parametrize("hold", ["", "0", "x"])
def test_hold_that_is_none_is_refused(hold: str, people: People):
    client = as_(people.administrator)
    assert client.post("/compliance/personal-data/lift/", {"hold": hold}).status_code == 409


def ledger_shown(*, is_valid: bool = True) -> str:
    rows, head = disclosure.chain_of(CASE), disclosure.head_of(CASE)
    return render_to_string(
        "compliance/ledger/_chain.html", {"rows": rows, "head": head, "is_valid": is_valid}
    )


def test_ledger_of_a_case_shows_rows_and_head():
    read(2)
    page = ledger_shown()
    assert all(word in page for word in ("曾志远", "松北寒区工程研究院", "Message 2", "NDA 3, version 2"))
    assert str(disclosure.head_of(CASE)) in page
    assert "The chain is broken" not in page
    assert "The chain is broken" in ledger_shown(is_valid=False)


def test_ledger_shows_that_a_name_was_erased():
    read()
    ReaderName.objects.update(name="", salt="")
    assert "name erased" in ledger_shown()


def test_ledger_costs_the_same_with_one_row_and_with_three(django_assert_num_queries: Any):
    for count in (1, 2):
        read(count)
        with django_assert_num_queries(2):
            ledger_shown()
