"""Files of a room: what is refused by its content, the gate on both ways, versions, and rows of the ledger."""

from __future__ import annotations

import io
import zlib
from datetime import date
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from qiaomost.accounts.models import User
from qiaomost.common.errors import Invalid, NotAllowed, NotFound
from qiaomost.compliance.gates import GateClosed
from qiaomost.compliance.models import Classification, Declaration, DisclosureRow, DocumentKind
from qiaomost.compliance.services.disclosure import chain_of
from qiaomost.partnering.models import Case, CaseEvent, FileVersion, RoomFile
from qiaomost.partnering.presenting.notices import path_of
from qiaomost.partnering.services.crossing import needs_declaration
from qiaomost.partnering.services.notifying import prepare_notices
from qiaomost.partnering.services.rooms_files import add_file, hand_out_file, sweep_room_files
from qiaomost.partnering.services.rooms_reading import read_confidential
from qiaomost.partnering.states import CooperationState, Side
from tests.factories import NOW
from tests.qiaomost.compliance.making import answered, declared, made_edition, officer_of, recorded
from tests.qiaomost.partnering.conftest import Parties
from tests.qiaomost.partnering.test_rooms import client_of

PDF = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF\n"
FAR = date(2099, 12, 31)
PARTS = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"}


def package(**more: bytes) -> bytes:
    """A DOCX of the fewest parts; ``more`` has further ones, with ``__`` for a slash and ``_dot_`` for a point."""
    parts = PARTS | {name.replace("__", "/").replace("_dot_", "."): body for name, body in more.items()}
    with io.BytesIO() as file:
        with ZipFile(file, "w") as archive:
            for name, body in parts.items():
                archive.writestr(name, body)
        return file.getvalue()


def packed_pdf(objects: bytes, filters: bytes = b"/Filter/FlateDecode") -> bytes:
    body = zlib.compress(objects) if b"Flate" in filters else objects
    return PDF + b"2 0 obj\n<</Type/ObjStm" + filters + b">>\nstream\n" + body + b"\nendstream\nendobj\n"


@pytest.fixture
def case(parties: Parties) -> Case:
    """An open room whose Russian record has all that export control asks for."""
    answered(parties.record, made_edition("ru-dual-use"))
    kind = DocumentKind.RU_IDENTIFICATION_CONCLUSION.value
    recorded(parties.record, parties.company, kind, valid_until=FAR)
    return parties.case_in(CooperationState.NEGOTIATING)


def put(
    parties: Parties, case: Case, content: bytes = PDF, name: str = "数据.pdf", **more: Any
) -> FileVersion:
    values: dict[str, Any] = {"actor": parties.researcher, "now": NOW, **more}
    return add_file(case_id=case.pk, name=name, content=io.BytesIO(content), **values)


HOSTILE = {
    "program.exe": b"MZ\x90\x00",
    "page.html": b"<html></html>",
    "page.pdf": b"<html><script></script></html>",
    "old.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512,
    "empty.pdf": b"",
    "script.pdf": PDF + b"2 0 obj\n<</S/JavaScript/JS(app.alert\\(1\\))>>\nendobj\n",
    "escaped.pdf": PDF + b"2 0 obj\n<</S/J#61vaScript/JS(1)>>\nendobj\n",
    "launch.pdf": PDF + b"2 0 obj\n<</S/Launch/F(cmd.exe)>>\nendobj\n",
    "inside.pdf": PDF + b"2 0 obj\n<</Type/EmbeddedFile>>\nendobj\n",
    "locked.pdf": PDF + b"trailer\n<</Encrypt 5 0 R>>\n",
    "packed.pdf": packed_pdf(b"<</S/JavaScript/JS(1)>>"),
    "strange.pdf": packed_pdf(b"<</S/Java>>", b"/Filter/LZWDecode"),
    "macro.docx": package(word__vbaProject_dot_bin=b"\x00"),
    "active.docx": package(word__activeX__activeX1_dot_bin=b"\x00"),
    "object.docx": package(word__embeddings__oleObject1_dot_bin=b"\x00"),
    "types.docx": package(
        word__more_dot_xml=b'<Default ContentType="application/vnd.ms-word.document.macroEnabled"/>'
    ),
    "remote.docx": package(
        word___rels__settings_dot_xml_dot_rels=b'<Relationship Id="r1" Type="http://x/attachedTemplate" '
        b'Target="https://example.org/t.dotm" TargetMode="External"/>'
    ),
    "field.docx": package(word__header1_dot_xml=b"<w:instrText> DDEAUTO c:\\\\cmd.exe </w:instrText>"),
    "nested.docx": package(word__embeddings__a_dot_docx=package(word__vbaProject_dot_bin=b"\x00")),
    "table.csv": "姓名,值\n=cmd|'/c calc'!A0,1\n".encode(),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_is_refused_and_nothing_is_kept(name: str, parties: Parties, case: Case):
    with pytest.raises(Invalid) as refusal:
        put(parties, case, HOSTILE[name], name)
    assert list(refusal.value.fields) == ["file"]
    assert (RoomFile.objects.count(), FileVersion.objects.count()) == (0, 0)


HARMLESS = {
    "报告.pdf": PDF,
    "packed.pdf": packed_pdf(b"<</Type/Page>>"),
    "letter.docx": package(
        word___rels__document_dot_xml_dot_rels=b'<Relationship Id="r1" Type="http://x/hyperlink" '
        b'Target="https://example.org/" TargetMode="External"/>'
    ),
    "table.csv": "姓名,值\n-1,+7 495 000-00-00\n".encode(),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_harmless_file_is_taken_as_it_is(name: str, parties: Parties, case: Case):
    version = put(parties, case, HARMLESS[name], name)
    assert (version.name, version.number, version.size) == (name, 1, len(HARMLESS[name]))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/паспорт.pdf", "паспорт.pdf"),
        ("C:\\temp\\отчёт.pdf", "отчёт.pdf"),
        ("exe\u202efdp.pdf", "exefdp.pdf"),
        ('a"<b>\r\n.pdf', "a__b_ .pdf"),
    ],
)
def test_hostile_name_loses_what_deceives(given: str, kept: str, parties: Parties, case: Case):
    assert put(parties, case, name=given).name == kept


