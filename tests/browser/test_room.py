"""Two people of two countries in one room, each in their own language: what one writes the other sees at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from qiaomost.accounts.models import User
from qiaomost.catalogue.models import Record
from qiaomost.compliance.models import DisclosureRow, DocumentKind
from qiaomost.partnering.models import Case, FileVersion
from qiaomost.partnering.services.rooms_messages import start_thread
from qiaomost.partnering.states import CooperationState
from tests.browser.conftest import OpenAs
from tests.factories import NOW
from tests.qiaomost.compliance.making import answered, made_edition, recorded
from tests.qiaomost.partnering.conftest import Parties, parties  # noqa: F401
from tests.qiaomost.partnering.test_room_files import FAR, PDF

pytestmark = pytest.mark.django_db(transaction=True)


def _opened(people: Parties) -> Case:
    record: Record = people.record
    answered(record, made_edition("ru-dual-use"))
    recorded(record, people.company, DocumentKind.RU_IDENTIFICATION_CONCLUSION.value, valid_until=FAR)
    User.objects.filter(pk=people.researcher.pk).update(language="ru")
    return people.case_in(CooperationState.NEGOTIATING)


def test_message_and_file_pass_between_two_languages(
    open_as: OpenAs,
    parties: Parties,  # noqa: F811
    tmp_path: Path,
):
    case = _opened(parties)
    start_thread(actor=parties.engineer, case_id=case.pk, title="冻深数据", text="您好！", now=NOW)
    chinese, russian = open_as(parties.engineer, "zh-CN"), open_as(parties.researcher, "ru-RU")
    for page in (chinese, russian):
        page.goto(f"/cases/{case.pk}/room/")
    expect(chinese.get_by_role("button", name="发送")).to_be_visible()
    russian.locator("#end textarea").fill("Здравствуйте! Ждём данные.")
    russian.get_by_role("button", name="Отправить").click()
    expect(chinese.locator("#messages")).to_contain_text("Здравствуйте! Ждём данные.")
    chinese.locator("#end textarea").fill("今天发送。")
    chinese.get_by_role("button", name="发送").click()
    expect(russian.locator("#messages")).to_contain_text("今天发送。")

    report = tmp_path / "отчёт.pdf"
    report.write_bytes(PDF)
    russian.goto(f"/cases/{case.pk}/room/files/")
    russian.set_input_files("input[name=file]", report)
    russian.get_by_role("button", name="Разместить в комнате").first.click()
    expect(russian.get_by_role("link", name="отчёт.pdf")).to_be_visible()
    chinese.goto(f"/cases/{case.pk}/room/files/")
    with chinese.expect_download() as download:
        chinese.get_by_role("link", name="отчёт.pdf").click()
    assert Path(download.value.path()).read_bytes() == PDF
    version = FileVersion.objects.get()
    [row] = DisclosureRow.objects.filter(action="download_file")
    assert (row.account_id, row.object_version) == (parties.engineer.pk, version.sha256)
