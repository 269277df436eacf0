"""What walks through the pages of a case share: a clock, hands, and the people of a case at their screens."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django.utils import timezone
from playwright.sync_api import Page, expect

from qiaomost.accounts.models import User
from qiaomost.catalogue.models import Record
from qiaomost.network.models import OrganisationName, PersonName
from tests.browser.conftest import Days, OpenAs
from tests.qiaomost.compliance.making import PDF, officer_of
from tests.qiaomost.partnering.conftest import Parties, made_parties

WORDS = {"zh": "高寒地区路基冻胀治理", "ru": "Защита земляного полотна от морозного пучения"}
CN, RU = "zh-CN", "ru-RU"


def named_parties() -> Parties:
    """A Chinese company and a Russian institute with their people, who have names in both languages."""
    made = made_parties()
    names = {made.company: "ООО «Северные дороги»", made.institute: "Институт мерзлоты"}
    for organisation, name in names.items():
        OrganisationName.objects.create(organisation=organisation, language="ru", name=name)
    for user, family in ((made.engineer, "Чэн"), (made.researcher, "Готовцев")):
        PersonName.objects.create(person=user.person, language="ru", family=family, given="Сергей")
    return made


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).last.click()


def fill(form: Any, **typed: Any) -> None:
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


def take(page: Page, label: str, **typed: Any) -> None:
    """Open a verb of the page by its name, fill in what it asks, and take it."""
    summary = page.locator("summary", has_text=re.compile(rf"^\s*{re.escape(label)}\s*$"))
    step = page.locator("details", has=summary).first
    if step.get_attribute("open") is None:
        step.locator("summary").click()
    fill(step, **typed)
    with page.expect_navigation():
        step.get_by_role("button", name=label, exact=True).click()


def go(page: Page, path: str) -> Page:
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
        page = go(self.company, f"/records/{self.parties.record.pk}/")
        page.get_by_role("link", name="表达合作意向").click()
        fill(
            page,
            offer="我方有保温排水一体化结构。",
            request="请提供地温资料。",
            own_record=str(technology.pk),
        )
        press(page, "保存并提交")
        self.case = "/cases/" + page.url.rstrip("/").rpartition("/")[2] + "/"
        go(self.cn_adviser, "/desk/").locator(".case h3 a").click()
        press(self.cn_adviser, "内容完整、意向真实，通过初审")
        press(self.cn_adviser, "转交对方技术经理人")
        take(go(self.ru_adviser, self.case), "Передать владельцу")
        self.days.go_by(2)
        expect(go(self.institute, self.case).locator(".interest")).to_contain_text("保温排水")
        take(self.institute, "Принять предложение", answer="Рассмотрим.")
        take(go(self.cn_adviser, self.case), "确认引荐")
        take(go(self.ru_adviser, self.case), "Подтвердить знакомство сторон")

    def sign_the_nda(self) -> None:
        page = go(self.ru_adviser, f"{self.case}nda/")
        fill(page, purpose_zh=WORDS["zh"], purpose_ru=WORDS["ru"], place_zh="哈尔滨", place_ru="Харбин")
        press(page, "Передать сторонам на подпись")
        for page, name, label in (
            (self.company, "程立群", "我已阅读并签署"),
            (self.institute, "Готовцев С. П.", "Текст прочитан, подписываю"),
        ):
            go(page, f"{self.case}nda/")
            fill(page, name=name, position="директор", is_entitled=True)
            press(page, label)

    def put_on_record(self, officer: Page, record: Record, recipient: Any, kind: str, button: str) -> None:
        page = go(officer, f"/compliance/records/{record.pk}/documents/")
        issued = f"{timezone.localdate():%Y-%m-%d}"
        fill(page, kind=kind, recipient=str(recipient.pk), number="2026-17", issued_on=issued, file="a.pdf")
        press(page, button)

    def talk(self) -> None:
        page = go(self.company, f"{self.case}room/")
        fill(page, title="冻深数据", text="您好！先谈许可范围。")
        press(page, "发起")
        expect(go(self.institute, f"{self.case}room/").locator("#messages")).to_contain_text("许可范围")
        self.institute.locator("#end textarea").fill("Согласны: Якутия и Хэйлунцзян.")
        press(self.institute, "Отправить")

    def draft(self) -> None:
        page = go(self.company, f"{self.case}agreements/")
        fill(page, kind="licence", languages="zh-ru")
        press(page, "发起")
        due = f"{timezone.localdate() + timedelta(days=30):%Y-%m-%d}"
        page.locator("summary", has_text="里程碑1").click()
        fill(page, m0_title_zh="交付图纸", m0_title_ru="Передача чертежей", m0_due=due, value="1200000")
        fill(page, m0_deliverable_zh="图纸", m0_deliverable_ru="Чертежи")
        for field in page.locator(":is(input[type=text], textarea)[required]").all():
            if not field.input_value():
                field.fill(WORDS[field.get_attribute("lang") or "zh"])
        press(page, "生成初稿")
        self.deal = "/agreements/" + page.url.rstrip("/").rpartition("/")[2] + "/"
        reader = go(self.institute, self.deal)
        for code, name in (("zh", "西伯利亚冻土研究所"), ("ru", "Институт мерзлоты")):
            expect(reader.locator(f".side-by-side [lang={code}]").first).to_contain_text(name)

    def approve(self) -> None:
        take(self.institute, "Передать юристам")
        take(go(self.company, self.deal), "代表本方审核", is_approved="yes")
        take(go(self.institute, self.deal), "Заключение юриста вашей стороны", is_approved="yes")
        take(go(self.ru_adviser, self.deal), "Утвердить перевод")
        take(self.ru_adviser, "Передать на экспортный контроль")
        take(go(self.cn_officer, self.deal), "作出出口管制决定", is_granted="yes", reason="已核对。")
        word = {"is_granted": "yes", "reason": "Не подпадает."}
        take(go(self.ru_officer, self.deal), "Решение экспортного контроля", **word)

    def sign(self, page: Page, label: str, place: str) -> None:
        today = f"{timezone.localdate():%Y-%m-%d}"
        who = {"name": "Чэн Лицюнь", "position": "директор", "place": place}
        take(go(page, self.deal), label, signed_on=today, file="signed.pdf", **who)

    def sign_both(self) -> None:
        self.sign(self.company, "登记本方签署", "哈尔滨")
        self.sign(self.institute, "Внести подпись своей стороны", "Якутск")

    def begin(self) -> None:
        take(go(self.cn_adviser, self.deal), "填写登记编号", cn_number="2026-23-0017")
        take(self.cn_adviser, "已生效", begins_on=f"{timezone.localdate():%Y-%m-%d}")

    def work(self) -> None:
        take(go(self.company, f"{self.case}work/"), "提交报告", text="图纸已交付。", uploads="report.pdf")
        self.days.go_by(1)
        take(go(self.institute, f"{self.case}work/"), "Принять этап", text="Приняты.")
        take(go(self.ru_adviser, self.case), "Работы завершены")

    def conclude(self) -> None:
        typed = {"kind": "licence", "title": "许可投产", "description": "首条示范段通车。", "territory": "RU"}
        take(go(self.company, f"{self.case}work/"), "申报成果", **typed)
        self.days.go_by(4)
        press(go(self.institute, f"{self.case}work/"), "Подтвердить результат")