def test_versions_of_a_file_are_counted_and_same_bytes_are_one(parties: Parties, case: Case):
    declared(case, Side.SENDER, made_edition())
    first = put(parties, case)
    again = put(parties, case, file_id=first.file_id)
    second = put(parties, case, PDF + b"%2\n", file_id=first.file_id)
    assert (again.pk, second.number, RoomFile.objects.count()) == (first.pk, 2, 1)
    with pytest.raises(NotAllowed):
        put(parties, case, PDF + b"%3\n", file_id=first.file_id, actor=parties.engineer)
    assert FileVersion.objects.count() == 2
    assert sweep_room_files(now=NOW) == 0


@pytest.mark.parametrize(
    ("name", "refusal"),
    [("outsider", NotFound), ("colleague", NotFound), ("administrator", NotAllowed)],
)
def test_nobody_else_puts_in_or_takes_a_file(name: str, refusal: type, parties: Parties, case: Case):
    version = put(parties, case)
    somebody = getattr(parties, name)
    with pytest.raises(refusal):
        put(parties, case, actor=somebody)
    with pytest.raises(refusal):
        hand_out_file(actor=somebody, case_id=case.pk, version_id=version.pk, now=NOW)
    with pytest.raises(refusal):
        read_confidential(actor=somebody, case_id=case.pk, language="zh", now=NOW)
    assert (FileVersion.objects.count(), DisclosureRow.objects.count()) == (1, 0)


def test_download_by_the_other_side_is_a_row_each_time(parties: Parties, case: Case):
    version = put(parties, case)
    for user in (parties.researcher, parties.engineer, parties.engineer):
        hand_out_file(actor=user, case_id=case.pk, version_id=version.pk, now=NOW)
    rows = [(row.account_id, row.action, row.object_id, row.object_version) for row in chain_of(case.pk)]
    row = (parties.engineer.pk, "download_file", str(version.file_id), version.sha256)
    assert rows == [row, row]


def test_side_without_a_record_hands_over_what_its_officer_declared(parties: Parties, case: Case):
    assert [needs_declaration(case, side) for side in Side] == [True, False]
    edition, officer = made_edition(), officer_of(parties.company)
    engineer, place = client_of(parties.engineer), f"/cases/{case.pk}/room/files/"
    with pytest.raises(GateClosed) as closed:
        put(parties, case, actor=parties.engineer)
    assert [one.code for one in closed.value.missing] == ["declaration"]
    assert "Ask our compliance officer" in engineer.get(place).content.decode()
    assert engineer.post(f"{place}declaration/").status_code == 302
    event = CaseEvent.objects.get(topic="partnering.declaration_asked")
    assert {one.user for one in prepare_notices(event)} == {officer}
    page = f"/cases/{case.pk}/declarations/sender/"
    assert [path_of(event), client_of(parties.engineer).get(page).status_code] == [page, 404]
    desk = client_of(officer)
    typed = {"edition": edition.pk, "answer": "listed", "code": "990201X", "grounds": "核对控制要点"}
    assert desk.post(page, {**typed, "code": ""}).status_code == 422
    assert desk.post(page, {**typed, "code": "nothing"}).status_code == 422
    assert (Declaration.objects.count(), desk.post(page, typed).status_code) == (0, 302)
    with pytest.raises(GateClosed) as closed:
        put(parties, case, actor=parties.engineer)
    assert [one.code for one in closed.value.missing] == ["cn_letter_of_intent"]
    letter = {
        **typed,
        "cn_letter_of_intent_number": "商技意向〔2026〕9号",
        "cn_letter_of_intent_until": "2026-08-01",
    }
    assert desk.post(page, letter).status_code == 422
    assert desk.post(page, {**letter, "cn_letter_of_intent_until": "2036-08-01"}).status_code == 302
    version = put(parties, case, actor=parties.engineer)
    taken = {"actor": parties.researcher, "case_id": case.pk, "version_id": version.pk}
    assert hand_out_file(**taken, now=NOW) == version
    assert desk.post(page, {**typed, "code": "990101J"}).status_code == 302
    with pytest.raises(GateClosed):
        hand_out_file(**taken, now=NOW)
    assert desk.post(page, {**typed, "code": "", "answer": "not_listed"}).status_code == 302
    assert hand_out_file(**taken, now=NOW) == version
    assert "990201X" in engineer.get(place).content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        Declaration.objects.filter(answer="not_listed").update(answer="listed")


