from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from qiaomost.accounts.models import User
from qiaomost.compliance.models import CrossBorderRead
from qiaomost.compliance.selectors.crossing import Crossing, crossings
from qiaomost.compliance.services.crossing import count_cross_border_read, count_profile_read
from qiaomost.network.models import Person
from tests.factories import (
    NOW,
    MembershipFactory,
    OrganisationFactory,
    PersonFactory,
    RecordFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def read(subject: Person, recipient: User, country: str = "RU", now: datetime = NOW) -> bool:
    return count_cross_border_read(subject=subject, recipient=recipient, recipient_country=country, now=now)


def test_reads_are_counted_by_persons_country_and_year():
    chinese = [PersonFactory(), PersonFactory()]
    russian = PersonFactory(organisation=OrganisationFactory(country="RU"))
    one, other = UserFactory(), UserFactory()
    for subject, reader in ((chinese[0], one), (chinese[0], other), (chinese[1], one)):
        assert read(subject, reader)
    assert read(russian, one, "CN")
    assert read(chinese[0], one, now=NOW + timedelta(days=365))
    assert crossings([2, 100]) == [
        Crossing(year=2027, country="RU", persons=1, reads=1, reached=()),
        Crossing(year=2026, country="CN", persons=1, reads=1, reached=()),
        Crossing(year=2026, country="RU", persons=2, reads=3, reached=(2,)),
    ]


def test_same_reader_counts_once_a_day():
    subject, reader = PersonFactory(), UserFactory()
    read(subject, reader)
    read(subject, reader, now=NOW + timedelta(hours=15))
    assert CrossBorderRead.objects.count() == 1
    read(subject, reader, now=NOW + timedelta(hours=16))
    assert CrossBorderRead.objects.count() == 2


def test_reader_of_the_same_country_crosses_nothing():
    assert not read(PersonFactory(), UserFactory(), "CN")
    assert not CrossBorderRead.objects.exists()


@pytest.mark.parametrize(("country", "crosses"), [("CN", False), ("RU", True)])
def test_data_of_a_person_without_organisation_lie_where_the_node_is(
    country: str, crosses: bool, settings: Any
):
    settings.QIAOMOST = settings.QIAOMOST.model_copy(update={"node_country": "CN"})
    assert read(PersonFactory(organisation=None), UserFactory(), country) == crosses


def profile() -> Any:
    return RecordFactory(kind="expert", state="published")


def member_of(*countries: str) -> User:
    user = UserFactory()
    for country in countries:
        MembershipFactory(user=user, organisation=OrganisationFactory(country=country))
    return user


@pytest.mark.parametrize(
    ("countries", "counted"),
    [(["RU"], 1), (["CN"], 0), (["CN", "RU"], 0), ([], 0)],
    ids=["of the other country", "of the same", "of both", "of none"],
)
def test_profile_read_counts_for_readers_of_the_other_country(countries: list[str], counted: int):
    reader = member_of(*countries)
    count_profile_read(record=profile(), reader=reader, now=NOW)
    assert CrossBorderRead.objects.filter(recipient_id=reader.pk).count() == counted
    assert CrossBorderRead.objects.count() == counted


def test_visitors_and_other_records_are_not_counted():
    count_profile_read(record=profile(), reader=AnonymousUser(), now=NOW)
    count_profile_read(record=RecordFactory(), reader=member_of("RU"), now=NOW)
    assert not CrossBorderRead.objects.exists()


def test_page_of_an_expert_counts_once_a_day():
    record, reader = profile(), member_of("RU")
    client = Client()
    client.force_login(reader)
    for _ in range(2):
        assert client.get(f"/records/{record.pk}/").status_code == 200
    assert CrossBorderRead.objects.get().subject == record.expert.person
