from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from qiaomost.accounts.models import User
from qiaomost.forum.models import Category, Edition, FormField, Registration, RegistrationTerms, Stay
from tests.factories import NOW, UserFactory
from tests.qiaomost.forum.conftest import Forum
from tests.qiaomost.forum.conftest import register as placed
from tests.qiaomost.forum.registering import CONSENT, opened

BASE = "/forum/harbin-2026"
TYPED = {
    "category": "delegate",
    "name_language": "ru",
    "family": "Ковалёва",
    "given": "Мария",
    "organisation_name": "<script>alert(1)</script>",
    "language": "ru",
    "speaks": ["ru", "en"],
    "consent_forum_registration": "on",
    "words_forum_registration": CONSENT,
}


def as_(user: User, language: str = "ru") -> Client:
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = language
    return client


def test_from_the_organisers_setup_to_a_withdrawal(forum: Forum):
    organiser, guest = as_(forum.organiser), as_(UserFactory())
    setup = f"{BASE}/registrations/setup"
    assert "ещё не объявлена" in guest.get(f"{BASE}/register/").content.decode()
    times = {"opens_at": "2020-01-01T09:30", "closes_at": "2099-01-01T00:00", "offer_hours": "24"}
    assert organiser.post(f"{setup}/terms/", times).status_code == 302
    assert RegistrationTerms.objects.get().opens_at == datetime(2020, 1, 1, 1, 30, tzinfo=UTC)
    assert 'value="2020-01-01T09:30"' in organiser.get(f"{setup}/").content.decode()
    names = {"zh": "嘉宾", "ru": "Гость", "en": "Guest"}
    given = {
        "code": "guest",
        "is_moderated": "on",
        "is_open": "on",
        "colour": "#aa0000",
        "quota": "1",
    } | names
    assert organiser.post(f"{setup}/category/", given).status_code == 302
    names = {"zh": "清真", "ru": "Питание", "en": "Food"}
    given = {
        "code": "food",
        "kind": "dietary",
        "phase": "first",
        "position": "0",
        "is_required": "on",
    } | names
    assert organiser.post(f"{setup}/field/", given).status_code == 302
    assert "Питание" in guest.get(f"{BASE}/register/").content.decode()
    desk = f'href="{BASE}/organise/"'
    assert desk not in guest.get(f"{BASE}/register/").content.decode()
    assert desk in organiser.get(f"{BASE}/register/").content.decode()
    typed = TYPED | {"category": "guest"}
    refused = guest.post(f"{BASE}/register/", typed)
    assert (refused.status_code, Registration.objects.count()) == (422, 0)
    assert guest.post(f"{BASE}/register/", typed | {"field_food": "halal"}).status_code == 302
    one = Registration.objects.get()
    assert one.state == "submitted"
    page = guest.get(f"{BASE}/register/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert organiser.post(f"{BASE}/registrations/{one.pk}/accept/").status_code == 302
    stay = {
        "arrives_by": "CZ 6208",
        "arrives_at": "2026-10-19T14:05",
        "dietary": "halal",
        "field_food": "halal",
    }
    assert guest.post(f"{BASE}/register/stay/", stay).status_code == 302
    assert Stay.objects.get().arrives_at.isoformat() == "2026-10-19T06:05:00+00:00"
    assert "CZ 6208" in organiser.get(f"{BASE}/registrations/{one.pk}/").content.decode()
    assert guest.post(f"{BASE}/register/do/withdraw/").status_code == 302
    assert Registration.objects.get().state == "withdrawn"


@pytest.mark.parametrize("path", ["registrations/", "registrations/setup/", "registrations/export.csv"])
def test_organisers_pages_are_theirs_alone(forum: Forum, path: str):
    for user, status in ((forum.member, 403), (forum.other_organiser, 403), (forum.organiser, 200)):
        assert as_(user).get(f"{BASE}/{path}").status_code == status
    assert Client().get(f"{BASE}/{path}").status_code == 302


def test_registration_of_another_edition_is_not_found(forum: Forum):
    one = placed(forum.edition, forum.category)
    Registration.objects.update(edition=_other_edition(forum))
    assert as_(forum.organiser).get(f"{BASE}/registrations/{one.pk}/").status_code == 404
    assert (
        as_(forum.organiser).post(f"{BASE}/registrations/{one.pk}/reject/", {"reason": "x"}).status_code
        == 404
    )
    assert Registration.objects.get().state == "accepted"


def test_rejecting_without_a_reason_stays_on_the_page(forum: Forum):
    one = placed(forum.edition, forum.category)
    answer = as_(forum.organiser).post(f"{BASE}/registrations/{one.pk}/reject/", {"reason": ""})
    assert (answer.status_code, Registration.objects.get().state) == (422, "accepted")


@pytest.mark.parametrize("words", ["曾志远", "Zeng Zhiyuan", "Цзэн Чжиюань"])
def test_list_finds_a_name_in_any_script(forum: Forum, words: str):
    from qiaomost.network.services.entries import write_name_forms

    one = placed(forum.edition, forum.category, name=("曾", "志远"))
    write_name_forms(one.person)
    placed(forum.edition, forum.category)
    page = as_(forum.organiser).get(f"{BASE}/registrations/", {"words": words}).content.decode()
    assert page.count(f"{BASE}/registrations/{one.pk}/") == 1
    assert "张伟" not in page


def test_exports_carry_no_live_formulas(forum: Forum):
    placed(forum.edition, forum.category)
    Registration.objects.update(organisation_name="=HYPERLINK(1)")
    client = as_(forum.organiser, "en")
    rows = list(
        csv.reader(io.StringIO(client.get(f"{BASE}/registrations/export.csv").content.decode("utf-8-sig")))
    )
    assert rows[1][2] == "'=HYPERLINK(1)"
    content = client.get(f"{BASE}/registrations/export.xlsx").content
    cell = load_workbook(io.BytesIO(content)).worksheets[0]["C2"]
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")


def test_list_costs_the_same_with_one_row_and_with_three(forum: Forum):
    client = as_(forum.organiser)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(f"{BASE}/registrations/").status_code == 200
        return len(captured)

    placed(forum.edition, forum.category)
    queries()
    once = queries()
    placed(forum.edition, forum.category, country="RU")
    placed(forum.edition, forum.category)
    assert queries() == once


def test_forged_invitation_is_not_found(forum: Forum):
    opened(forum)
    assert as_(forum.member).get(f"{BASE}/register/invited/x:y/").status_code == 404


def test_setup_refuses_what_breaks_a_rule_beside_the_field(forum: Forum):
    client, setup = as_(forum.organiser), f"{BASE}/registrations/setup"
    names = {"zh": "一", "ru": "Раз", "en": "One"}
    field = {"code": "one", "kind": "choice", "phase": "first", "position": "0", "options": "a | b"} | names
    assert client.post(f"{setup}/field/", field).status_code == 422
    times = {"opens_at": "2026-01-02 00:00", "closes_at": "2026-01-01 00:00", "offer_hours": "24"}
    assert client.post(f"{setup}/terms/", times).status_code == 422
    assert not FormField.objects.exists()
    assert not RegistrationTerms.objects.exists()


def _other_edition(forum: Forum) -> Any:
    from qiaomost.forum.services.editions import create_edition
    from tests.factories import NOW
    from tests.qiaomost.forum.conftest import edition_draft

    Category.objects.update()
    return create_edition(
        actor=forum.organiser, organiser_id=forum.host.pk, draft=edition_draft(code="other"), now=NOW
    )


def test_registration_that_is_not_open_says_when_by_the_sites_clock_and_a_closed_edition_that_it_is_over(
    forum: Forum,
):
    opens, closes = datetime(2020, 1, 1, 1, tzinfo=UTC), datetime(2020, 1, 31, 15, 59, tzinfo=UTC)
    RegistrationTerms.objects.create(edition=forum.edition, opens_at=opens, closes_at=closes)
    client = as_(forum.member, "en")
    page = client.get(f"{BASE}/register/").content.decode()
    assert "Registration is open from 1 January 2020 09:00 to 31 January 2020 23:59 (Beijing time)." in page
    Edition.objects.update(state="archived", closed_at=NOW)
    for path in ("register/", "call/"):
        assert "This edition is over." in client.get(f"{BASE}/{path}").content.decode()
    assert "The meetings of this edition are over." in client.get(f"{BASE}/meetings/").content.decode()
