from __future__ import annotations

import io
import os
import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage

from qiaomost.catalogue import services
from qiaomost.catalogue.models import Attachment, Record
from qiaomost.catalogue.services import file_types
from qiaomost.catalogue.services.file_types import file_name, media_type_of
from qiaomost.common.errors import Invalid, NotAllowed, NotFound, TooLarge, TransitionRefused
from tests.factories import NOW, RecordFactory
from tests.qiaomost.catalogue.snapshots import snapshot, topics, verbs
from tests.qiaomost.conftest import People

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 20
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + b"\x00" * 20
WEBP = b"RIFF\x24\x00\x00\x00WEBPVP8 " + b"\x00" * 20
EXE = b"MZ\x90\x00" + b"\x00" * 60
ELF = b"\x7fELF\x02\x01\x01" + b"\x00" * 60
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
HTML = b"<!DOCTYPE html><script>alert(1)</script>"


def package(*names: str, compression: int = zipfile.ZIP_STORED, **contents: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as file:
        for name in names:
            file.writestr(name, b"<x/>")
        for name, content in contents.items():
            file.writestr(name, content)
    return buffer.getvalue()


DOCX = package("[Content_Types].xml", "word/document.xml")
XLSX = package("[Content_Types].xml", "xl/workbook.xml")
PPTX = package("[Content_Types].xml", "ppt/presentation.xml")
ODT = package("content.xml", mimetype=b"application/vnd.oasis.opendocument.text")
ODS = package("content.xml", mimetype=b"application/vnd.oasis.opendocument.spreadsheet")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", PDF),
        ("a.png", PNG),
        ("a.jpg", JPEG),
        ("a.jpeg", JPEG),
        ("a.webp", WEBP),
        ("a.docx", DOCX),
        ("a.xlsx", XLSX),
        ("a.pptx", PPTX),
        ("a.odt", ODT),
        ("a.ods", ODS),
        ("a.txt", "试验 протокол\n".encode()),
        ("a.txt", "\ufeffс меткой".encode()),
        ("a.csv", b"a;b\r\n1;2\r\n"),
    ],
)
def test_accepted_types_are_read_from_the_content(name: str, content: bytes):
    assert media_type_of(content, name) == file_types.ACCEPTED[Path(name).suffix]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.pdf", b""),
        ("program.pdf", EXE),
        ("program.txt", ELF),
        ("drawing.png", SVG),
        ("page.txt", HTML),
        ("page.csv", b"  \n<script>alert(1)</script>"),
        ("script.txt", b"#!/bin/sh\nrm -rf /"),
        ("page.pdf", HTML),
        ("picture.pdf", PNG),
        ("picture.jpg", PNG),
        ("sheet.docx", XLSX),
        ("open.docx", ODT),
        ("both.docx", package("[Content_Types].xml", "word/document.xml", "xl/workbook.xml")),
        ("bare.docx", package("word/document.xml")),
        ("archive.docx", package("a.exe")),
        ("cut.docx", DOCX[:-30]),
        ("stub.docx", EXE + DOCX),
        ("macro.docx", package("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")),
        ("macro.odt", package("Basic/script.xb", mimetype=b"application/vnd.oasis.opendocument.text")),
        ("latin.txt", "протокол".encode("cp1251")),
        ("nul.txt", b"a\x00b"),
    ],
)
def test_what_does_not_fit_its_name_is_refused_with_a_reason(name: str, content: bytes):
    with pytest.raises(Invalid) as refusal:
        media_type_of(content, name)
    assert list(refusal.value.fields) == ["file"]


def test_zip_bombs_are_refused(monkeypatch: pytest.MonkeyPatch):
    bomb = package(
        "[Content_Types].xml", compression=zipfile.ZIP_DEFLATED, **{"word/document.xml": b"\x00" * 10_000_000}
    )
    assert len(bomb) < 20_000
    with pytest.raises(Invalid, match="far larger"):
        media_type_of(bomb, "a.docx")
    monkeypatch.setattr(file_types, "MAX_ENTRIES", 1)
    with pytest.raises(Invalid, match="far larger"):
        media_type_of(DOCX, "a.docx")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("报告.PDF", "报告.pdf"),
        ("../../etc/pass wd.txt", "pass wd.txt"),
        ("C:\\temp\\отчёт.docx", "отчёт.docx"),
        ("fdp\u202e.\x00a:b<c>.txt", "fdp.a_b_c_.txt"),
        ("..hidden.csv", "hidden.csv"),
        ("a" * 300 + ".pdf", "a" * 196 + ".pdf"),
    ],
)
def test_names_are_cleaned(given: str, kept: str):
    assert file_name(given) == kept


