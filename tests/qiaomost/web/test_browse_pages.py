from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from qiaomost.accounts.models import User
from qiaomost.catalogue.models import Record, Subject
from qiaomost.discovery import engine
from qiaomost.discovery.services import reconcile
from qiaomost.network.drafts import PersonDraft
from qiaomost.network.models import Organisation, OrganisationName
from qiaomost.network.services import create_person
from tests.factories import NOW, MembershipFactory, OrganisationFactory
from tests.qiaomost.scenes import organisation, published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("index")]


def get(client: Client, path: str, status: int = 200, reader: str = "en", **query: Any) -> str:
    answer = client.get(path, query, headers={"accept-language": reader})
    assert answer.status_code == status
    return answer.content.decode()


def named(page: str) -> list[str]:
    return re.findall(r'<h3><a href="/organisations/[\w-]+/"[^>]*>(.*?)</a>', page)


def figures(page: str) -> list[str]:
    return re.findall(r'<p class="figure">(\d+) record', page)


def records_on(page: str) -> list[str]:
    return re.findall(r'<h3><a href="/records/([\w-]+)/"', page)


def expert(family: str, given: str, language: str = "zh", **values: Any) -> Record:
    draft = PersonDraft(language=language, family=family, given=given)
    return published("expert", content__person=create_person(actor=None, draft=draft, now=NOW), **values)


# ---- organisations


@pytest.mark.parametrize(
    "typed",
    ["мерзлоты", "ИНСТИТУТ мерзл", "冻土", "permafrost INST", "0abcdef12", "https://ror.org/0abcdef12"],
)
def test_organisation_is_found_by_a_part_of_any_name_or_identifier(typed: str, client: Client):
    meant = OrganisationFactory(name="冻土研究所", country="RU", ror="0abcdef12")
    OrganisationName.objects.create(organisation=meant, language="ru", name="Институт мерзлоты")
    OrganisationName.objects.create(organisation=meant, language="en", name="Permafrost Institute")
    organisation("Институт рек")
    assert named(get(client, "/organisations/", q=typed)) == ["Permafrost Institute"]


@pytest.mark.parametrize("typed", [".*", "Rivers|Lakes", "%", "\\"])
def test_what_is_typed_is_no_pattern(typed: str, client: Client):
    organisation("Rivers")
    assert named(get(client, "/organisations/", q=typed)) == []


@pytest.mark.parametrize(("typed", "told"), [("a" * 101, True), ("\0", False), (" ", False)])
def test_what_can_be_no_name_is_left_out(typed: str, told: bool, client: Client):
    organisation("Rivers")
    page = get(client, "/organisations/", q=typed)
    assert named(page) == ["Rivers"]
    assert ("were left out" in page) == told


def test_organisations_with_most_records_come_first_then_by_name(client: Client):
    for name, count in {"B": 0, "A": 0, "C": 2, "D": 1}.items():
        owner = organisation(name)
        for _ in range(count):
            published(organisation=owner)
    page = get(client, "/organisations/")
    assert (named(page), figures(page)) == (["C", "D", "A", "B"], ["2", "1", "0", "0"])


def test_organisations_are_filtered_and_counted(client: Client):
    organisation("A", country="RU", kind="university")
    organisation("B", country="RU", kind="enterprise")
    organisation("C", country="CN", kind="enterprise")
    page = get(client, "/organisations/", country="RU")
    assert named(page) == ["A", "B"]
    assert named(get(client, "/organisations/", country="RU", kind="enterprise")) == ["B"]
    assert "2 organisations" in page
    assert "1 organisation<" in get(client, "/organisations/", q="C")
    assert "were left out" in get(client, "/organisations/", country="XX", page=0)


def test_organisations_are_filtered_by_region_in_the_readers_words(client: Client):
    organisation("A", country="CN")
    organisation("B", country="RU", region="RU-SA", cities={"ru": "Якутск", "zh": "雅库茨克"})
    page = get(client, "/organisations/", reader="zh-hans", region="RU-SA")
    assert named(page) == ["B"]
    assert "萨哈（雅库特）共和国" in page
    assert "雅库茨克" in page
    assert "were left out" in get(client, "/organisations/", region="RU-XX")


