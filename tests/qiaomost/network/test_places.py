"""Where organisations are: typed in one language, read in three."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from qiaomost.common.errors import Invalid
from qiaomost.common.models import AuditEntry
from qiaomost.network.drafts import OrganisationDraft, PlaceDraft
from qiaomost.network.gazetteer import (
    Place,
    cities,
    completed,
    key_of,
    parts_in,
    postal_line,
    regions,
    regions_called,
)
from qiaomost.network.models import Organisation, Role
from qiaomost.network.selectors import organisations_called
from qiaomost.network.services import create_organisation
from tests.factories import NOW, MembershipFactory, OrganisationFactory, SecondFactorFactory, UserFactory
from tests.unwritten import nothing_written

HARBIN = {"zh": "哈尔滨", "ru": "Харбин", "en": "Harbin"}
SCRIPTS = {
    "zh": re.compile(r"[㐀-鿿（）-]+"),
    "ru": re.compile(r"[А-Яа-яЁё() —-]+"),
    "en": re.compile(r"[A-Za-zü()'–. -]+"),
}


# ---- the data


def test_every_name_of_the_gazetteer_is_in_the_script_of_its_language():
    names = [*regions().values(), *(city.names for city in cities())]
    wrong = [
        (code, words[code])
        for words in names
        for code, script in SCRIPTS.items()
        if not script.fullmatch(words[code])
    ]
    assert wrong == []


def test_every_region_has_a_city_but_one_and_no_city_stands_twice():
    assert {*regions()} - {city.region for city in cities()} == {"CN-TW"}
    for code in SCRIPTS:
        keys = [(city.region, key_of(city.names[code])) for city in cities()]
        assert len(keys) == len({*keys})


# ---- what follows from a name


@pytest.mark.parametrize(
    ("country", "typed", "region", "names"),
    [
        ("CN", {"en": "Harbin"}, "CN-HL", HARBIN),
        ("CN", {"ru": "г. Харбин"}, "CN-HL", HARBIN),
        ("CN", {"zh": "哈尔滨市"}, "CN-HL", HARBIN),
        ("RU", {"zh": "海参崴"}, "RU-PRI", {"zh": "海参崴", "ru": "Владивосток", "en": "Vladivostok"}),
        ("RU", {"ru": "Королев"}, "RU-MOS", {"zh": "科罗廖夫", "ru": "Королев", "en": "Korolyov"}),
        ("CN", {"zh": "哈尔滨", "en": "Ice City"}, "CN-HL", HARBIN | {"en": "Ice City"}),
        ("CN", {"en": "Suzhou"}, "", {"ru": "Сучжоу", "en": "Suzhou"}),
        (
            "RU",
            {"ru": "Железногорск"},
            "",
            {"zh": "热列兹诺戈尔斯克", "ru": "Железногорск", "en": "Zheleznogorsk"},
        ),
        ("RU", {"ru": "Кольцово"}, "", {"ru": "Кольцово"}),
        ("CN", {"ru": "Хабаровск"}, "", {"ru": "Хабаровск"}),
        ("CN", {}, "", {}),
    ],
)
def test_a_name_is_completed_by_what_can_only_be_meant(
    country: str, typed: dict[str, str], region: str, names: dict[str, str]
):
    assert completed(Place(country, "", typed)) == Place(country, region, names)


def test_a_region_tells_cities_of_one_name_apart():
    assert completed(Place("CN", "CN-AH", {"en": "Suzhou"})).cities["zh"] == "宿州"


def test_a_city_that_is_a_region_stands_once():
    assert parts_in(Place("CN", "CN-BJ", {"zh": "北京"}), "zh") == ["北京"]
    assert parts_in(Place("RU", "RU-MOW", {"ru": "Зеленоград"}), "ru") == ["Москва", "Зеленоград"]


@pytest.mark.parametrize(
    ("place", "lines"),
    [
        (
            Place("CN", "CN-HL", HARBIN),
            [
                "中国黑龙江省哈尔滨市",
                "Китайская Народная Республика, провинция Хэйлунцзян, г. Харбин",
                "Harbin, Heilongjiang, China",
            ],
        ),
        (
            Place("RU", "RU-MOW", {"zh": "莫斯科", "ru": "Москва", "en": "Moscow"}),
            ["俄罗斯联邦莫斯科市", "Российская Федерация, г. Москва", "Moscow, Russia"],
        ),
        (
            Place("RU", "RU-NVS", {"ru": "рп. Кольцово"}),
            [
                "俄罗斯联邦新西伯利亚州рп. Кольцово",
                "Российская Федерация, Новосибирская область, рп. Кольцово",
                "рп. Кольцово, Novosibirsk Oblast, Russia",
            ],
        ),
        (Place("RU"), ["", "", ""]),
    ],
)
def test_an_address_begins_as_each_language_writes_it(place: Place, lines: list[str]):
    assert [postal_line(place, code) for code in ("zh", "ru", "en")] == lines


# ---- the page


@pytest.fixture
def institute(db: None) -> Organisation:
    return OrganisationFactory(country="RU", name="冻土研究所")


def path(organisation: Organisation) -> str:
    return f"/membership/{organisation.pk}/place/"


def signed_in(organisation: Organisation, role: str) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(MembershipFactory(organisation=organisation, role=role).user)
    return client


def test_adviser_writes_a_city_in_one_language_and_corrects_what_was_added(institute: Organisation):
    client = signed_in(institute, Role.ADVISER)
    seen = client.get(path(institute), {"city_ru": "Якутск"}).content.decode()
    assert "Will be added: 雅库茨克 · Yakutsk · Republic of Sakha (Yakutia)" in seen
    client.post(path(institute), {"city_ru": "Якутск", "address_ru": "ул.  Мерзлотная, 36"})
    institute.refresh_from_db()
    assert (institute.region, institute.cities) == (
        "RU-SA",
        {"zh": "雅库茨克", "ru": "Якутск", "en": "Yakutsk"},
    )
    assert institute.addresses == {"ru": "ул. Мерзлотная, 36"}
    client.post(path(institute), {"region": "RU-SA", "city_ru": "Якутск", "city_en": "Iakutsk"})
    institute.refresh_from_db()
    assert institute.cities == {"zh": "雅库茨克", "ru": "Якутск", "en": "Iakutsk"}
    told = AuditEntry.objects.filter(verb="write_place").order_by("pk")
    assert [entry.detail for entry in told] == [
        {"changed": ["region", "cities", "addresses"]},
        {"changed": ["cities", "addresses"]},
    ]


def test_what_is_refused_stands_beside_its_field_and_nothing_is_lost(institute: Organisation):
    client = signed_in(institute, Role.ADVISER)
    with nothing_written():
        answer = client.post(path(institute), {"region": "CN-HL", "city_ru": "Якутск"})
    page = answer.content.decode()
    assert "CN-HL is not one of the available choices" in page
    assert 'value="Якутск"' in page


@pytest.mark.parametrize("role", [Role.MEMBER, Role.REVIEWER])
def test_only_those_who_look_after_the_organisation_write_its_place(role: str, institute: Organisation):
    clients = [signed_in(institute, role), signed_in(OrganisationFactory(), Role.ADVISER)]
    with nothing_written():
        refused = [client.post(path(institute), {"city_ru": "Якутск"}).status_code for client in clients]
    assert refused == [404, 404]


def test_administrator_of_the_node_writes_the_place_in_the_administration_too(
    institute: Organisation, client: Client
):
    client.force_login(SecondFactorFactory(user__is_staff=True, user__is_superuser=True).user)
    address = f"/admin/network/organisation/{institute.pk}/change/"
    names = institute.names.get()
    typed = {
        "country": "RU",
        "kind": "institute",
        "region": "",
        "cities_zh": "符拉迪沃斯托克",
        "addresses_ru": "ул. Светланская, 1",
        "names-TOTAL_FORMS": 1,
        "names-INITIAL_FORMS": 1,
        "names-0-id": names.pk,
        "names-0-organisation": institute.pk,
        "names-0-language": "zh",
        "names-0-name": names.name,
    }
    assert client.post(address, typed).status_code == 302
    institute.refresh_from_db()
    assert institute.region == "RU-PRI"
    assert institute.cities == {"zh": "符拉迪沃斯托克", "ru": "Владивосток", "en": "Vladivostok"}
    assert institute.addresses == {"ru": "ул. Светланская, 1"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"region": "RU-XX"},
        {"region": "CN-HL"},
        {"cities": {"ru": "Я" * 301}},
        {"addresses": {"de": "Jakutsk"}},
        {"addresses": {"ru": "Я" * 301}},
    ],
)
def test_what_is_no_place_is_refused(wrong: dict[str, Any]):
    draft = OrganisationDraft(country="RU", kind="institute", names={"ru": "Луч"}, place=PlaceDraft(**wrong))
    with pytest.raises(Invalid), nothing_written():
        create_organisation(actor=None, draft=draft, now=NOW)


# ---- who looks


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed", ["якутск", "雅库茨克", "Yakut", "Саха", "институт якутск", "萨哈", "Yakutia"]
)
def test_organisation_is_found_by_its_place_in_any_language(typed: str):
    place = {"region": "RU-SA", "cities": {"zh": "雅库茨克", "ru": "Якутск", "en": "Yakutsk"}}
    meant = OrganisationFactory(country="RU", name="Институт мерзлоты", **place)
    OrganisationFactory(country="RU", name="Институт рек", region="RU-PRI", cities={"ru": "Владивосток"})
    assert list(organisations_called(typed)) == [meant]


@pytest.mark.django_db
def test_a_city_is_found_by_the_name_it_had():
    place = {"region": "RU-PRI", "cities": {"zh": "符拉迪沃斯托克", "ru": "Владивосток", "en": "Vladivostok"}}
    meant = OrganisationFactory(country="RU", name="Институт рек", **place)
    OrganisationFactory(name="黑龙江研究所")
    assert list(organisations_called("海参崴")) == [meant]
    assert regions_called("приморск") == ["RU-PRI"]


def test_each_reader_reads_the_place_in_their_language(institute: Organisation, client: Client):
    Organisation.objects.filter(pk=institute.pk).update(
        region="RU-SA", cities={"zh": "雅库茨克", "ru": "Якутск", "en": "Yakutsk"}
    )
    client.force_login(UserFactory())
    for reader, told in {
        "zh-hans": "俄罗斯 · 萨哈（雅库特）共和国 · 雅库茨克",
        "ru": "Россия · Республика Саха (Якутия) · Якутск",
        "en": "Russia · Republic of Sakha (Yakutia) · Yakutsk",
    }.items():
        page = client.get("/membership/", {"q": "冻土"}, headers={"accept-language": reader})
        assert told in page.content.decode()
