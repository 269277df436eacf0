"""From a challenge to a confirmed outcome, each side in its own language, with a listed technology; and its refusal."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from qiaomost.catalogue.models import Record
from qiaomost.compliance.models import ExportDocument
from qiaomost.partnering.models import Agreement, AgreementSignature, Case, CaseEvent, Milestone, Outcome
from qiaomost.partnering.states import CooperationState
from tests.browser.conftest import Days, OpenAs
from tests.browser.walking import CN, RU, Walk, go, named_parties, press
from tests.factories import RecordFactory
from tests.qiaomost.compliance.making import answered, made_edition, recorded
from tests.qiaomost.partnering.agreements import seated
from tests.qiaomost.partnering.conftest import Parties

pytestmark = [pytest.mark.browser, pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def parties(settings: Any, tmp_path: Path) -> Parties:
    """A Russian institute with a challenge; a Chinese company whose restricted technology would answer it."""
    settings.STATIC_ROOT, settings.MEDIA_ROOT = None, tmp_path / "files"
    made = named_parties()
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


def _written() -> list[int]:
    return [rows.objects.count() for rows in (AgreementSignature, CaseEvent, ExportDocument, Agreement)]


def test_challenge_goes_all_the_way_to_an_outcome_that_both_sides_confirm(
    open_as: OpenAs, parties: Parties, technology: Record, days: Days
):
    walk = Walk(parties, open_as, days)
    walk.answer_the_challenge(technology)
    walk.sign_the_nda()
    adviser = go(walk.cn_adviser, f"{walk.case}nda/")
    expect(adviser.get_by_role("heading", name="洽谈室尚未开放的原因")).to_be_visible()
    walk.put_on_record(walk.cn_officer, technology, parties.institute, "cn_letter_of_intent", "登记")
    adviser.reload()
    press(adviser, "开放洽谈室")
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
        table = go(page, f"{walk.case}chain/").locator(".stations")
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
