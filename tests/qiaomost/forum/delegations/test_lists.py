from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override
from openpyxl import load_workbook

from qiaomost.common.errors import Invalid, TooLarge
from qiaomost.forum.models import Category, Delegation, DelegationMember, Registration, Stay
from qiaomost.forum.rules.full_names import parted
from qiaomost.forum.transfer.member_columns import COLUMNS, Place
from qiaomost.forum.transfer.member_lists import SIZE_LIMIT, drafts_of, heading, read_list
from qiaomost.network.drafts import PersonDraft
from qiaomost.network.services.entries import create_person
from tests.factories import NOW
from tests.qiaomost.forum.conftest import register as placed
from tests.qiaomost.forum.delegations.conftest import HEADS, Scene, as_, names_of, states, workbook

KOVALEVA = ("Ковалёва Мария Андреевна", "Ректор", "kovaleva@example.org", "да", "SU 1720")
ORLOV = ("Орлов Пётр", "Директор", "", "", "'=cmd")


def previewed(scene: Scene, client: Any, *rows: Any, **values: Any) -> tuple[str, str]:
    """The page of the preview, and what it carries to the confirmation."""
    answer = client.post(f"{scene.at}/list/", {"file": workbook(*rows, **values)})
    page = answer.content.decode()
    found = re.search(r'name="token" value="([^"]+)"', page)
    return page, found[1] if found else ""


def confirmed(scene: Scene, client: Any, token: str, **answers: str) -> Any:
    given = {"token": token, "has_consent": "on"} | answers
    return client.post(f"{scene.at}/list/confirm/", given, follow=True)


def test_list_is_looked_through_then_written_and_read_again_changes_nothing(scene: Scene):
    client = as_(scene.contact)
    Category.objects.update(quota=1)
    page, token = previewed(
        scene, client, KOVALEVA, ORLOV, ("", "x", "", "", ""), ("Белов", "", "no", "", "")
    )
    assert "Ковалёва Мария Андреевна" in page
    for fault in ("<td>4</td><td></td><td>Нужны фамилия и имя.", "<td>5</td><td></td>"):
        assert fault in page
    assert not Registration.objects.exists()
    assert client.post(f"{scene.at}/list/confirm/", {"token": token}).status_code == 422  # nobody has agreed
    assert not Registration.objects.exists()
    assert "Новых: 2" in confirmed(scene, client, token).content.decode()
    assert names_of(scene.delegation) == ["Ковалёва Мария Андреевна", "Орлов Пётр"]
    assert states() == ["accepted", "waiting"]
    head = DelegationMember.objects.get(is_head=True)
    assert (head.address, head.registration.stay.arrives_by) == ("kovaleva@example.org", "SU 1720")
    changed = ("Ковалёва Мария Андреевна", "Проректор", "kovaleva@example.org", "", "")
    page, token = previewed(scene, client, changed, ORLOV)
    assert "Изменится: Должность" in page
    assert "Без изменений" in page
    assert "Новых: 0, изменено: 1, без изменений: 1" in confirmed(scene, client, token).content.decode()
    head.registration.refresh_from_db()
    assert (head.registration.position_words, Registration.objects.count()) == ("Проректор", 2)
    assert Stay.objects.get(registration=head.registration).arrives_by == "SU 1720"

    content = client.get(f"{scene.at}/list/members.xlsx").content  # what is taken out can be read again
    cells = {
        cell.value: cell.data_type for row in load_workbook(io.BytesIO(content)).worksheets[0] for cell in row
    }
    assert cells["=cmd"] == "s"
    again = io.BytesIO(content)
    again.name = "list.xlsx"
    page = client.post(f"{scene.at}/list/", {"file": again}).content.decode()
    assert page.count("Без изменений") == 2
    assert '<table class="list">\n        <thead>' in page


