from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from qiaomost.common.errors import NotAllowed, NotFound, TransitionRefused
from qiaomost.forum.drafts.delegations import DelegationDraft
from qiaomost.forum.models import Category, Delegation, DelegationMember, Mail, Registration, Stay
from qiaomost.forum.services.delegations.keeping import create_delegation, remove_delegation
from qiaomost.forum.services.delegations.members import lead_delegation, write_members_stay
from qiaomost.forum.services.registering import register
from qiaomost.network.models import Person
from tests.factories import NOW, UserFactory
from tests.qiaomost.forum.delegations.conftest import NAMES, Scene, account, as_, names_of, states
from tests.qiaomost.forum.registering import CONSENT, registration_draft

MEMBER = {"family": "Ковалёва", "given": "Мария", "patronymic": "Андреевна", "speaks": ["ru"]}


def added(scene: Scene, client: Client, **values: object) -> Registration:
    answer = client.post(f"{scene.at}/members/add/", MEMBER | values)
    assert answer.status_code == 302, answer.content.decode()
    return Registration.objects.order_by("made_at", "pk").last()  # type: ignore[return-value]


def test_a_delegation_from_its_opening_to_a_member_who_confirms(scene: Scene):
    organiser, contact = as_(scene.forum.organiser), as_(scene.contact)
    assert scene.delegation.contact == scene.contact
    assert f"{scene.at}/" in Mail.objects.get().body
    refused = organiser.post("/forum/harbin-2026/delegations/new/", {"zh": "一", "ru": "Раз", "en": "One"})
    assert (refused.status_code, Delegation.objects.count()) == (422, 1)
    given = {"zh": "一", "ru": "Раз", "en": "One", "country": "CN", "category": "delegate"}
    given |= {"contact_address": "x@example.org"}
    assert organiser.post("/forum/harbin-2026/delegations/new/", given).status_code == 302
    other = Delegation.objects.exclude(pk=scene.delegation.pk).get()
    organiser.post(f"/forum/harbin-2026/delegations/{other.pk}/move/up/")
    assert list(Delegation.objects.values_list("pk", flat=True)) == [other.pk, scene.delegation.pk]

    added(scene, contact, position_words="Ректор", address="rector@example.org")
    second = added(scene, contact, family="Орлов", given="Пётр", patronymic="")
    third = added(scene, contact, family="Lee", given="Anna", is_head="on")
    assert names_of(scene.delegation) == ["Anna Lee", "Ковалёва Мария Андреевна", "Орлов Пётр"]
    assert states() == ["accepted"] * 3
    at = f"{scene.at}/members"
    contact.post(f"{at}/{second.pk}/do/up/")
    contact.post(f"{at}/{third.pk}/do/down/")  # nobody comes before the head
    assert names_of(scene.delegation) == ["Anna Lee", "Орлов Пётр", "Ковалёва Мария Андреевна"]
    contact.post(f"{at}/{second.pk}/do/lead/")
    assert names_of(scene.delegation)[0] == "Орлов Пётр"
    stay = {"site": scene.forum.site.pk, "arrives_by": "SU 1720", "arrives_at": "2026-10-19T14:05"}
    stay |= {"dietary": "halal", "passport_number": "75 1234567", "arrival_place": "Тайпин"}
    assert contact.post(f"{at}/{second.pk}/stay/", stay).status_code == 302
    assert Stay.objects.get().arrives_at.isoformat() == "2026-10-19T06:05:00+00:00"  # type: ignore[union-attr]
    page = contact.get(f"{scene.at}/").content.decode()
    assert "SU 1720, 19 октября 2026 г. 14:05 (по пекинскому времени), Тайпин" in page
    assert "75 1234567" in contact.get(f"{at}/{second.pk}/stay/").content.decode()
    change = {"position_words": "Директор", "address": "orlov@example.org"}
    assert contact.post(f"{at}/{second.pk}/", change | {"speaks": ["ru", "en"]}).status_code == 302
    assert contact.post(f"{at}/{third.pk}/", change).status_code == 422  # another member's address

    rector = account("rector@example.org")
    page = as_(rector).get(f"{scene.at}/").content.decode()
    assert "Орлов Пётр" in page
    for secret in ("SU 1720", "orlov@example.org", "Халяль", "75 1234567"):
        assert secret not in page
    first = Registration.objects.get(person__names__family="Ковалёва")
    claim = f"{at}/{first.pk}/confirm/"
    assert as_(rector).post(claim).status_code == 422  # without consent
    assert as_(rector).post(claim, {"consent": "on", "words": CONSENT}).status_code == 302
    assert Registration.objects.get(pk=first.pk).user == rector
    assert Person.objects.get(user=rector) == first.person
    contact.post(f"{at}/{third.pk}/do/remove/")
    contact.post(f"{at}/{first.pk}/do/remove/")  # the registration is her own now
    assert (names_of(scene.delegation), states()) == (["Орлов Пётр"], ["accepted", "accepted", "withdrawn"])
    with pytest.raises(TransitionRefused):
        remove_delegation(actor=scene.forum.organiser, delegation_id=scene.delegation.pk, now=NOW)


