"""From a challenge to a confirmed outcome, each side in its own language, with a listed technology; and its refusal."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from qiaomost.accounts.models import User
from qiaomost.catalogue.models import Record
from qiaomost.compliance.models import ExportDocument
from qiaomost.network.models import OrganisationName, PersonName
from qiaomost.partnering.models import Agreement, AgreementSignature, Case, CaseEvent, Milestone, Outcome
from qiaomost.partnering.states import CooperationState
from tests.browser.conftest import OpenAs
from tests.factories import RecordFactory
from tests.qiaomost.compliance.making import PDF, answered, made_edition, officer_of, recorded
from tests.qiaomost.partnering.agreements import seated
from tests.qiaomost.partnering.conftest import Parties, made_parties

pytestmark = [pytest.mark.browser, pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]

WORDS = {"zh": "高寒地区路基冻胀治理", "ru": "Защита земляного полотна от морозного пучения"}
CN, RU = "zh-CN", "ru-RU"


class Days:
    """The site's clock, which a test sets on."""

    def __init__(self) -> None:
        self.passed, self.real = timedelta(0), timezone.now

    def now(self) -> datetime:
        return self.real() + self.passed

    def go_by(self, days: int) -> None:
        self.passed += timedelta(days=days)


@pytest.fixture
def days(monkeypatch: pytest.MonkeyPatch) -> Days:
    clock = Days()
    monkeypatch.setattr("django.utils.timezone.now", clock.now)
    return clock


@pytest.fixture
def parties(settings: Any, tmp_path: Path) -> Parties:
    """A Russian institute with a challenge; a Chinese company whose restricted technology would answer it."""
    settings.STATIC_ROOT, settings.MEDIA_ROOT = None, tmp_path / "files"
    made = made_parties()
    names = {made.company: "ООО «Северные дороги»", made.institute: "Институт мерзлоты"}
    for organisation, name in names.items():
        OrganisationName.objects.create(organisation=organisation, language="ru", name=name)
    for user, family in ((made.engineer, "Чэн"), (made.researcher, "Готовцев")):
        PersonName.objects.create(person=user.person, language="ru", family=family, given="Сергей")
    challenge = RecordFactory(
        kind="challenge", organisation=made.institute, author=made.researcher, state="published"
    )
    answered(challenge, made_edition("ru-dual-use"))
    return replace(made, record=challenge)


@pytest.fixture
def technology(parties: Parties) -> Record:
    record: Record = RecordFactory(organisation=parties.company, author=parties.engineer, state="published")
    answered(record, made_edition(), "listed", "990201X")
    return record


def _press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).last.click()


def _fill(form: Any, **typed: Any) -> None:
    for name, value in typed.items():
        field = form.locator(f"[name='{name}']")
        kind = field.first.evaluate("node => node.type")
        if kind == "radio":
            form.locator(f"[name='{name}'][value='{value}']").check()
        elif kind == "checkbox":
            field.check()
        elif kind == "file":
            field.set_input_files({"name": value, "mimeType": "application/pdf", "buffer": PDF})
        elif kind == "select-one":
            field.select_option(value)
        else:
            field.fill(str(value))


def _take(page: Page, label: str, **typed: Any) -> None:
    """Open a verb of the page by its name, fill in what it asks, and take it."""
    summary = page.locator("summary", has_text=re.compile(rf"^\s*{re.escape(label)}\s*$"))
    step = page.locator("details", has=summary).first
    if step.get_attribute("open") is None:
        step.locator("summary").click()
    _fill(step, **typed)
    with page.expect_navigation():
        step.get_by_role("button", name=label, exact=True).click()


def _go(page: Page, path: str) -> Page:
    page.goto(path)
    return page


