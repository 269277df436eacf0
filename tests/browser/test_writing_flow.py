"""The life of a record in the browser: four people, three languages, one story."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from qiaomost.common import outbox
from qiaomost.network.models import Role
from qiaomost.wiring import HANDLERS
from qiaosearch.searching import Collection
from tests.browser.conftest import OpenAs
from tests.factories import MembershipFactory, OrganisationFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def _member(role: str, country: str) -> Any:
    return MembershipFactory(role=role, organisation=OrganisationFactory(country=country)).user


def _press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).last.click()
    page.wait_for_load_state()


def test_record_is_written_reviewed_published_and_found(
    open_as: OpenAs, index: Collection, settings: Any, tmp_path: Any
):
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.STATIC_ROOT = None
    author = open_as(_member(Role.MEMBER, "CN"), "zh-CN", may_be_refused=True)
    reviewer = open_as(_member(Role.REVIEWER, "RU"), "ru-RU")
    adviser = open_as(_member(Role.ADVISER, "RU"), "ru-RU")

    author.goto("/my/records/")
    author.get_by_role("link", name="新建条目", exact=True).click()
    author.get_by_role("link", name="技术需求", exact=True).click()
    author.locator("#id_text-title").fill("寒区混凝土抗冻融")
    expect(author.locator("#id_text-title + .counter")).to_have_text("8 / 256")
    author.locator("#id_text-description").fill("冻融循环三百次后开裂。")
    author.locator("#id_text-acceptance_criteria_2").fill("不低于三百次")
    expect(author.locator("[name=text-acceptance_criteria]")).to_have_count(4)  # one more to go on in
    author.locator("#id_text-keywords").fill("混凝土\n抗冻")
    expect(author.locator("#id_text-keywords + .counter")).to_have_text("2 / 12")
    author.get_by_text("工程与技术", exact=True).click()
    author.get_by_label("土木与建筑工程").check()
    _press(author, "推荐学科并查找相似条目")
    expect(author.locator(".suggested")).to_contain_text("未发现高度相似的同类条目。")
    _press(author, "预览")
    expect(author.locator(".preview h2").first).to_have_text("寒区混凝土抗冻融")
    _press(author, "保存并提交审核")
    author.locator(".error").get_by_role("link", name="摘要").click()
    author.keyboard.type("寻求抗冻融三百次的配合比。")
    author.locator("#id_text-desired_outcome").fill("冻融三百次不开裂。")
    _press(author, "保存并提交审核")
    expect(author.locator("main > .notice")).to_have_text("已提交，将由另一人审核。")
    desk = author.url

    reviewer.goto("/reviews/")
    reviewer.get_by_role("link", name="寒区混凝土抗冻融").click()
    _press(reviewer, "Взять на рецензию")
    reviewer.get_by_text("Добавить замечание").nth(1).click()
    reviewer.get_by_role("textbox", name="В чём ошибка и как её исправить").fill("Какой стандарт испытаний?")
    _press(reviewer, "Сохранить замечание")
    expect(reviewer.locator(".finding")).to_contain_text("Какой стандарт испытаний?")
    _press(reviewer, "Вернуть автору")

    author.goto(desk)
    author.get_by_label("您的答复").fill("GB/T 50082")
    _press(author, "保存答复")
    author.get_by_role("listitem").filter(has_text="俄文").get_by_role("link", name="翻译").click()
    author.locator("#id_text-title").fill("Морозостойкость бетона в холодных регионах")
    author.locator("#id_text-summary").fill("Нужен состав на триста циклов.")
    author.locator("#id_text-desired_outcome").fill("Без трещин после трёхсот циклов.")
    author.locator("#id_text-description").fill("Трещины после трёхсот циклов замораживания.")
    _press(author, "保存")
    _press(author, "提交审核")

    reviewer.goto("/reviews/")
    reviewer.get_by_role("link", name="寒区混凝土抗冻融").click()
    _press(reviewer, "Взять на рецензию")
    expect(reviewer.locator(".finding")).to_contain_text("GB/T 50082")
    _press(reviewer, "Устранено")
    _press(reviewer, "Принять")

    adviser.goto("/reviews/")
    adviser.get_by_role("link", name="寒区混凝土抗冻融").click()
    _press(adviser, "Начать проверку")
    _press(adviser, "Допустить к публикации")

    author.goto(desk)
    for _ in range(2):
        author.get_by_role("button", name="确认", exact=True).first.click()
        author.wait_for_load_state()
    _press(author, "发布")
    expect(author.locator("article .state").first).to_have_text("已发布")
    while outbox.work(HANDLERS, clock=timezone.now):
        pass

    visitor = open_as(None, "ru-RU")
    visitor.goto("/")
    visitor.locator("#q").fill("морозостойкость бетона")
    _press(visitor, "Найти")
    visitor.get_by_role("link", name="Морозостойкость бетона в холодных регионах").click()
    expect(visitor.locator("h1")).to_have_text("Морозостойкость бетона в холодных регионах")