def test_same_person_in_another_script_is_asked_about_and_never_merged_by_itself(scene: Scene):
    organiser = as_(scene.forum.organiser, "zh-hans")
    draft = PersonDraft("zh", "曾", "志远")
    zeng = create_person(actor=None, draft=draft, now=NOW)
    row = ("Цзэн Чжиюань", "Инженер", "", "", "")
    page, token = previewed(scene, organiser, row)
    assert "曾志远" in page
    assert "可能已登记" in page
    refused = organiser.post(f"{scene.at}/list/confirm/", {"token": token, "has_consent": "on"})
    assert (refused.status_code, Registration.objects.count()) == (422, 0)
    forged = {"token": token, "has_consent": "on", "same_2": str(scene.forum.edition.pk)}
    assert organiser.post(f"{scene.at}/list/confirm/", forged).status_code == 422
    confirmed(scene, organiser, token, same_2=str(zeng.pk))
    assert DelegationMember.objects.get().registration.person == zeng
    row = ("曾志远", "工程师", "", "", "")
    page, token = previewed(scene, as_(scene.contact), row, ("Zeng Zhiyuan", "x", "", "", ""))
    assert "Изменится" in page  # by the name in the same script; the other row repeats it
    confirmed(scene, as_(scene.contact), token, same_3="new")
    assert sorted(names_of(scene.delegation)) == ["Zhiyuan Zeng", "曾志远"]
    stranger = create_person(actor=None, draft=PersonDraft("ru", "Белов", "Иван"), now=NOW)
    page, _token = previewed(scene, as_(scene.contact), ("Belov Ivan", "", "", "", ""))
    assert str(stranger.pk) not in page  # whom a contact person has no business to know is not offered


def test_whoever_is_registered_brings_it_along_and_nobody_is_in_two_delegations(scene: Scene):
    organiser = as_(scene.forum.organiser)
    person = create_person(actor=None, draft=PersonDraft("ru", "Белов", "Иван"), now=NOW)
    own = placed(scene.forum.edition, scene.forum.category, country="RU")
    Registration.objects.update(person=person)
    _page, token = previewed(scene, organiser, ("Белов Иван", "Мэр", "", "", ""))
    confirmed(scene, organiser, token, same_2=str(person.pk))
    assert DelegationMember.objects.get().registration == own
    elsewhere = Delegation.objects.create(
        edition=scene.forum.edition, names={"en": "Other"}, country="CN", category=scene.forum.category
    )
    DelegationMember.objects.update(delegation=elsewhere)
    _page, token = previewed(scene, organiser, ("Белов Иван", "Мэр", "", "", ""), KOVALEVA)
    page = confirmed(scene, organiser, token, same_2=str(person.pk)).content.decode()
    assert "Строка 2: Этот человек входит в другую делегацию." in page
    assert Registration.objects.count() == 1  # all or nothing


def test_preview_of_another_delegation_or_account_is_refused(scene: Scene):
    _page, token = previewed(scene, as_(scene.contact), KOVALEVA)
    given = {"token": token, "has_consent": "on"}
    assert as_(scene.forum.organiser).post(f"{scene.at}/list/confirm/", given).status_code == 409
    assert as_(scene.forum.member).post(f"{scene.at}/list/confirm/", given).status_code == 404
    given["token"] = token[:-3] + "xyz"
    assert as_(scene.contact).post(f"{scene.at}/list/confirm/", given).status_code == 409
    assert not Registration.objects.exists()


@pytest.mark.parametrize("language", ["zh-hans", "ru", "en"])
def test_template_is_recognised_in_each_language_with_its_values(scene: Scene, language: str):
    client = as_(scene.contact, language)
    book = load_workbook(io.BytesIO(client.get(f"{scene.at}/list/template.xlsx").content))
    heads = [cell.value for cell in book.worksheets[0][1]]
    with override(language):
        assert len({heading(one) for one in COLUMNS}) == len(COLUMNS)
    values = {
        "family": "司马",
        "given": "相如",
        "is_head": "是",
        "speaks": "中文、俄文",
        "site": "Харбин",
        "arrives_at": datetime(2026, 10, 19, 14, 5, tzinfo=None),  # noqa: DTZ001 - as spreadsheets keep it
        "departs_at": "23.10.2026 9:00",
        "dietary": "清真",
        "nationality": "Китай",
        "born_on": "1970年5月4日",
        "passport_number": 12345678.0,
    }
    shown = [one.name for one in COLUMNS if one.name != "full_name"]
    page, token = previewed(scene, client, [values.get(name, "") for name in shown], heads=heads)
    assert token, page
    confirmed(scene, client, token)
    stay = Stay.objects.get()
    assert (stay.site, stay.dietary, stay.nationality) == (scene.forum.site, "halal", "CN")
    assert stay.arrives_at == datetime(2026, 10, 19, 6, 5, tzinfo=UTC)
    assert stay.departs_at == datetime(2026, 10, 23, 1, 0, tzinfo=UTC)
    assert (stay.passport_number, str(stay.born_on)) == ("12345678", "1970-05-04")
    assert (stay.registration.speaks, names_of(scene.delegation)) == (["zh", "ru"], ["司马相如"])


