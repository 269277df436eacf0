"""What the page of an organisation tells beside its records, and in which order the list is."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from qiaomost.network.drafts import OrganisationDraft
from qiaomost.network.models import Organisation, OrganisationName
from qiaomost.network.services import create_organisation
from tests.factories import NOW, MembershipFactory, OrganisationFactory, SecondFactorFactory
from tests.qiaomost.scenes import published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("index")]

PLACE = {"region": "RU-SA", "cities": {"ru": "Якутск", "zh": "雅库茨克", "en": "Yakutsk"}}
NUMBERS = {"ror": "03vek6s52", "ogrn": "1027700132195", "inn": "7707083893"}


@pytest.fixture
def institute() -> Organisation:
    made = OrganisationFactory(
        name="冻土研究所", country="RU", member_since=date(2026, 9, 1), **PLACE, **NUMBERS
    )
    OrganisationName.objects.create(organisation=made, language="ru", name="Институт мерзлоты")
    published(organisation=made)
    return made


def page_of(client: Client, organisation: Organisation, reader: str = "ru") -> str:
    answer = client.get(f"/organisations/{organisation.pk}/", headers={"accept-language": reader})
    assert answer.status_code == 200
    return answer.content.decode()


def text_of(page: str) -> str:
    return " ".join(re.sub("<[^>]+>", "", page).split())


def data_of(page: str) -> dict[str, Any]:
    return json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)[0])


def shown(client: Client, reader: str, **query: Any) -> list[str]:
    page = client.get("/organisations/", query, headers={"accept-language": reader}).content.decode()
    return re.findall(r'<h3><a href="/organisations/[\w-]+/"[^>]*>(.*?)</a>', page)


def test_page_tells_names_place_day_and_numbers_that_copy_whole(client: Client, institute: Organisation):
    page = page_of(client, institute)
    assert '<span lang="zh-Hans">冻土研究所</span> <small>китайский' in page
    for told in ("Республика Саха (Якутия) · Якутск", "1 сентября 2026 г."):
        assert told in text_of(page)
    numbers = {
        scheme: re.sub("<[^>]+>", "", shown)
        for scheme, shown in re.findall(r'id="number-(\w+)">(.*?)</span>\s', page)
    }
    assert numbers == {**NUMBERS, "ror": "https://ror.org/03vek6s52"}
    assert "<span>1</span><span>02</span><span>77</span><span>0013219</span><span>5</span>" in page
    assert page.count("✓") == 3


def test_wrong_check_digits_are_told(client: Client, institute: Organisation):
    Organisation.objects.filter(pk=institute.pk).update(ror="03vek6s53")
    page = page_of(client, institute, "en")
    assert (page.count("✓"), page.count("check digit wrong")) == (2, 1)


def test_page_is_linked_data_of_an_organisation(client: Client, institute: Organisation):
    data = data_of(page_of(client, institute))
    address = data.pop("@id")
    assert address.endswith(f"/organisations/{institute.pk}/")
    assert data == {
        "@context": "https://schema.org",
        "@type": ["Organization", "ResearchOrganization"],
        "url": address,
        "name": "Институт мерзлоты",
        "alternateName": ["冻土研究所"],
        "address": {
            "@type": "PostalAddress",
            "addressCountry": "RU",
            "addressRegion": "Республика Саха (Якутия)",
            "addressLocality": "Якутск",
        },
        "identifier": [
            {"@type": "PropertyValue", "propertyID": "ROR", "value": "https://ror.org/03vek6s52"},
            {"@type": "PropertyValue", "propertyID": "OGRN", "value": "1027700132195"},
            {"@type": "PropertyValue", "propertyID": "INN", "value": "7707083893"},
        ],
        "sameAs": ["https://ror.org/03vek6s52"],
        "taxID": "7707083893",
    }


def test_contact_goes_through_own_advisers_else_an_association_and_no_person_is_named(
    client: Client, institute: Organisation
):
    assert "To make contact" not in page_of(client, institute, "en")
    union = OrganisationFactory(name="工程协会", country="RU", kind="association")
    other = OrganisationFactory(name="别的大学", country="RU", kind="university")
    foreign = OrganisationFactory(name="外国协会", country="CN", kind="association")
    seats = [MembershipFactory(organisation=one, role="adviser") for one in (union, other, foreign)]
    page = page_of(client, institute, "en")
    assert "工程协会" in page
    for hidden in ("别的大学", "外国协会", *(seat.user.email for seat in seats)):
        assert hidden not in page
    MembershipFactory(organisation=institute, role="adviser")
    page = page_of(client, institute, "en")
    assert "an adviser of this organisation" in page
    assert "工程协会" not in page


def test_they_alone_who_may_change_the_place_are_led_to_it(client: Client, institute: Organisation):
    path = reverse("organisation_place", args=[institute.pk])
    member = MembershipFactory(organisation=institute).user
    adviser = MembershipFactory(organisation=institute, role="adviser").user
    for reader, is_led in {None: False, member: False, adviser: True}.items():
        if reader:
            client.force_login(reader)
        assert (path in page_of(client, institute)) == is_led


def test_whoever_is_made_a_member_is_one_from_that_day(client: Client):
    draft = OrganisationDraft(country="RU", kind="institute", names={"ru": "Институт"}, is_member=True)
    made = create_organisation(actor=None, draft=draft, now=NOW)
    assert made.member_since == NOW.date()


def test_administration_dates_a_membership_that_begins(client: Client):
    outsider = OrganisationFactory(is_member=False)
    client.force_login(SecondFactorFactory(user__is_staff=True, user__is_superuser=True).user)
    name = outsider.names.get()
    form = {
        "country": "CN",
        "kind": "institute",
        "is_member": "on",
        "names-TOTAL_FORMS": "1",
        "names-INITIAL_FORMS": "1",
        "names-0-id": name.pk,
        "names-0-organisation": outsider.pk,
        "names-0-language": "zh",
        "names-0-name": "新名",
    }
    client.post(reverse("admin:network_organisation_change", args=[outsider.pk]), form)
    outsider.refresh_from_db()
    assert (outsider.is_member, outsider.member_since) == (True, timezone.localdate())
    assert outsider.names.get().sort_key.startswith(b"xin1")


# ---- the order of the list


def test_list_is_by_records_or_by_name_as_the_readers_language_has_it(client: Client):
    names = {
        "重庆大学": "АО «Ёлка»",
        "大连大学": "ФГБУН «Институт»",
        "长春大学": "Актив",
        "浙江大学": "ООО «Берег»",
    }
    for chinese, russian in names.items():
        made = OrganisationFactory(name=chinese)
        OrganisationName.objects.create(organisation=made, language="ru", name=russian)
    published(organisation=made)
    in_russian = ["Актив", "ООО «Берег»", "АО «Ёлка»", "ФГБУН «Институт»"]
    assert shown(client, "ru", sort="name") == in_russian
    assert shown(client, "zh-hans", sort="name") == ["长春大学", "重庆大学", "大连大学", "浙江大学"]
    assert shown(client, "ru") == ["ООО «Берег»", "Актив", "АО «Ёлка»", "ФГБУН «Институт»"]
    assert shown(client, "ru", sort="name", q="Бере") == ["ООО «Берег»"]


def test_order_is_kept_by_what_the_reader_does_next(client: Client, institute: Organisation):
    page = client.get("/organisations/", {"sort": "name"}, headers={"accept-language": "en"}).content.decode()
    assert '<input type="hidden" name="sort" value="name">' in page
    assert re.search(r'href="\?[^"]*sort=name[^"]*country=RU|href="\?[^"]*country=RU[^"]*sort=name', page)
    assert re.findall(r'aria-current="true">([^<]+)</a>', page) == ["By name"]


def test_order_by_name_costs_no_more_queries_for_more_rows(client: Client, institute: Organisation):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get("/organisations/", {"sort": "name"})
        return len(asked)

    one = queries()
    OrganisationFactory(name="甲")
    OrganisationFactory(name="乙")
    assert queries() == one


def test_name_that_is_not_in_the_readers_language_says_in_which_it_is(client: Client):
    OrganisationFactory(name="重庆大学")
    page = client.get("/organisations/", headers={"accept-language": "ru"}).content.decode()
    assert re.findall(r'<a href="/organisations/[\w-]+/" lang="(\w+)">(.*?)</a>', page) == [
        ("zh", "重庆大学")
    ]