def test_organisations_come_in_pages_of_twenty(client: Client):
    for number in range(21):
        organisation(f"Institute {number:02}")
    assert len(named(get(client, "/organisations/"))) == 20
    assert named(get(client, "/organisations/", page=2)) == ["Institute 20"]


def test_organisation_page_tells_names_identifiers_and_records(client: Client):
    owner = OrganisationFactory(
        name="冻土研究所", country="RU", ror="0abcdef12", ogrn="1027700132195", inn="500100732259"
    )
    OrganisationName.objects.create(
        organisation=owner, language="ru", name="Институт мерзлоты", about="О нас"
    )
    made = {kind: published(kind, organisation=owner) for kind in ("achievement", "challenge", "expert")}
    published()
    page = get(client, f"/organisations/{owner.pk}/", reader="ru")
    assert re.findall(r"<h1 .*?>(.*?)</h1>", page) == ["Институт мерзлоты"]
    for told in ("冻土研究所", "О нас", 'href="https://ror.org/0abcdef12"'):
        assert told in page
    assert "500100732259" not in page  # a person's own number
    assert records_on(page) == [str(record.pk) for record in made.values()]


def test_organisation_page_shows_five_of_a_kind_and_all_on_pages(client: Client):
    owner = organisation("Owner")
    made = {str(published(organisation=owner).pk) for _ in range(22)}
    published("expert", organisation=owner)
    page = get(client, f"/organisations/{owner.pk}/")
    assert len(records_on(page)) == 6
    assert 'href="?kind=achievement"' in page
    pages = [
        records_on(get(client, f"/organisations/{owner.pk}/", kind="achievement", page=n)) for n in (1, 2)
    ]
    assert [len(ids) for ids in pages] == [20, 2]
    assert {*pages[0], *pages[1]} == made


def test_organisation_that_is_no_member_is_known_by_what_it_shows(client: Client):
    outsider = organisation("Outsider", is_member=False)
    assert named(get(client, "/organisations/")) == []
    get(client, f"/organisations/{outsider.pk}/", 404)
    published(organisation=outsider)
    assert named(get(client, "/organisations/")) == ["Outsider"]
    assert "Outsider" in get(client, f"/organisations/{outsider.pk}/")


# ---- what each reader sees


@pytest.fixture
def readers(db: None) -> dict[str, User | None]:
    home, elsewhere = organisation("Home", country="CN"), organisation("Elsewhere", country="RU")
    return {
        "visitor": None,
        "foreign member": MembershipFactory(organisation=elsewhere).user,
        "owner": MembershipFactory(organisation=home).user,
        "adviser": MembershipFactory(organisation=elsewhere, role="adviser").user,
        "administrator": MembershipFactory(organisation=elsewhere, role="administrator").user,
    }


SEES = {
    "visitor": {"public"},
    "foreign member": {"public", "members"},
    "owner": {"public", "members", "room", "anonymous"},
    "adviser": {"public", "members", "anonymous"},
    "administrator": {"public", "members", "anonymous"},
}
"""Reader → records of the organisation Home that they may see and know the owner of."""


@pytest.mark.parametrize("reader", SEES)
def test_reader_finds_of_an_organisation_what_they_may_see(
    reader: str, client: Client, readers: dict[str, User | None]
):
    home = Organisation.objects.get(names__name="Home", names__language="en")
    made = {level: published(organisation=home, disclosure=level) for level in ("public", "members", "room")}
    made["anonymous"] = published("challenge", organisation=home, content__is_anonymous=True)
    published(organisation=home, state="draft")
    published(organisation=home, state="on_hold")
    reconcile()
    if readers[reader]:
        client.force_login(readers[reader])
    seen = {str(made[level].pk) for level in SEES[reader]}
    page = get(client, f"/organisations/{home.pk}/")
    assert set(records_on(page)) == seen
    directory = get(client, "/organisations/", q="Home")
    assert figures(directory) == [str(len(seen))]
    challenges = re.findall(r"<h2>Challenges <small>(\d+)", page)
    assert challenges == (["1"] if "anonymous" in SEES[reader] else [])
    by_kind = get(client, f"/organisations/{home.pk}/", kind="challenge")
    assert records_on(by_kind) == ([str(made["anonymous"].pk)] if "anonymous" in SEES[reader] else [])