def test_each_fault_names_row_column_and_reason():
    heads = (*HEADS, "Питание", "Сверх того")
    row = ("Орлов Пётр", "x" * 201, "", "может быть", "", "сыроед", "y")
    with override("ru"):
        listed = read_list(workbook(row, ("=1+1", "", "", "", ""), heads=heads).getvalue())
        drafts, faults = drafts_of(listed.rows, Place((), ZoneInfo("Asia/Shanghai")))
    assert drafts == []
    assert [(one.line, one.column) for one in faults] == [
        (2, "Глава делегации"),
        (2, "Должность"),
        (2, "Питание"),
    ]
    assert [(one.line, one.column, one.reason) for one in listed.faults] == [
        (3, "ФИО", "Это формула. Впишите само значение.")
    ]
    assert listed.unknown == ("Сверх того",)


def _packed(**parts: bytes) -> bytes:
    plain = workbook(KOVALEVA).getvalue()
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(plain)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        replaced = {name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin") for name in parts}
        for entry in old.infolist():
            if entry.filename not in replaced:
                new.writestr(entry, old.read(entry.filename))
        for name, content in parts.items():
            new.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), content)
    return stream.getvalue()


ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(8))
    + b']><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
    + b'<c r="A1" t="inlineStr"><is><t>&i;</t></is></c></row></sheetData></worksheet>'
)


def refused_fields(content: bytes) -> list[str]:
    try:
        read_list(content)
    except Invalid as error:
        return list(error.fields)
    return []


def test_hostile_workbooks_are_refused():
    bomb = _packed(xl__media__x_bin=b"\0" * (40 << 20))
    files = {
        "empty": b"",
        "no workbook": b"PK\x03\x04 nothing",
        "program": b"MZ" + b"\0" * 100,
        "macros": _packed(xl__vbaProject_bin=b"\xd0\xcf\x11\xe0"),
        "bomb": bomb,
        "entities": _packed(xl__worksheets__sheet1_xml=ENTITIES),
        "truncated": workbook(KOVALEVA).getvalue()[:-200],
        "no names": workbook(("x",), heads=("Должность",)).getvalue(),
        "twice": workbook(("x", "y"), heads=("Фамилия", "姓")).getvalue(),
        "too many rows": workbook(*[("Орлов Пётр",)] * 301, heads=("ФИО",)).getvalue(),
    }
    for name, content in files.items():
        assert set(refused_fields(content)) == {"file"}, name
    with pytest.raises(TooLarge):
        read_list(b"x" * (SIZE_LIMIT + 1))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("张伟", ("张", "伟", "")),
        ("欧阳 明", ("欧阳", "明", "")),
        ("玛丽亚·科瓦廖娃", ("科瓦廖娃", "玛丽亚", "")),
        ("Ковалёва Мария Андреевна", ("Ковалёва", "Мария", "Андреевна")),
        ("ZENG Zhiyuan", ("ZENG", "Zhiyuan", "")),
        ("Zeng Zhiyuan", ("Zeng", "Zhiyuan", "")),
        ("Maria Kovaleva", ("Kovaleva", "Maria", "")),
        ("Kovaleva, Maria", ("Kovaleva", "Maria", "")),
        ("Орлов", ("Орлов", "", "")),
    ],
)
def test_full_name_is_parted_as_its_language_does(text: str, parts: tuple[str, str, str]):
    assert parted(text) == parts