CONCLUSION = [{"kind": "ru_identification_conclusion", "number": "ИЗ-7", "valid_until": ""}]


@pytest.fixture
def shut(parties: Parties) -> Case:
    """A room with a file of the Chinese owner, whose record a new edition asks to be classified anew."""
    turned = parties.turned()
    turned.record.section_disclosure = {"advantages": "room"}
    turned.record.save()
    turned.record.texts.update(advantages="zqsecret")
    answered(turned.record, made_edition())
    case = turned.case_in(CooperationState.NEGOTIATING)
    put(turned, case)
    Classification.objects.all().delete()
    return case


def owner_of(case: Case) -> User:
    return case.participants.get(side=Side.OWNER).user


def sender_of(case: Case) -> User:
    return case.participants.get(side=Side.SENDER).user


def test_closed_gate_lets_nothing_of_the_owner_out(parties: Parties, shut: Case):
    owner, sender = owner_of(shut), sender_of(shut)
    version = FileVersion.objects.get()
    with pytest.raises(GateClosed):
        put(parties, shut, PDF + b"%2\n", actor=owner)
    with pytest.raises(GateClosed):
        hand_out_file(actor=sender, case_id=shut.pk, version_id=version.pk, now=NOW)
    [record] = read_confidential(actor=sender, case_id=shut.pk, language="ru", now=NOW).records
    assert (list(record.sections), list(record.files)) == ([], [])
    page = client_of(sender).get(f"/cases/{shut.pk}/room/confidential/").content.decode()
    assert ("zqsecret" in page, "Export control keeps this part closed" in page) == (False, True)
    assert (FileVersion.objects.count(), DisclosureRow.objects.count()) == (1, 0)
    assert hand_out_file(actor=owner, case_id=shut.pk, version_id=version.pk, now=NOW) == version


def test_closed_gate_of_one_side_does_not_hold_the_other(parties: Parties, shut: Case):
    declared(shut, Side.SENDER, made_edition("ru-dual-use"), documents=CONCLUSION)
    version = put(parties, shut, actor=sender_of(shut))
    taken = hand_out_file(actor=owner_of(shut), case_id=shut.pk, version_id=version.pk, now=NOW)
    assert taken == version


def test_confidential_section_is_shown_in_the_room_and_each_read_is_a_row(parties: Parties, case: Case):
    parties.record.section_disclosure = {"advantages": "room"}
    parties.record.save()
    parties.record.texts.update(advantages="zqsecret")
    page = client_of(parties.engineer).get(f"/cases/{case.pk}/room/confidential/").content.decode()
    assert "zqsecret" in page
    client_of(parties.researcher).get(f"/cases/{case.pk}/room/confidential/")
    rows = [(row.account_id, row.action, row.object_id) for row in chain_of(case.pk)]
    assert rows == [(parties.engineer.pk, "read_field", f"{parties.record.pk}:advantages")]


def test_file_goes_through_the_pages(parties: Parties, case: Case):
    owner, other = client_of(parties.researcher), client_of(parties.engineer)
    place = f"/cases/{case.pk}/room/files/"
    macro = SimpleUploadedFile("macro.docx", HOSTILE["macro.docx"])
    refused = owner.post(f"{place}add/", {"file": macro})
    assert (refused.status_code, "The file contains macros." in refused.content.decode()) == (422, True)
    assert owner.post(f"{place}add/", {"file": SimpleUploadedFile("отчёт.pdf", PDF)}).status_code == 302
    version = FileVersion.objects.get()
    taken = other.get(f"{place}{version.pk}/")
    assert b"".join(taken.streaming_content) == PDF  # type: ignore[attr-defined]
    assert taken.headers["Content-Disposition"].startswith("attachment;")
    assert client_of(parties.administrator).get(f"{place}{version.pk}/").status_code == 403
    assert client_of(parties.outsider).get(place).status_code == 404