@pytest.mark.parametrize("reader", SEES)
def test_owner_of_anonymous_challenges_alone_is_not_listed(
    reader: str, client: Client, readers: dict[str, User | None]
):
    secret = organisation("zqsecret", is_member=False)
    challenge = published("challenge", organisation=secret, content__is_anonymous=True)
    challenge.subjects.set(Subject.objects.filter(pk="2.5"))
    reconcile()
    if readers[reader]:
        client.force_login(readers[reader])
    knows = reader in {"adviser", "administrator"}
    assert named(get(client, "/organisations/", q="zqsecret")) == (["zqsecret"] if knows else [])
    get(client, f"/organisations/{secret.pk}/", 200 if knows else 404)
    page = get(client, "/subjects/2.5/")
    assert str(challenge.pk) in records_on(page)
    shown = page + get(client, "/organisations/") + get(client, f"/records/{challenge.pk}/")
    assert ("zqsecret" in shown) == knows
    assert (str(secret.pk) in shown) == knows


@pytest.mark.parametrize("reader", SEES)
def test_reader_finds_the_experts_that_they_may_see(
    reader: str, client: Client, readers: dict[str, User | None]
):
    home = Organisation.objects.get(names__name="Home", names__language="en")
    made = {
        level: expert("张", "伟", organisation=home, disclosure=level)
        for level in ("public", "members", "room")
    }
    if readers[reader]:
        client.force_login(readers[reader])
    seen = {str(record.pk) for level, record in made.items() if level in SEES[reader]}
    for query in ({}, {"q": "Zhang Wei"}):
        page = get(client, "/experts/", **query)
        assert set(records_on(page)) == seen
        assert f"{len(seen)} expert" in page


@pytest.mark.parametrize("reader", SEES)
def test_fields_count_what_the_reader_may_see(reader: str, client: Client, readers: dict[str, User | None]):
    home = Organisation.objects.get(names__name="Home", names__language="en")
    for level in ("public", "members", "room"):
        record = published(organisation=home, disclosure=level)
        record.subjects.set(Subject.objects.filter(pk__in=["2.5", "2.4"]))
    reconcile()
    if readers[reader]:
        client.force_login(readers[reader])
    count = str(len(SEES[reader] - {"anonymous"}))
    tree = get(client, "/subjects/")
    counts = dict(re.findall(r'<span class="code">([\d.]+)</span>[^<]*</a> <small>(\d+)</small>', tree))
    assert {code: n for code, n in counts.items() if n != "0"} == {"2": count, "2.4": count, "2.5": count}
    for code in ("2", "2.5"):
        page = get(client, f"/subjects/{code}/")
        assert len(records_on(page)) == int(count)
        assert f"<h2>Records <small>{count}</small></h2>" in page


# ---- experts


@pytest.mark.parametrize("typed", ["曾志远", "Zeng Zhiyuan", "Цзэн Чжиюань", "zeng"])
def test_expert_is_found_by_any_form_of_the_name(typed: str, client: Client):
    meant = expert("曾", "志远")
    expert("张", "伟")
    create_person(actor=None, draft=PersonDraft(language="zh", family="曾", given="志远"), now=NOW)
    assert records_on(get(client, "/experts/", q=typed)) == [str(meant.pk)]


def test_experts_whom_the_name_calls_most_fully_come_first(client: Client):
    expert("张", "文")
    meant = expert("张", "伟")
    expert("张", "力")
    assert records_on(get(client, "/experts/", q="张伟"))[0] == str(meant.pk)
    assert len(records_on(get(client, "/experts/", q="张"))) == 3


def test_what_is_no_experts_name_leads_to_the_search(client: Client):
    expert("张", "伟")
    page = get(client, "/experts/", q="hydrogen & storage")
    assert records_on(page) == []
    assert 'href="/search/?kind=expert&amp;q=hydrogen%20%26%20storage"' in page