def test_whoever_registered_by_themselves_keeps_that_registration(scene: Scene):
    contact, guest = as_(scene.contact), account("guest@example.org")
    own = register(actor=guest, edition_id=scene.forum.edition.pk, draft=registration_draft(), now=NOW)
    entered = added(scene, contact, address="guest@example.org", family="Ковалева")
    assert as_(guest).post(f"{scene.at}/members/{entered.pk}/confirm/").status_code == 302
    assert scene.delegation.members.get().registration == own
    assert Registration.objects.get(pk=entered.pk).state == "withdrawn"


def test_quotas_hold_and_moderation_stays_with_the_organisers(scene: Scene):
    contact, organiser = as_(scene.contact), as_(scene.forum.organiser)
    Category.objects.update(quota=1, is_moderated=True)
    assert added(scene, contact).state == "submitted"
    assert added(scene, organiser, family="Орлов").state == "accepted"
    assert added(scene, organiser, family="Белов").state == "waiting"


def test_nobody_else_sees_or_changes_it(scene: Scene):
    one = added(scene, as_(scene.contact), address="rector@example.org")
    member = account("rector@example.org")
    unconfirmed = UserFactory(email="rector@example.com")
    ways = [
        *("/", "/change/", "/list/", "/list/template.xlsx", "/list/members.xlsx", "/members/add/"),
        *(f"/members/{one.pk}/", f"/members/{one.pk}/stay/"),
    ]
    for way in ways:
        assert as_(scene.contact).get(scene.at + way).status_code == 200, way
        assert as_(scene.forum.organiser).get(scene.at + way).status_code == 200, way
        for stranger in (scene.forum.member, scene.forum.other_organiser, unconfirmed):
            assert as_(stranger).get(scene.at + way).status_code == 404, way
        assert as_(member).get(scene.at + way).status_code == (200 if way == "/" else 403), way
        assert Client().get(scene.at + way).status_code == 302, way
    for way in ("up", "lead", "remove"):
        assert as_(member).post(f"{scene.at}/members/{one.pk}/do/{way}/").status_code == 403
        assert as_(scene.forum.member).post(f"{scene.at}/members/{one.pk}/do/{way}/").status_code == 404
    assert as_(scene.contact).post(f"{scene.at}/remove/").status_code == 403
    assert as_(scene.forum.member).post(f"{scene.at}/members/{one.pk}/confirm/").status_code == 404
    page = as_(scene.forum.member).get("/forum/harbin-2026/delegations/").content.decode()
    assert NAMES["ru"] not in page
    other = create_delegation(
        actor=scene.forum.organiser,
        edition_id=scene.forum.edition.pk,
        draft=DelegationDraft(NAMES, "CN", "delegate", "other@example.org"),
        now=NOW,
    )
    values = {"registration_id": one.pk, "now": NOW}
    stranger = account("other@example.org")
    for verb in (lead_delegation, lambda **given: write_members_stay(values={"hotel": "x"}, **given)):
        with pytest.raises(NotFound):  # a member of another delegation, by its own address
            verb(actor=stranger, delegation_id=other.pk, **values)
        with pytest.raises(NotFound):
            verb(actor=stranger, delegation_id=scene.delegation.pk, **values)
        with pytest.raises(NotAllowed):
            verb(actor=member, delegation_id=scene.delegation.pk, **values)
    contact = {"zh": "新", "ru": "Новая", "en": "New", "country": "CN", "contact_address": "me@example.org"}
    assert as_(scene.contact).post(f"{scene.at}/change/", contact).status_code == 302
    scene.delegation.refresh_from_db()
    assert (scene.delegation.country, scene.delegation.contact_address) == ("RU", "contact@example.org")
    assert (DelegationMember.objects.count(), Stay.objects.count()) == (1, 0)


def test_pages_cost_the_same_with_one_member_and_with_three(scene: Scene):
    client = as_(scene.contact)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"{scene.at}/").status_code == 200
            assert client.get("/forum/harbin-2026/delegations/").status_code == 200
        return len(captured)

    added(scene, client)
    queries()
    once = queries()
    added(scene, client, family="Орлов", given="Пётр")
    added(scene, client, family="Lee", given="Anna")
    assert queries() == once