class Walk:
    """The people of a case, each at a screen in their own language; every method is a stretch of its way."""

    def __init__(self, parties: Parties, open_as: OpenAs, days: Days) -> None:
        def window(user: User, language: str) -> Page:
            return open_as(user, language)

        self.parties, self.days, self.case, self.deal = parties, days, "", ""
        self.company, self.institute = window(parties.engineer, CN), window(parties.researcher, RU)
        self.cn_adviser, self.ru_adviser = window(parties.cn_adviser, CN), window(parties.ru_adviser, RU)
        self.cn_officer = window(officer_of(parties.company), CN)
        self.ru_officer = window(officer_of(parties.institute), RU)

    def answer_the_challenge(self, technology: Record) -> None:
        page = _go(self.company, f"/records/{self.parties.record.pk}/")
        page.get_by_role("link", name="表达合作意向").click()
        _fill(
            page,
            offer="我方有保温排水一体化结构。",
            request="请提供地温资料。",
            own_record=str(technology.pk),
        )
        _press(page, "保存并提交")
        self.case = "/cases/" + page.url.rstrip("/").rpartition("/")[2] + "/"
        _go(self.cn_adviser, "/desk/").locator(".case h3 a").click()
        _press(self.cn_adviser, "内容完整、意向真实，通过初审")
        _press(self.cn_adviser, "转交对方技术经理人")
        _take(_go(self.ru_adviser, self.case), "Передать владельцу")
        self.days.go_by(2)
        expect(_go(self.institute, self.case).locator(".interest")).to_contain_text("保温排水")
        _take(self.institute, "Принять предложение", answer="Рассмотрим.")
        _take(_go(self.cn_adviser, self.case), "确认引荐")
        _take(_go(self.ru_adviser, self.case), "Подтвердить знакомство сторон")

    def sign_the_nda(self) -> None:
        page = _go(self.ru_adviser, f"{self.case}nda/")
        _fill(page, purpose_zh=WORDS["zh"], purpose_ru=WORDS["ru"], place_zh="哈尔滨", place_ru="Харбин")
        _press(page, "Передать сторонам на подпись")
        for page, name, label in (
            (self.company, "程立群", "我已阅读并签署"),
            (self.institute, "Готовцев С. П.", "Текст прочитан, подписываю"),
        ):
            _go(page, f"{self.case}nda/")
            _fill(page, name=name, position="директор", is_entitled=True)
            _press(page, label)

    def put_on_record(self, officer: Page, record: Record, recipient: Any, kind: str, button: str) -> None:
        page = _go(officer, f"/compliance/records/{record.pk}/documents/")
        issued = f"{timezone.localdate():%Y-%m-%d}"
        _fill(page, kind=kind, recipient=str(recipient.pk), number="2026-17", issued_on=issued, file="a.pdf")
        _press(page, button)

    def talk(self) -> None:
        page = _go(self.company, f"{self.case}room/")
        _fill(page, title="冻深数据", text="您好！先谈许可范围。")
        _press(page, "发起")
        expect(_go(self.institute, f"{self.case}room/").locator("#messages")).to_contain_text("许可范围")
        self.institute.locator("#end textarea").fill("Согласны: Якутия и Хэйлунцзян.")
        _press(self.institute, "Отправить")

    def draft(self) -> None:
        page = _go(self.company, f"{self.case}agreements/")
        _fill(page, kind="licence", languages="zh-ru")
        _press(page, "发起")
        due = f"{timezone.localdate() + timedelta(days=30):%Y-%m-%d}"
        page.locator("summary", has_text="里程碑1").click()
        _fill(page, m0_title_zh="交付图纸", m0_title_ru="Передача чертежей", m0_due=due, value="1200000")
        _fill(page, m0_deliverable_zh="图纸", m0_deliverable_ru="Чертежи")
        for field in page.locator(":is(input[type=text], textarea)[required]").all():
            if not field.input_value():
                field.fill(WORDS[field.get_attribute("lang") or "zh"])
        _press(page, "生成初稿")
        self.deal = "/agreements/" + page.url.rstrip("/").rpartition("/")[2] + "/"
        reader = _go(self.institute, self.deal)
        for code, name in (("zh", "西伯利亚冻土研究所"), ("ru", "Институт мерзлоты")):
            expect(reader.locator(f".side-by-side [lang={code}]").first).to_contain_text(name)

    def approve(self) -> None:
        _take(self.institute, "Передать юристам")
        _take(_go(self.company, self.deal), "代表本方审核", is_approved="yes")
        _take(_go(self.institute, self.deal), "Заключение юриста вашей стороны", is_approved="yes")
        _take(_go(self.ru_adviser, self.deal), "Утвердить перевод")
        _take(self.ru_adviser, "Передать на экспортный контроль")
        _take(_go(self.cn_officer, self.deal), "作出出口管制决定", is_granted="yes", reason="已核对。")
        word = {"is_granted": "yes", "reason": "Не подпадает."}
        _take(_go(self.ru_officer, self.deal), "Решение экспортного контроля", **word)

    def sign(self, page: Page, label: str, place: str) -> None:
        today = f"{timezone.localdate():%Y-%m-%d}"
        who = {"name": "Чэн Лицюнь", "position": "директор", "place": place}
        _take(_go(page, self.deal), label, signed_on=today, file="signed.pdf", **who)

    def sign_both(self) -> None:
        self.sign(self.company, "登记本方签署", "哈尔滨")
        self.sign(self.institute, "Внести подпись своей стороны", "Якутск")

    def begin(self) -> None:
        _take(_go(self.cn_adviser, self.deal), "填写登记编号", cn_number="2026-23-0017")
        _take(self.cn_adviser, "已生效", begins_on=f"{timezone.localdate():%Y-%m-%d}")

    def work(self) -> None:
        _take(_go(self.company, f"{self.case}work/"), "提交报告", text="图纸已交付。", uploads="report.pdf")
        self.days.go_by(1)
        _take(_go(self.institute, f"{self.case}work/"), "Принять этап", text="Приняты.")
        _take(_go(self.ru_adviser, self.case), "Работы завершены")

    def conclude(self) -> None:
        typed = {"kind": "licence", "title": "许可投产", "description": "首条示范段通车。", "territory": "RU"}
        _take(_go(self.company, f"{self.case}work/"), "申报成果", **typed)
        self.days.go_by(4)
        _press(_go(self.institute, f"{self.case}work/"), "Подтвердить результат")