def test_experts_are_filtered_by_country_and_field(client: Client):
    here = expert("张", "伟", organisation=organisation("A", country="CN"))
    there = expert("Громов", "Павел", "ru", organisation=organisation("B", country="RU"))
    there.subjects.set(Subject.objects.filter(pk__in=["2.5", "2.4"]))
    assert records_on(get(client, "/experts/", country="CN")) == [str(here.pk)]
    for code in ("2", "2.5"):
        page = get(client, "/experts/", subject=code)
        assert records_on(page) == [str(there.pk)]
        facet = re.findall(r'id="facet-subject-([\d.]+)".*?<span>(\d+)</span>', page, re.DOTALL)
        assert {value: n for value, n in facet if value != "2"} == {"2.4": "1", "2.5": "1"}
    assert records_on(get(client, "/experts/", subject="2", country="CN")) == []


# ---- fields of science


def test_tree_has_labels_in_the_readers_language_and_the_codes_of_both_countries(client: Client):
    shown = get(client, "/subjects/", reader="zh-CN")
    assert "材料工程" in shown
    page = get(client, "/subjects/2.5/", reader="ru")
    assert re.findall(r'<h1><span class="code">2.5</span> (.*?)</h1>', page) == [
        "Материаловедение и металлургия"
    ]
    assert [words in page for words in ("材料工程", "ГРНТИ 53, 61, 64, 66", "GB/T 13745 430, 450, 540")] == [
        True
    ] * 3
    assert 'href="/subjects/2/">Техника и технологии</a>' in page
    assert 'href="/subjects/2.5/"' in get(client, "/subjects/2/")


@pytest.mark.parametrize("code", ["9", "2.99", "x", "2.5.1"])
def test_field_that_is_not_there_is_not_found(code: str, client: Client):
    get(client, f"/subjects/{code}/", 404)


def test_fields_can_be_read_while_the_index_is_rebuilt(client: Client, monkeypatch: pytest.MonkeyPatch):
    def unavailable() -> None:
        raise engine.SearchUnavailable("the encoder in /secret/place is another")

    monkeypatch.setattr(engine, "collection", unavailable)
    for path in ("/subjects/", "/subjects/2.5/"):
        page = get(client, path)
        assert "Materials engineering" in page
        assert "Search is not available at the moment: the index has to be rebuilt." in page
        assert "/secret/place" not in page


# ---- all of them


def test_pages_cost_as_many_queries_for_three_rows_as_for_one(client: Client):
    client.force_login(MembershipFactory(organisation=organisation("Home")).user)
    owner, counts = organisation("Owner"), []
    paths = (
        "/organisations/",
        f"/organisations/{owner.pk}/",
        "/experts/",
        "/experts/?q=张伟",
        "/subjects/",
        "/subjects/2.5/",
    )
    for _ in range(2):
        for _more in range(1 + len(counts)):
            for record in (
                published(organisation=owner),
                published("challenge"),
                expert("张", "伟", organisation=owner),
            ):
                record.subjects.set(Subject.objects.filter(pk__in=["2.5", "2.4"]))
        reconcile()
        counts.append([_queries(client, path) for path in paths])
    assert counts[0] == counts[1]
    assert Record.objects.filter(kind="expert").count() == 3


def _queries(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def test_header_leads_to_the_sections_and_marks_the_present_one(client: Client):
    sections = ["/search/", "/experts/", "/organisations/", "/subjects/", "/forum/"]
    for path in sections:
        nav = get(client, path).split('<nav class="sections"')[1].split("</nav>")[0]
        assert re.findall(r'href="(.*?)"', nav) == sections
        assert re.findall(r'href="(.*?)" aria-current="page"', nav) == [path]


def test_record_leads_to_its_organisation(client: Client):
    record = published(organisation=organisation("Owner"))
    assert f'<a href="/organisations/{record.organisation_id}/">Owner</a>' in get(
        client, f"/records/{record.pk}/"
    )
    hidden = published("challenge", content__is_anonymous=True)
    assert str(hidden.organisation_id) not in get(client, f"/records/{hidden.pk}/")
