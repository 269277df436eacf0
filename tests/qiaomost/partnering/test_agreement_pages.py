"""Pages of agreements: drafting, writing, reading, the lists, and what a visitor sees of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from qiaomost.network.models import Organisation
from qiaomost.network.selectors import standing_of
from qiaomost.partnering.documents import AgreementKind, parameters, templates
from qiaomost.partnering.forms.drafting import DraftForm
from qiaomost.partnering.models import Agreement, AgreementSignature, CaseEvent
from qiaomost.partnering.presenting.agreements import draft_initial
from qiaomost.partnering.presenting.notices import notices_of
from qiaomost.partnering.selectors.agreements import last_version
from qiaomost.partnering.selectors.cases import case_for
from qiaomost.partnering.services.notifying import prepare_notices
from tests.qiaomost.partnering.agreements import PDF, TODAY, Table, seated, signature_of
from tests.qiaomost.partnering.conftest import Parties
from tests.unwritten import nothing_written


@pytest.fixture
def table(parties: Parties) -> Table:
    return seated(parties)


def signed_in(client: Client, table: Table, name: str) -> Client:
    client.force_login(table.people[name])
    return client


def typed(table: Table, kind: str, languages: tuple[str, ...] = ("zh", "ru"), **more: str) -> dict[str, Any]:
    """What somebody types into the form of a draft."""
    case = case_for(standing_of(table.people["engineer"]), table.case.pk)
    initial = draft_initial(case, AgreementKind(kind), languages)
    form = DraftForm(kind=AgreementKind(kind), languages=languages, initial=initial)
    given: dict[str, Any] = {
        name: form[name].initial for name in form.fields if form[name].initial is not None
    }
    for name, field in form.fields.items():
        choices = list(getattr(field, "choices", ()))
        if not given.get(name) and field.required:
            given[name] = choices[0][0] if choices else "高寒地区 Мерзлота"
    return {**given, **more}


def test_draft_is_begun_from_a_template_with_the_parties_filled_in(client: Client, table: Table):
    signed_in(client, table, "engineer")
    address = f"/cases/{table.case.pk}/agreements/new/development/zh-ru/"
    page = client.get(address).content.decode()
    assert "北疆路桥建设有限公司" in page
    answer = client.post(
        address,
        typed(
            table,
            "development",
            value="1200000.50",
            currency="CNY",
            m0_title_zh="方案",
            m0_title_ru="Проект",
            m0_deliverable_zh="报告",
            m0_deliverable_ru="Отчёт",
            m0_due="2026-12-01",
        ),
    )
    agreement = Agreement.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/agreements/{agreement.pk}/")
    assert (agreement.kind, agreement.currency, str(agreement.value)) == ("development", "CNY", "1200000.50")
    assert last_version(agreement).document["milestones"][0]["due"] == "2026-12-01"
    assert client.get(f"/agreements/{agreement.pk}/").status_code == 200


def test_each_language_of_a_draft_has_the_address_as_it_writes_it(client: Client, table: Table):
    Organisation.objects.filter(pk=table.case.owner_organisation_id).update(
        region="RU-SA",
        cities={"zh": "雅库茨克", "ru": "Якутск", "en": "Yakutsk"},
        addresses={"ru": "677010, Якутск, ул. Мерзлотная, 36"},
    )
    signed_in(client, table, "engineer")
    client.post(f"/cases/{table.case.pk}/agreements/new/mou/zh-ru/", typed(table, "mou"))
    company, institute = last_version(Agreement.objects.get()).document["parties"]
    assert company["address"] == {
        "zh": "中国黑龙江省哈尔滨市",
        "ru": "Китайская Народная Республика, провинция Хэйлунцзян, г. Харбин",
    }
    assert institute["address"] == {
        "zh": "俄罗斯联邦萨哈（雅库特）共和国雅库茨克市",
        "ru": "677010, Якутск, ул. Мерзлотная, 36",
    }


def test_address_stands_in_each_language_or_in_none(client: Client, table: Table):
    signed_in(client, table, "engineer")
    address = f"/cases/{table.case.pk}/agreements/new/mou/zh-ru/"
    with nothing_written():
        half = client.post(address, typed(table, "mou", sender_address_ru=""))
    assert half.status_code == 422
    assert "Write the address in each language" in half.content.decode()
    assert 'value="中国黑龙江省哈尔滨市"' in half.content.decode()
    without = client.post(address, typed(table, "mou", sender_address_zh="", sender_address_ru=""))
    assert without.status_code == 302


def test_draft_that_is_refused_keeps_what_was_typed(client: Client, table: Table):
    signed_in(client, table, "engineer")
    answer = client.post(
        f"/cases/{table.case.pk}/agreements/new/development/zh-ru/",
        typed(table, "development", subject_zh="路基冻胀治理之独特标的", m0_title_zh="只有名称"),
    )
    page = answer.content.decode()
    assert (answer.status_code, Agreement.objects.count()) == (422, 0)
    assert "路基冻胀治理之独特标的" in page
    assert "只有名称" in page


def test_case_page_begins_with_the_kind(client: Client, table: Table):
    signed_in(client, table, "engineer")
    address = f"/cases/{table.case.pk}/agreements/"
    assert client.get(address).status_code == 200
    answer = client.get(address, {"kind": "licence", "languages": "zh-ru-en"})
    assert answer["Location"] == f"{address}new/licence/zh-ru-en/"


@pytest.mark.parametrize("kind", list(AgreementKind))
def test_each_kind_has_its_form_in_three_languages(kind: str, client: Client, table: Table):
    signed_in(client, table, "engineer")
    for code in ("zh-hans", "ru", "en"):
        answer = client.get(
            f"/cases/{table.case.pk}/agreements/new/{kind}/zh-ru-en/", headers={"accept-language": code}
        )
        assert answer.status_code == 200
    asked = [
        name for name in templates()[AgreementKind(kind)].parameters() if parameters()[name].kind == "words"
    ]
    assert all(f'name="values.{name}_en"' in answer.content.decode() for name in asked)


def test_two_who_write_the_same_section_both_see_both_texts(client: Client, table: Table):
    agreement = table.start()
    signed_in(client, table, "engineer")
    address = f"/agreements/{agreement.pk}/edit/recitals/"
    body = last_version(agreement).document["recitals"]
    first = {"base": 1, "body_zh": f"{body['zh']}甲方补充。", "body_ru": body["ru"], "what": "补充"}
    assert client.post(address, first).status_code == 302
    second = {"base": 1, "body_zh": f"{body['zh']}乙方补充。", "body_ru": body["ru"], "what": ""}
    answer = client.post(address, second)
    page = answer.content.decode()
    assert (answer.status_code, agreement.versions.count()) == (409, 2)
    assert "甲方" in page
    assert "乙方补充。" in page
    assert 'name="base" value="2"' in page
    assert client.post(address, {**second, "base": 2}).status_code == 302
    assert agreement.versions.count() == 3


def test_page_shows_the_stale_language_and_the_comparison(client: Client, table: Table):
    agreement = table.start()
    signed_in(client, table, "ru_lawyer")
    body = last_version(agreement).document["recitals"]
    client.post(
        f"/agreements/{agreement.pk}/edit/recitals/",
        {"base": 1, "body_zh": f"{body['zh']}另行补充。", "body_ru": body["ru"], "what": ""},
    )
    page = client.get(f"/agreements/{agreement.pk}/", headers={"accept-language": "en"}).content.decode()
    assert "Lags behind: Русский" in page or "Lags behind: Russian" in page
    answer = client.get(f"/agreements/{agreement.pk}/compare/", {"old": "1", "new": "2"}, follow=True)
    assert "另行补充" in answer.content.decode()
    assert client.get(f"/agreements/{agreement.pk}/compare/1/9/").status_code == 404


def test_versions_are_taken_away_as_documents(client: Client, table: Table):
    agreement = table.start()
    signed_in(client, table, "cn_adviser")
    word = client.get(f"/agreements/{agreement.pk}/versions/1/docx/")
    assert word.content.startswith(b"PK")
    assert word["Content-Disposition"] == f'attachment; filename="{agreement.number}-v1.docx"'
    assert client.get(f"/agreements/{agreement.pk}/versions/1/pdf/").content.startswith(b"%PDF")
    assert client.get(f"/agreements/{agreement.pk}/versions/1/html/").status_code == 404


def test_signed_copy_is_uploaded_and_comes_back(client: Client, table: Table):
    agreement = table.in_state("approved")
    signed_in(client, table, "cn_signatory")
    values = vars_of(agreement)
    copy = SimpleUploadedFile("签署件.pdf", PDF)
    answer = client.post(f"/agreements/{agreement.pk}/sign/", {**values, "file": copy})
    assert answer.status_code == 302
    assert AgreementSignature.objects.get().sha256
    back = client.get(f"/agreements/{agreement.pk}/signed/sender/")
    assert (back.content, back["Content-Type"]) == (PDF, "application/pdf")
    assert client.get(f"/agreements/{agreement.pk}/signed/owner/").status_code == 404
    wrong = SimpleUploadedFile("signed.pdf", b"MZ not a document")
    signed_in(client, table, "ru_signatory")
    assert client.post(f"/agreements/{agreement.pk}/sign/", {**values, "file": wrong}).status_code == 422


def vars_of(agreement: Agreement) -> dict[str, str]:
    draft = signature_of(agreement)["draft"]
    return {
        name: str(getattr(draft, name))
        for name in ("sha256", "name", "position", "signed_on", "place", "at_forum")
    }


@pytest.mark.parametrize("name", ["administrator", "outsider", "cn_officer"])
def test_agreement_in_the_making_is_for_the_people_of_the_case(name: str, client: Client, table: Table):
    agreement = table.start()
    signed_in(client, table, name)
    for address in ("", "versions/1/pdf/", "compare/1/1/", "edit/recitals/"):
        assert client.get(f"/agreements/{agreement.pk}/{address}").status_code == 404
    assert agreement.number not in client.get("/agreements/").content.decode()


def test_officer_reads_and_decides_without_the_case(client: Client, table: Table):
    agreement = table.in_state("approvals_pending")
    signed_in(client, table, "ru_officer")
    assert agreement.number in client.get("/agreements/").content.decode()
    assert client.get(f"/cases/{table.case.pk}/").status_code == 404
    page = client.get(f"/agreements/{agreement.pk}/").content.decode()
    assert f"/agreements/{agreement.pk}/decide/" in page
    answer = client.post(
        f"/agreements/{agreement.pk}/decide/", {"is_granted": "yes", "reason": "Не подпадает."}
    )
    assert (answer.status_code, agreement.agreementapproval_set.get().is_granted) == (302, True)


@pytest.mark.parametrize(
    "shown", [(), ("cn_signatory",), ("ru_signatory",), ("cn_signatory", "ru_signatory")]
)
def test_register_shows_only_what_both_sides_agreed_to_show(
    shown: tuple[str, ...], client: Client, table: Table
):
    agreement = table.in_state("in_force")
    for name in shown:
        table.take("show_in_register", agreement, name, is_shown=True)
    page = client.get("/register/", headers={"accept-language": "zh-hans"}).content.decode()
    told = ["路基冻胀治理技术", "北疆路桥建设有限公司", "2026-23-0017"]
    assert [words in page for words in told] == [len(shown) == 2] * 3
    assert agreement.number not in page
    assert str(agreement.pk) not in page


def test_register_forgets_what_one_side_takes_back(client: Client, table: Table):
    agreement = table.in_state("in_force")
    for name in ("cn_signatory", "ru_signatory"):
        table.take("show_in_register", agreement, name, is_shown=True)
    table.take("show_in_register", agreement, "ru_signatory", is_shown=False)
    assert "2026-23-0017" not in client.get("/register/").content.decode()


@pytest.mark.parametrize("path", ["/agreements/", "/register/"])
def test_lists_cost_the_same_with_one_row_and_with_three(path: str, client: Client, table: Table):
    def add() -> None:
        agreement = table.start()
        now = {
            "signed_at": agreement.created_at,
            "state": "in_force",
            "in_force_on": TODAY,
            "ends_on": TODAY + timedelta(9),
        }
        Agreement.objects.filter(pk=agreement.pk).update(shown_by_sender=True, shown_by_owner=True, **now)

    signed_in(client, table, "engineer")
    add()
    client.get(path)
    counts = []
    for more in (0, 2):
        for _ in range(more):
            add()
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("kind", "first"), [("development", "sender"), ("licence", "owner"), ("mou", "sender")]
)
def test_draft_begins_with_the_party_that_the_template_names_first(table: Table, kind: str, first: str):
    case = case_for(standing_of(table.people["engineer"]), table.case.pk)
    assert draft_initial(case, AgreementKind(kind), ("zh", "ru"))["first"] == first


def test_notice_of_an_officer_leads_to_the_agreement_that_waits_for_them(table: Table):
    agreement = table.in_state("approvals_pending")
    event = CaseEvent.objects.get(topic="partnering.agreement_approvals_requested")
    prepare_notices(event)
    told = notices_of(standing_of(table.people["ru_officer"]))
    assert [one.path for one in told] == [f"/agreements/{agreement.pk}/"]