@pytest.mark.parametrize(
    "name", ["", ".", "..", "a", "a.exe", "a.svg", "a.html", "a.pdf.js", "a.docm", "/", ".pdf"]
)
def test_names_of_other_types_are_refused(name: str):
    with pytest.raises(Invalid, match=r"\.pdf, \.png"):
        file_name(name)


@pytest.fixture
def record(people: People) -> Record:
    return RecordFactory(organisation=people.organisation, author=people.author)


def attach(people: People, record: Record, content: bytes = PDF, **values: Any) -> Attachment:
    given: dict[str, Any] = {"actor": people.author, "name": "试验报告.pdf", "now": NOW}
    return services.attach_file(record_id=record.pk, content=io.BytesIO(content), **(given | values))


def _files() -> list[Path]:
    return [path for path in Path(default_storage.path("")).rglob("*") if path.is_file()]


def test_attached_file_lies_under_its_hash(people: People, record: Record):
    made = attach(people, record, language="zh", disclosure="members")
    stored = Attachment.objects.get(pk=made.pk)
    assert (stored.name, stored.media_type, stored.size) == ("试验报告.pdf", "application/pdf", len(PDF))
    assert stored.file.name == f"attachments/{stored.sha256[:2]}/{stored.sha256}"
    with stored.file.open() as file:
        assert file.read() == PDF
    assert (verbs(), Record.objects.get(pk=record.pk).version) == (["attach_file"], 2)


def test_same_file_again_is_the_same_attachment(people: People, record: Record):
    first = attach(people, record)
    before = snapshot()
    assert attach(people, record, name="other.pdf") == first
    assert (snapshot(), len(_files())) == (before, 1)


def test_too_large_file_is_refused(people: People, record: Record, settings: Any):
    settings.QIAOMOST = settings.QIAOMOST.model_copy(update={"attachment_limit_mb": 1})
    before = snapshot()
    with pytest.raises(TooLarge):
        attach(people, record, PDF + b"\n" * 1024 * 1024)
    assert (snapshot(), _files()) == (before, [])


def test_refused_file_leaves_nothing(people: People, record: Record):
    before = snapshot()
    for values in ({"content": EXE}, {"language": "de"}, {"disclosure": "secret"}, {"name": "a.svg"}):
        with pytest.raises(Invalid):
            attach(people, record, **values)
    for actor, refusal in ((people.colleague, NotAllowed), (people.member_elsewhere, NotFound)):
        with pytest.raises(refusal):
            attach(people, record, actor=actor)
    assert (snapshot(), _files()) == (before, [])


def test_bytes_of_a_failed_transaction_are_used_by_the_next(
    people: People, record: Record, monkeypatch: pytest.MonkeyPatch
):
    before = snapshot()
    with monkeypatch.context() as patch:
        patch.setattr(Attachment, "save", _fail)
        with pytest.raises(OSError, match="gone"):
            attach(people, record)
    assert (snapshot(), len(_files())) == (before, 1)
    attach(people, record)
    assert len(_files()) == 1


def test_truncated_bytes_of_a_killed_process_are_replaced(people: People, record: Record):
    made = attach(people, record)
    Path(made.file.path).write_bytes(b"%PD")
    Attachment.objects.all().delete()
    assert Path(attach(people, record).file.path).read_bytes() == PDF


def _fail(*_: Any, **__: Any) -> None:
    raise OSError("the database is gone")


def test_file_of_a_published_record_is_an_amendment(people: People):
    record = RecordFactory(organisation=people.organisation, author=people.author, state="published")
    attach(people, record)
    assert Record.objects.get(pk=record.pk).state == "under_review"
    assert topics() == ["catalogue.record_withdrawn", "catalogue.record_submitted"]
    with pytest.raises(TransitionRefused):
        attach(people, record, PDF + b"\n")


def test_removed_file_goes_when_no_record_has_it(people: People, record: Record):
    other = RecordFactory(organisation=people.organisation, author=people.author)
    first, second = attach(people, record), attach(people, other)
    with pytest.raises(NotAllowed):
        services.remove_attachment(actor=people.colleague, attachment_id=first.pk, now=NOW)
    services.remove_attachment(actor=people.author, attachment_id=first.pk, now=NOW)
    with pytest.raises(NotFound):
        services.remove_attachment(actor=people.author, attachment_id=first.pk, now=NOW)
    _age(second)
    assert (services.sweep_files(now=NOW), len(_files())) == (0, 1)
    services.remove_attachment(actor=people.author, attachment_id=second.pk, now=NOW)
    assert (services.sweep_files(now=NOW - timedelta(days=1)), services.sweep_files(now=NOW)) == (0, 1)
    assert _files() == []


def _age(attachment: Attachment) -> None:
    written: datetime = NOW - timedelta(days=1, seconds=1)
    os.utime(attachment.file.path, (written.timestamp(), written.timestamp()))
