"""What was stored before is there after the tables have changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps.registry import Apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from qiaomost.common.models import AuditEntry
from tests.factories import NOW

pytestmark = [
    pytest.mark.both_databases,
    pytest.mark.django_db(transaction=True),
]


def migrated(name: str) -> Apps:
    executor = MigrationExecutor(connection)
    executor.migrate([("network", name)])
    return executor.loader.project_state([("network", name)]).apps


@pytest.fixture
def latest() -> Iterator[None]:
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def made(apps: Apps, city: str) -> Any:
    return apps.get_model("network", "Organisation").objects.create(country="CN", kind="institute", city=city)


@pytest.mark.usefixtures("latest")
def test_one_name_of_a_city_becomes_names_by_language_and_back():
    old = migrated("0004_identifiers")
    ids = {city: made(old, city).pk for city in ("Harbin", "哈尔滨市", "Little Settlement", "")}
    organisations = migrated("0006_one_name_of_a_city_gone").get_model("network", "Organisation").objects
    harbin = ("CN-HL", {"zh": "哈尔滨", "ru": "Харбин", "en": "Harbin"})
    places = {city: organisations.get(pk=pk) for city, pk in ids.items()}
    assert {city: (row.region, row.cities) for city, row in places.items()} == {
        "Harbin": harbin,
        "哈尔滨市": harbin,
        "Little Settlement": ("", {"en": "Little Settlement"}),
        "": ("", {}),
    }
    before = migrated("0004_identifiers").get_model("network", "Organisation").objects
    assert sorted(before.values_list("city", flat=True)) == ["", "Harbin", "Harbin", "Little Settlement"]


@pytest.mark.usefixtures("latest")
def test_names_get_their_order_and_members_the_day_on_which_they_were_added():
    old = migrated("0006_one_name_of_a_city_gone")
    organisations = old.get_model("network", "Organisation").objects
    member = organisations.create(country="RU", kind="institute", is_member=True)
    other = organisations.create(country="RU", kind="institute")
    unknown = organisations.create(country="RU", kind="institute", is_member=True)
    names = old.get_model("network", "OrganisationName").objects
    for row, name in {member: "АО «Ель»", other: "Берег", unknown: "ёрш"}.items():
        names.create(organisation=row, language="ru", name=name)
    for row in (member, other):
        AuditEntry.objects.create(
            at=NOW, verb="create", object_type="network.Organisation", object_id=str(row.pk)
        )
    new = migrated("0007_order_of_names")
    found = new.get_model("network", "OrganisationName").objects.order_by("sort_key")
    assert list(found.values_list("name", "organisation__member_since")) == [
        ("Берег", None),
        ("АО «Ель»", NOW.date()),
        ("ёрш", None),
    ]
