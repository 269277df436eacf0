"""The list of one's own records: narrowed with counts, page by page; and what a newcomer sees instead."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from qiaomost.catalogue.models import Record
from qiaomost.network.models import PersonName
from qiaomost.network.services import invite, request_to_join
from qiaomost.web.writing.presenting import mine
from tests.factories import NOW, PersonFactory, RecordFactory
from tests.qiaomost.conftest import People

pytestmark = pytest.mark.django_db


def _page(client: Client, query: str = "", path: str = "/my/records/", status: int = 200) -> str:
    answer = client.get(path + query, headers={"accept-language": "en"})
    assert answer.status_code == status
    return answer.content.decode()


def _choices(page: str) -> dict[str, str]:
    """What the list can be narrowed to, with the address that does it."""
    found = re.findall(r'<nav class="filter".*?</nav>', page, re.DOTALL)
    links = re.findall(r'<a href="(.*?)".*?>(.*?)</a>', "".join(found))
    return {re.sub(r"<.*?>", "", label): address.replace("&amp;", "&") for address, label in links}


def _shown(page: str) -> list[str]:
    return sorted(re.findall(r'class="state">(.*?)<', page))


def _some(people: People) -> None:
    for kind, state in (
        ("challenge", "draft"),
        ("challenge", "returned"),
        ("challenge", "under_review"),
        ("achievement", "published"),
    ):
        RecordFactory(organisation=people.organisation, author=people.author, kind=kind, state=state)


def test_list_is_narrowed_by_state_kind_and_whose_turn_it_is(client: Client, people: People):
    _some(people)
    client.force_login(people.author)
    choices = _choices(_page(client))
    assert list(choices) == [
        "All 4",
        "Your turn 2",
        "Draft 1",
        "Under review 1",
        "Returned to the author 1",
        "Published 1",
        "All kinds",
        "Achievement 1",
        "Challenge 3",
    ]
    assert _shown(_page(client, choices["Your turn 2"])) == ["Draft", "Returned to the author"]
    assert _shown(_page(client, choices["Achievement 1"])) == ["Published"]
    narrowed = _page(client, "?kind=challenge&state=draft")
    assert _shown(narrowed) == ["Draft"]
    assert _choices(narrowed)["All 4"] == "?kind=challenge"
    assert "Published 1" not in _choices(narrowed)
    assert "No record of yours is like this." in _page(client, "?kind=expert&state=draft")


def test_list_is_cut_into_pages_and_costs_the_same(
    client: Client, people: People, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(mine, "ON_A_PAGE", 3)
    _some(people)
    client.force_login(people.author)
    first, second = _page(client), _page(client, "?page=2")
    assert (first.count('class="card"'), second.count('class="card"')) == (3, 1)
    assert ('rel="next" href="?page=2"' in first, 'rel="prev" href="?page=1"' in second) == (True, True)
    for typed in ("0", "-1", "99", "x", "9" * 5000):
        assert _page(client, f"?page={typed}").count('class="card"') in {1, 3}
    with CaptureQueriesContext(connection) as three:
        _page(client)
    Record.objects.exclude(state="draft").delete()
    with CaptureQueriesContext(connection) as one:
        _page(client)
    assert len(one) == len(three)


def test_newcomer_is_told_what_comes_first(client: Client, people: People):
    newcomer = people.without_membership
    client.force_login(newcomer)
    for path, status in (("/my/records/", 200), ("/my/records/new/", 200), ("/account/", 200)):
        page = _page(client, path=path, status=status)
        assert ("Give your name" in page, "Join your organisation" in page) == (True, True)
    assert "Join your organisation" in _page(client, path="/my/records/new/challenge/", status=403)

    person = PersonFactory(user=newcomer)
    assert PersonName.objects.filter(person=person).exists()
    request_to_join(actor=newcomer, organisation_id=people.organisation.pk, message="", now=NOW)
    page = _page(client)
    assert "Your name is given." in page
    assert f"{people.organisation.name_in('en')} has your request; its answer comes by mail." in page


def test_newcomer_who_is_invited_is_led_to_the_invitation(client: Client, people: People):
    newcomer = people.without_membership
    newcomer.emailaddress_set.create(email=newcomer.email, verified=True, primary=True)
    invite(
        actor=people.own_adviser,
        organisation_id=people.organisation.pk,
        address=newcomer.email,
        role="member",
        language="en",
        now=NOW,
    )
    client.force_login(newcomer)
    assert "accept its invitation" in _page(client)


def test_member_who_has_written_nothing_chooses_what_to_begin_with(client: Client, people: People):
    PersonFactory(user=people.author)
    client.force_login(people.author)
    page = _page(client)
    assert re.findall(r'href="/my/records/new/(\w+)/"', page) == ["challenge", "achievement", "expert"]
    assert "First steps" not in page
