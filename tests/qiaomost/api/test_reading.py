"""Lists of records, organisations, experts and subjects: filters, pages, and a constant number of queries."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from qiaomost.catalogue.models import Subject
from qiaomost.network.models import PersonNameKey
from qiaosearch.text.names import query_keys
from tests.factories import MembershipFactory, OrganisationFactory, PersonFactory
from tests.qiaomost.scenes import organisation, published, translated

pytestmark = pytest.mark.django_db

HERE = "http://127.0.0.1:8000/api/v1"


def ids(answer: Any, name: str) -> list[str]:
    return [row["id"] for row in answer.json()[name]]


def test_records_are_listed_in_the_readers_language(client: Client):
    owner = organisation("Institute of Hydrogen")
    record = published(organisation=owner, words={"title": "Alloy"})
    translated(record, "ru", "Сплав")
    record.subjects.set(Subject.objects.filter(pk="2.5"))
    answer = client.get("/api/v1/records", {"reader": "ru"}).json()
    assert answer == {
        "total": 1,
        "next": None,
        "previous": None,
        "records": [
            {
                "id": str(record.pk),
                "kind": "achievement",
                "title": "Сплав",
                "title_language": "ru",
                "language": "en",
                "country": "CN",
                "organisation": {"id": str(owner.pk), "name": "Institute of Hydrogen", "city": "Харбин"},
                "open_for_interest": True,
                "subjects": ["2.5"],
                "published": record.published_at.isoformat(),
                "updated": record.updated_at.isoformat(),
                "url": f"http://127.0.0.1:8000/records/{record.pk}/",
            }
        ],
    }


def test_records_are_filtered(client: Client):
    home = organisation("Home", country="RU")
    expert = published("expert", organisation=home, source_language="ru")
    achievement = published()
    achievement.subjects.set(Subject.objects.filter(pk="2.5"))
    published(state="draft")
    closed = published("challenge", open_for_interest=False)
    for filters, found in [
        ({"kind": "expert"}, {expert}),
        ({"country": ["RU", "CN"]}, {expert, achievement, closed}),
        ({"language": "ru"}, {expert}),
        ({"subject": "2"}, {achievement}),
        ({"subject": "2.1"}, set()),
        ({"organisation": str(home.pk)}, {expert}),
        ({"id": [str(expert.pk), str(home.pk)]}, {expert}),
        ({"open_for_interest": "false"}, {closed}),
        ({"open_for_interest": "true", "kind": "expert"}, {expert}),
    ]:
        answer = client.get("/api/v1/records", filters)
        assert set(ids(answer, "records")) == {str(record.pk) for record in found}, filters


def test_pages_lead_to_each_other_at_the_address_of_the_settings(client: Client, settings: Any):
    settings.ALLOWED_HOSTS = ["*"]
    for _ in range(3):
        published()
    seen, path = [], "/api/v1/records?kind=achievement&size=2"
    answer = client.get(path, headers={"host": "evil.example"})
    seen += ids(answer, "records")
    following = f"{HERE}/records?kind=achievement&size=2&page=2"
    assert (answer.json()["total"], answer.json()["next"], answer.json()["previous"]) == (3, following, None)
    assert answer.headers["Link"] == f'<{following}>; rel="next", <{following}>; rel="last"'
    answer = client.get(following.removeprefix("http://127.0.0.1:8000"))
    seen += ids(answer, "records")
    start = f"{HERE}/records?kind=achievement&size=2&page=1"
    assert (answer.json()["next"], answer.json()["previous"]) == (None, start)
    assert answer.headers["Link"] == f'<{start}>; rel="first", <{start}>; rel="prev"'
    assert len(set(seen)) == 3
    assert client.get(path + "&page=9").json()["records"] == []


def test_the_owner_of_an_anonymous_challenge_is_not_found_by_its_organisation(client: Client):
    owner = organisation("Asking", is_member=False)
    challenge = published("challenge", organisation=owner, content__is_anonymous=True)
    assert ids(client.get("/api/v1/records", {"organisation": str(owner.pk)}), "records") == []
    assert client.get(f"/api/v1/organisations/{owner.pk}").status_code == 404
    assert client.get("/api/v1/records").json()["records"][0]["organisation"] is None
    client.force_login(MembershipFactory(role="adviser").user)
    assert ids(client.get("/api/v1/records", {"organisation": str(owner.pk)}), "records") == [
        str(challenge.pk)
    ]
    assert client.get(f"/api/v1/organisations/{owner.pk}").json()["records"] == 1


def test_organisations_are_listed_with_the_records_that_the_reader_sees(client: Client):
    home = organisation("Институт льда", country="RU")
    for level in ("public", "members"):
        published(organisation=home, disclosure=level)
    owner = OrganisationFactory(is_member=False, name="不是成员")
    published(organisation=owner)
    OrganisationFactory(is_member=False)
    answer = client.get("/api/v1/organisations", {"reader": "ru"})
    assert {(row["name"], row["records"]) for row in answer.json()["organisations"]} == {
        ("不是成员", 1),
        ("Институт льда", 1),
    }
    for query in ("институт ЛЬДА"[:8], "Льда".lower(), "ИНСТИТУТ"):
        assert ids(client.get("/api/v1/organisations", {"q": query}), "organisations") == [str(home.pk)], (
            query
        )
    assert ids(client.get("/api/v1/organisations", {"country": "CN"}), "organisations") == [str(owner.pk)]
    one = client.get(f"/api/v1/organisations/{home.pk}").json()
    assert (one["name"], one["country"], one["is_member"]) == ("Институт льда", "RU", True)


def test_experts_are_found_by_any_form_of_the_name(client: Client):
    person = PersonFactory(name=("曾", "志远"))
    keys = {key for form in ("曾志远", "Zeng Zhiyuan", "Цзэн Чжиюань") for key in query_keys(form)}
    PersonNameKey.objects.bulk_create(PersonNameKey(person=person, key=key) for key in keys)
    expert = published("expert", content__person=person)
    published("expert")
    for name in ("曾志远", "Zhiyuan Zeng", "Цзэн Чжиюань"):
        assert ids(client.get("/api/v1/experts", {"name": name}), "experts") == [str(expert.pk)]
    assert client.get("/api/v1/experts").json()["total"] == 2
    assert client.get("/api/v1/experts", {"name": "Nobody"}).json()["total"] == 0


def test_subjects_are_a_tree_in_three_languages(client: Client):
    shown = {row["code"]: row for row in client.get("/api/v1/subjects").json()["subjects"]}
    assert len(shown) == Subject.objects.count()
    subject = Subject.objects.get(pk="2.5")
    assert shown["2.5"] == {
        "code": "2.5",
        "parent": "2",
        "labels": {"zh": subject.label_zh, "ru": subject.label_ru, "en": subject.label_en},
        "grnti": subject.grnti,
        "gbt13745": subject.gbt13745,
    }
    assert shown["2"]["parent"] is None


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        answer = client.get(path)
        assert (answer.status_code, bool(answer.getvalue())) == (200, True)
    return len(captured)


@pytest.mark.parametrize("kind", ["records", "organisations", "experts"])
def test_lists_take_the_same_queries_for_one_row_and_for_three(kind: str, client: Client):
    made = "expert" if kind == "experts" else "achievement"
    path = f"/api/v1/{kind}"
    published(made)
    client.get(path)
    first = queries(client, path)
    published(made)
    published(made)
    assert client.get(path).json()["total"] >= 3
    assert queries(client, path) == first


@pytest.mark.parametrize(
    ("path", "query", "field"),
    [
        ("records", {"organisation": "x"}, "organisation"),
        ("records", {"id": ["00000000-0000-0000-0000-000000000001", "x"]}, "id"),
        ("records", {"id": ["00000000-0000-0000-0000-000000000001"] * 101}, "id"),
        ("records", {"open_for_interest": "perhaps"}, "open_for_interest"),
        ("records", {"page": "10001"}, "page"),
        ("records", {"size": "101"}, "size"),
        ("records", {"subject": "x"}, "subject"),
        ("organisations", {"q": "a" * 101}, "q"),
        ("experts", {"name": "a" * 101}, "name"),
        ("experts", {"country": "DE"}, "country"),
    ],
)
def test_lists_name_the_wrong_parameter(path: str, query: dict[str, Any], field: str, client: Client):
    answer = client.get(f"/api/v1/{path}", query)
    assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])
