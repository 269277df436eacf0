"""From interest to the room, each side in its own language: a listed technology whose gate refuses, then opens."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from qiaomost.network.models import OrganisationName
from qiaomost.partnering.models import Case
from qiaomost.partnering.states import CooperationState
from tests.browser.conftest import OpenAs
from tests.qiaomost.compliance.making import answered, made_edition, recorded
from tests.qiaomost.partnering.conftest import Parties, made_parties

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def parties() -> Parties:
    """A Russian institute that is interested in what a Chinese company has; its technology is restricted."""
    made = made_parties().turned()
    for organisation, name in (
        (made.company, "Институт мерзлоты"),
        (made.institute, "ООО «Северные дороги»"),
    ):
        OrganisationName.objects.create(organisation=organisation, language="ru", name=name)
    answered(made.record, made_edition(), "listed", "990201X")
    return made


def _press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).last.click()


def _open(page: Page, name: str) -> None:
    page.locator("summary", has_text=name).first.click()


def _introduced(parties: Parties, open_as: OpenAs) -> tuple[str, dict[str, Page]]:
    """Walk from the record's page to the introduction; returns the case's address and the windows."""
    pages = {
        "sender": open_as(parties.engineer, "ru-RU"),
        "sender_adviser": open_as(parties.cn_adviser, "ru-RU"),
        "owner_adviser": open_as(parties.ru_adviser, "zh-CN"),
        "owner": open_as(parties.researcher, "zh-CN"),
    }
    sender = pages["sender"]
    sender.goto(f"/records/{parties.record.pk}/")
    sender.get_by_role("link", name="Выразить заинтересованность").click()
    sender.get_by_label("Что вам нужно или что вы предлагаете?").fill("Пучение земляного полотна до 11 мм.")
    sender.get_by_label("Чего вы ждёте от другой стороны?").fill("Просим режимы нагнетания.")
    _press(sender, "Сохранить и подать")
    expect(sender.locator(".notice[role=status]")).to_contain_text("Подано.")
    case = "/cases/" + sender.url.rstrip("/").rpartition("/")[2] + "/"
    adviser, across, owner = pages["sender_adviser"], pages["owner_adviser"], pages["owner"]
    adviser.goto("/desk/")
    adviser.locator(".case h3 a").click()
    _press(adviser, "Сведения полны и достоверны: проверено")
    _press(adviser, "Направить менеджеру другой стороны")
    across.goto(case)
    _open(across, "送达发布方")
    _press(across, "送达发布方")
    owner.goto(case)
    expect(owner.locator(".interest")).to_contain_text("Пучение земляного полотна")
    _open(owner, "接受意向")
    owner.get_by_label("致对方的话").fill("可以提供摘要资料。")
    _press(owner, "接受意向")
    for page, name in ((adviser, "Подтвердить знакомство сторон"), (across, "确认引荐")):
        page.goto(case)
        _open(page, name)
        _press(page, name)
    return case, pages


def _signed(case: str, pages: dict[str, Page]) -> None:
    """The owner's adviser issues the NDA, both sides read and sign it."""
    across = pages["owner_adviser"]
    across.goto(f"{case}nda/")
    across.get_by_label("合作目的（中文）").fill("路基冻胀治理")
    across.get_by_label("合作目的（俄文）").fill("предотвращение морозного пучения")
    across.get_by_label("签订地点（中文）").fill("哈尔滨")
    across.get_by_label("签订地点（俄文）").fill("Харбин")
    _press(across, "提交双方签署")
    owner, sender = pages["owner"], pages["sender"]
    owner.goto(f"{case}nda/")
    owner.get_by_label("签署姓名").fill("程立群")
    owner.get_by_label("职务").fill("总工程师")
    owner.get_by_label("我有权代表本单位签署。").check()
    _press(owner, "我已阅读并签署")
    sender.goto(f"{case}nda/")
    expect(sender.locator(".bilingual [lang=ru]")).to_contain_text("предотвращение морозного пучения")
    sender.get_by_label("Ваше имя, как оно будет указано в соглашении").fill("Готовцев С. П.")
    sender.get_by_label("Должность").fill("заведующий лабораторией")
    sender.get_by_label("Я уполномочен(а) подписывать от имени своей организации.").check()
    _press(sender, "Текст прочитан, подписываю")


def test_restricted_technology_reaches_the_room_with_its_letter_of_intent(
    open_as: OpenAs, parties: Parties, settings: Any
):
    settings.STATIC_ROOT = None
    recorded(parties.record, parties.company, "cn_letter_of_intent", valid_until=None)
    case, pages = _introduced(parties, open_as)
    _signed(case, pages)
    expect(pages["sender"].locator(".state").first).to_have_text("Ведутся переговоры")
    pages["owner"].goto(f"{case}room/")
    assert pages["owner"].locator("h1").count() == 1
    assert Case.objects.get().cooperation.state == CooperationState.NEGOTIATING


def test_restricted_technology_without_its_letter_never_opens_a_room(
    open_as: OpenAs, parties: Parties, settings: Any
):
    settings.STATIC_ROOT = None
    case, pages = _introduced(parties, open_as)
    _signed(case, pages)
    across = pages["owner_adviser"]
    across.goto(f"{case}nda/")
    expect(across.get_by_role("heading", name="洽谈室尚未开放的原因")).to_be_visible()
    assert Case.objects.get().cooperation.state == CooperationState.NDA
    recorded(parties.record, parties.company, "cn_letter_of_intent", valid_until=None)
    across.reload()
    _press(across, "开放洽谈室")
    assert Case.objects.get().cooperation.state == CooperationState.NEGOTIATING
