from __future__ import annotations

import pytest
from django.contrib import admin
from django.test import Client, RequestFactory
from django.urls import reverse

from qiaomost.catalogue.models import Record
from qiaomost.common.models import AuditEntry, OutboxEntry
from qiaomost.network.models import Membership, Person
from tests.factories import (
    NOW,
    MembershipFactory,
    PersonFactory,
    RecordFactory,
    SecondFactorFactory,
)
from tests.qiaomost.catalogue.snapshots import verbs

pytestmark = pytest.mark.django_db

OURS = [model for model in admin.site._registry if model.__module__.startswith("qiaomost.")]


@pytest.fixture
def administrator(client: Client) -> Client:
    client.force_login(SecondFactorFactory(user__is_staff=True, user__is_superuser=True).user)
    return client


def _fill(rows: int) -> None:
    for _ in range(rows):
        record = RecordFactory(kind="expert", state="under_review")
        MembershipFactory()
        PersonFactory()
        AuditEntry.objects.create(
            at=NOW, actor=record.author, verb="edit", object_type="catalogue.Record", object_id=str(record.pk)
        )
        OutboxEntry.objects.create(topic="a.done", created_at=NOW, available_at=NOW)


def _list(model: type) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")  # type: ignore[attr-defined]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_list_has_the_same_number_of_queries_for_one_row_and_three(
    model: type, administrator: Client, django_assert_max_num_queries
):
    _fill(1)
    with django_assert_max_num_queries(40) as one:
        assert administrator.get(_list(model)).status_code == 200
    _fill(2)
    with django_assert_max_num_queries(len(one)):
        assert administrator.get(_list(model)).status_code == 200


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_list_can_be_searched(model: type, administrator: Client):
    _fill(1)
    assert administrator.get(_list(model), {"q": "寒区"}).status_code == 200


@pytest.mark.parametrize("kind", ["achievement", "challenge", "expert"])
def test_record_is_shown_whole_and_read_only(kind: str, administrator: Client):
    record = RecordFactory(kind=kind)
    address = reverse("admin:catalogue_record_change", args=[record.pk])
    page = administrator.get(address)
    assert "寒区混凝土抗冻融耐久性提升技术" in page.content.decode()
    assert administrator.post(address, {"state": "published"}).status_code == 403
    assert administrator.post(reverse("admin:catalogue_record_add"), {}).status_code == 403
    assert administrator.post(reverse("admin:catalogue_record_delete", args=[record.pk])).status_code == 403
    assert Record.objects.get(pk=record.pk).state == "draft"


def test_actions_take_the_verbs_of_the_services_and_tell_refusals(administrator: Client):
    accepted, draft = RecordFactory(state="accepted"), RecordFactory()
    page = administrator.post(
        _list(Record),
        {"action": "screen_record", "_selected_action": [str(accepted.pk), str(draft.pk)]},
        follow=True,
    )
    assert [message.message.partition(":")[0] for message in page.context["messages"]] == [str(draft.pk)]
    assert [Record.objects.get(pk=record.pk).state for record in (accepted, draft)] == ["screening", "draft"]
    assert verbs() == ["screen"]


def test_person_written_in_the_administration_is_found_by_name(administrator: Client):
    names = {"names-0-language": "zh", "names-0-family": "张", "names-0-given": "伟"}
    management = {"names-TOTAL_FORMS": "1", "names-INITIAL_FORMS": "0"}
    form = {"language": "zh", "position": "{}", "orcid": ""} | names | management
    assert administrator.post(reverse("admin:network_person_add"), form).status_code == 302
    person = Person.objects.get()
    assert {row.language: row.full() for row in person.names.all()} == {
        "zh": "张伟",
        "en": "Wei Zhang",
        "ru": "Чжан Вэй",
    }
    assert person.name_keys.exists()


def test_administration_is_closed_to_members(client: Client, rf: RequestFactory):
    member = MembershipFactory(role="administrator").user
    client.force_login(member)
    assert client.get(_list(Membership)).status_code == 302
