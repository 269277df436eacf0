from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from qiaomost.network.models import Invitation, JoinRequest, Membership, PersonName
from qiaomost.network.services import invite, request_to_join, token_of
from tests.factories import MembershipFactory, OrganisationFactory, PersonFactory, UserFactory
from tests.qiaomost.conftest import People

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(people: People) -> str:
    return f"/membership/{people.organisation.pk}/"


def as_(client: Client, user: Any) -> Client:
    client.force_login(user)
    return client


def invited(people: People, address: str = "guest@example.org") -> Invitation:
    return invite(
        actor=people.own_adviser,
        organisation_id=people.organisation.pk,
        address=address,
        role="member",
        language="ru",
        now=timezone.now(),
    )


def test_members_page_shows_addresses_and_forms_to_managers_only(
    client: Client, people: People, home: str
) -> None:
    invited(people)
    seen = {}
    for who in ("author", "own_adviser", "administrator"):
        page = as_(client, getattr(people, who)).get(home).content.decode()
        seen[who] = (people.colleague.email in page, "guest@example.org" in page, f"{home}invite/" in page)
    assert seen == {
        "author": (False, False, False),
        "own_adviser": (True, True, True),
        "administrator": (True, True, True),
    }


@pytest.mark.parametrize("who", ["screener", "reviewer", "member_elsewhere", "without_membership"])
def test_members_page_does_not_exist_for_others(who: str, client: Client, people: People, home: str) -> None:
    as_(client, getattr(people, who))
    values = {"address": "a@example.org", "role": "member", "language": "zh"}
    assert client.get(home).status_code == 404
    assert client.post(f"{home}invite/", values).status_code == 404
    assert client.get(f"/membership/{uuid4()}/").status_code == 404
    assert Invitation.objects.count() == 0


def test_invitation_form_says_what_is_wrong_and_offers_no_more_than_allowed(
    client: Client, people: People, home: str
) -> None:
    as_(client, people.own_adviser)
    page = client.post(f"{home}invite/", {"address": "x", "role": "administrator", "language": "zh"})
    assert set(page.context["form"].errors) == {"address", "role"}
    assert Invitation.objects.count() == 0


def test_invitation_page_leads_a_stranger_to_the_sign_in_and_back(client: Client, people: People) -> None:
    path = f"/invitations/{token_of(invited(people))}/"
    page = client.get(path).content.decode()
    sign_in = f"/account/login/?next={path.replace(':', '%3A')}"
    assert sign_in in page
    assert client.post(path).url == sign_in
    assert as_(client, people.without_membership).post(path).status_code == 403


def test_open_invitations_wait_on_the_page_of_the_membership(client: Client, people: People) -> None:
    user = UserFactory(email="guest@example.org", password="寒区-bridge-2026")
    path = f"/invitations/{token_of(invited(people))}/"
    assert f'action="{path}"' in as_(client, user).get("/membership/").content.decode()
    assert client.post(path).url == "/membership/"
    assert client.get(path).context["is_open"] is False
    assert client.post(path).status_code == 409


def test_revoked_invitation_is_shown_as_no_longer_open(client: Client, people: People) -> None:
    invitation = invited(people)
    as_(client, people.own_adviser).post(f"/invitations/{invitation.pk}/revoke/")
    assert client.get(f"/invitations/{token_of(invitation)}/").context["is_open"] is False


def test_request_goes_from_the_search_to_the_answer(client: Client, people: People, home: str) -> None:
    as_(client, people.without_membership)
    assert f"{home}join/" in client.get("/membership/", {"q": "寒区工程"}).content.decode()
    assert client.post(f"{home}join/", {"message": "实验室"}).url == "/membership/"
    assert client.post(f"{home}join/", {"message": "实验室"}).status_code == 409
    request = JoinRequest.objects.get()
    as_(client, people.own_adviser)
    assert "实验室" in client.get(home).content.decode()
    decline = f"/join-requests/{request.pk}/decline/"
    assert client.post(decline, {"reason": ""}).status_code == 422
    assert client.post(decline, {"reason": "请联系办公室"}).url == home
    assert client.post(f"/join-requests/{request.pk}/accept/").status_code == 409
    page = as_(client, people.without_membership).get("/membership/").content.decode()
    assert "请联系办公室" in page


def test_request_is_accepted_or_withdrawn_at_a_button(client: Client, people: People, home: str) -> None:
    first = request_to_join(
        actor=people.without_membership,
        organisation_id=people.organisation.pk,
        message="",
        now=timezone.now(),
    )
    as_(client, people.without_membership).post(f"/join-requests/{first.pk}/withdraw/")
    client.post(f"{home}join/", {})
    second = JoinRequest.objects.get(state="pending")
    as_(client, people.own_adviser).post(f"/join-requests/{second.pk}/accept/")
    assert sorted(JoinRequest.objects.values_list("state", flat=True)) == ["accepted", "withdrawn"]
    assert Membership.objects.filter(user=people.without_membership, is_active=True).count() == 1


def test_membership_is_left_at_a_button(client: Client, people: People, home: str) -> None:
    own = Membership.objects.get(user=people.author)
    assert as_(client, people.author).post(f"/membership/ended/{own.pk}/").url == "/membership/"
    theirs = Membership.objects.get(user=people.colleague)
    assert as_(client, people.own_adviser).post(f"/membership/ended/{theirs.pk}/").url == home
    assert as_(client, people.author).get(home).status_code == 404


@pytest.mark.parametrize("path", ["/account/", "/membership/"])
def test_pages_say_that_a_staff_role_waits_for_a_second_factor(path: str, client: Client) -> None:
    waiting = MembershipFactory(role="reviewer", second_factor=False).user
    effective = MembershipFactory(role="reviewer").user
    said = [
        "Your role takes effect once" in as_(client, user).get(path).content.decode()
        for user in (waiting, effective)
    ]
    assert said == [True, False]


def test_name_is_written_and_changed_on_the_account_page(client: Client, people: People) -> None:
    as_(client, people.author)
    values = {"language": "zh", "family": "曾", "given": "志远", "patronymic": ""}
    assert client.post("/account/", values).url == "/account/"
    assert client.post("/account/", {**values, "given": "志强"}).url == "/account/"
    names = {row.language: row.full() for row in PersonName.objects.filter(person__user=people.author)}
    assert (names["zh"], names["en"], people.author.person.organisation_id) == (
        "曾志强",
        "Zhiqiang Zeng",
        people.organisation.pk,
    )
    page = client.post("/account/", {**values, "family": "\u202e"})
    assert (page.status_code, set(page.context["form"].errors)) == (200, {"family"})


@pytest.mark.parametrize("page", ["members", "membership"])
def test_number_of_queries_does_not_grow_with_the_rows(
    page: str, client: Client, people: People, home: str, django_assert_max_num_queries: Any
) -> None:
    def fill() -> None:
        for number in range(3):
            user = MembershipFactory(organisation=people.organisation).user
            PersonFactory(user=user, organisation=people.organisation)
            invited(people, f"guest{uuid4()}@example.org")
            MembershipFactory(user=people.own_adviser, organisation=OrganisationFactory())
            for organisation_id in (people.organisation.pk, OrganisationFactory().pk):
                asker = UserFactory() if organisation_id == people.organisation.pk else people.own_adviser
                request_to_join(
                    actor=asker, organisation_id=organisation_id, message=str(number), now=timezone.now()
                )

    as_(client, people.own_adviser)
    path = home if page == "members" else "/membership/?q=寒"
    counts = []
    for _ in range(2):
        fill()
        with django_assert_max_num_queries(40) as queries:
            assert client.get(path).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