def _written() -> list[int]:
    return [rows.objects.count() for rows in (AgreementSignature, CaseEvent, ExportDocument, Agreement)]


def test_challenge_goes_all_the_way_to_an_outcome_that_both_sides_confirm(
    open_as: OpenAs, parties: Parties, technology: Record, days: Days
):
    walk = Walk(parties, open_as, days)
    walk.answer_the_challenge(technology)
    walk.sign_the_nda()
    adviser = _go(walk.cn_adviser, f"{walk.case}nda/")
    expect(adviser.get_by_role("heading", name="洽谈室尚未开放的原因")).to_be_visible()
    walk.put_on_record(walk.cn_officer, technology, parties.institute, "cn_letter_of_intent", "登记")
    adviser.reload()
    _press(adviser, "开放洽谈室")
    walk.talk()
    days.go_by(3)
    walk.draft()
    walk.approve()
    walk.put_on_record(walk.cn_officer, technology, parties.institute, "cn_export_licence", "登记")
    conclusion = "ru_identification_conclusion"
    walk.put_on_record(walk.ru_officer, parties.record, parties.company, conclusion, "Внести")
    walk.sign_both()
    walk.begin()
    walk.work()
    walk.conclude()
    case = Case.objects.get()
    assert case.cooperation.state == CooperationState.OUTCOME_CONFIRMED
    assert [one.state for one in Milestone.objects.all()] == ["accepted"]
    assert [one.state for one in Outcome.objects.all()] == ["confirmed"]
    stations = {
        walk.company: ["发布：技术需求", "签署协议", "里程碑1", "工作已完成", "申报成果", "许可投产"],
        walk.institute: [
            "Опубликовано",
            "Подписан документ",
            "Этап 1",
            "Работы завершены",
            "Заявлен результат",
        ],
    }
    for page, labels in stations.items():
        table = _go(page, f"{walk.case}chain/").locator(".stations")
        for label in labels:
            expect(table).to_contain_text(label)
        passed = [int(text) for text in table.locator("tbody .number").all_inner_texts() if text]
        assert [one for one in passed[1:] if one] == [2, 3, 1, 4]


def test_signature_is_refused_until_each_side_has_its_document(
    open_as: OpenAs, parties: Parties, technology: Record, days: Days
):
    recorded(technology, parties.institute, "cn_letter_of_intent", valid_until=None)
    start = parties.start
    object.__setattr__(parties, "start", lambda: start(own_record_id=technology.pk))
    table = seated(parties, is_cleared=False)
    agreement = table.in_state("approved", "licence")
    walk = Walk(parties, open_as, days)
    walk.deal = f"/agreements/{agreement.pk}/"
    walk.company = open_as(table.people["cn_signatory"], CN, may_be_refused=True)
    walk.institute = open_as(table.people["ru_signatory"], RU)
    missing = [
        ("鉴定结论（俄罗斯）", parties.record, parties.company, "ru_identification_conclusion"),
        ("出口许可证（中国）", technology, parties.institute, "cn_export_licence"),
    ]
    for document, record, recipient, kind in missing:
        before = _written()
        walk.sign(walk.company, "登记本方签署", "哈尔滨")
        expect(walk.company.locator("main")).to_contain_text(document)
        assert (_written(), Agreement.objects.get().state) == (before, "approved")
        recorded(record, recipient, kind, number=kind, valid_until=None)
    walk.sign_both()
    assert Agreement.objects.get().state == "signed"
