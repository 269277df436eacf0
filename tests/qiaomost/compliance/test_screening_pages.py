"""The desk of screening, and a party with its hits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from qiaomost.compliance.models import Screening, ScreeningHit
from qiaomost.compliance.services.screening import screen_party
from qiaomost.compliance.states.screening import HitState
from qiaomost.network.models import Role
from tests.factories import MembershipFactory, OrganisationFactory, PersonFactory
from tests.qiaomost.compliance.listing import entity, imported
from tests.qiaomost.conftest import People

pytestmark = pytest.mark.django_db

DESK = "/compliance/screening/"


@pytest.fixture
def officer(client: Client) -> Any:
    user = MembershipFactory(role=Role.COMPLIANCE_OFFICER).user
    client.force_login(user)
    return user


def a_hit(folder: Path, count: int = 1) -> ScreeningHit:
    """A party with an open hit; more parties with one each, where more are asked for."""
    now = timezone.now()
    imported(folder, entity("p1", "Severny Veter", schema="Company"), now=now)
    for _ in range(count):
        party = OrganisationFactory(name="ООО «Северный ветер»")
        made = screen_party(actor=None, organisation_id=party.pk, now=now)
    return made.hits.get()


def page_of(hit: ScreeningHit) -> str:
    return f"{DESK}{hit.screening_id}/"


def address_of(hit: ScreeningHit) -> str:
    return f"{page_of(hit)}hits/{hit.pk}/"


def test_two_officers_dismiss_a_hit_on_its_page(client: Client, officer: Any, tmp_path: Path):
    hit = a_hit(tmp_path)
    said = {"verb": "propose_dismiss", "reason": "Another town and another year."}
    answer = client.post(address_of(hit), said)
    assert (answer.status_code, answer.url) == (302, page_of(hit))
    own = client.get(page_of(hit)).content.decode()
    assert "You proposed it: another person decides." in own
    assert 'value="dismiss"' not in own
    client.force_login(MembershipFactory(role=Role.COMPLIANCE_OFFICER).user)
    other = client.get(page_of(hit)).content.decode()
    assert "Another town and another year." in other
    assert 'value="dismiss"' in other
    client.post(address_of(hit), {"verb": "dismiss", "reason": "Agreed."})
    hit.refresh_from_db()
    assert (hit.state, Screening.objects.get().state) == ("dismissed", "dismissed")


@pytest.mark.parametrize("reason", ["", "x" * 2001])
def test_missing_or_long_reason_is_told_beside_what_was_typed(
    reason: str, client: Client, officer: Any, tmp_path: Path
):
    hit = a_hit(tmp_path)
    answer = client.post(address_of(hit), {"verb": "propose_confirm", "reason": reason})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()
    assert reason in answer.content.decode()
    hit.refresh_from_db()
    assert hit.state == HitState.OPEN


def test_who_comes_second_keeps_what_was_typed(client: Client, officer: Any, tmp_path: Path):
    hit = a_hit(tmp_path)
    client.post(address_of(hit), {"verb": "propose_confirm", "reason": "The same address."})
    client.force_login(MembershipFactory(role=Role.COMPLIANCE_OFFICER).user)
    late = client.post(address_of(hit), {"verb": "propose_dismiss", "reason": "My long search."})
    assert late.status_code == 409
    assert "My long search." in late.content.decode()
    hit.refresh_from_db()
    assert hit.state == HitState.CONFIRM_PROPOSED


def test_what_was_typed_before_signing_in_is_shown_again(client: Client, tmp_path: Path):
    hit = a_hit(tmp_path)
    answer = client.post(address_of(hit), {"verb": "propose_confirm", "reason": "My long search."})
    assert answer.status_code == 302
    user = MembershipFactory(role=Role.COMPLIANCE_OFFICER).user
    client.force_login(user)
    assert "My long search." in client.get(page_of(hit)).content.decode()
    hit.refresh_from_db()
    assert hit.state == HitState.OPEN


def test_the_desk_does_not_exist_for_others(client: Client, people: People, tmp_path: Path):
    hit = a_hit(tmp_path)
    for user in (people.author, people.own_adviser, people.reviewer, people.without_membership):
        client.force_login(user)
        for address in (DESK, page_of(hit)):
            assert client.get(address).status_code == 404
        for address in (address_of(hit), f"{page_of(hit)}again/"):
            answer = client.post(address, {"verb": "propose_dismiss", "reason": "Mine."})
            assert answer.status_code == 404
    assert ScreeningHit.objects.get().state == HitState.OPEN
    client.force_login(people.administrator)
    assert [client.get(address).status_code for address in (DESK, page_of(hit))] == [200, 200]


def test_own_case_is_shown_without_verbs(client: Client, tmp_path: Path):
    hit = a_hit(tmp_path)
    own = MembershipFactory(role=Role.COMPLIANCE_OFFICER, organisation=hit.screening.organisation).user
    client.force_login(own)
    page = client.get(page_of(hit)).content.decode()
    assert "others decide it" in page
    assert 'name="verb"' not in page
    assert client.post(address_of(hit), {"verb": "propose_dismiss", "reason": "Us."}).status_code == 403


def test_screening_again_leads_to_the_new_screening(client: Client, officer: Any, tmp_path: Path):
    hit = a_hit(tmp_path)
    assert "Screen again" not in client.get(page_of(hit)).content.decode()
    imported(tmp_path, entity("p1", "Рассвет", schema="Company"), edition="2026-09", now=timezone.now())
    assert "Screen again" in client.get(page_of(hit)).content.decode()
    answer = client.post(f"{page_of(hit)}again/")
    last = Screening.objects.get(is_current=True)
    assert (last.state, answer.url) == ("clear", f"{DESK}{last.pk}/")
    assert "This is an earlier screening." in client.get(page_of(hit)).content.decode()


@pytest.mark.parametrize(
    ("required", "words"), [(False, "parties count as clear"), (True, "no introduction and no signature")]
)
def test_desk_says_what_follows_from_having_no_list(
    required: bool, words: str, client: Client, officer: Any, settings: Any
):
    settings.QIAOMOST = settings.QIAOMOST.model_copy(update={"screening_required": required})
    page = client.get(DESK).content.decode()
    assert "This node has no list" in page
    assert words in page


def test_desk_has_its_parts_and_a_person_in_them(client: Client, officer: Any, tmp_path: Path):
    hit = a_hit(tmp_path)
    person = PersonFactory(name=("曾", "志远"))
    screen_party(actor=None, person_id=person.pk, now=timezone.now())
    parts = {show: client.get(DESK, {"show": show}).content.decode() for show in ("open", "confirmed", "all")}
    assert {show: page_of(hit) in page for show, page in parts.items()} == {
        "open": True,
        "confirmed": False,
        "all": True,
    }
    assert {show: "Zhiyuan" in page or "曾志远" in page for show, page in parts.items()} == {
        "open": False,
        "confirmed": False,
        "all": True,
    }


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as made:
        assert client.get(address).status_code == 200
    return len(made)


def test_desk_asks_as_much_for_three_parties_as_for_one(client: Client, officer: Any, tmp_path: Path):
    a_hit(tmp_path)
    one = queries(client, DESK)
    a_hit(tmp_path, 2)
    assert queries(client, DESK) == one


def test_page_asks_as_much_for_three_hits_as_for_one(client: Client, officer: Any, tmp_path: Path):
    now = timezone.now()
    numbers = []
    for count in (1, 3):
        lines = [entity(f"p{n}", "Severny Veter", schema="Company") for n in range(count)]
        imported(tmp_path, *lines, edition=str(count), now=now)
        party = OrganisationFactory(name="ООО «Северный ветер»")
        made = screen_party(actor=None, organisation_id=party.pk, now=now)
        assert made.hit_count == count
        numbers.append(queries(client, f"{DESK}{made.pk}/"))
    assert numbers[0] == numbers[1]
