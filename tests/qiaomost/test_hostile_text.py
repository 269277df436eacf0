"""Words that want to be markup, to hide or to drown a page: shown inert, or refused with the reason."""

from __future__ import annotations

import json
import re
import zipfile
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from qiaomost.catalogue import services
from qiaomost.common import outbox
from qiaomost.discovery.services import reconcile
from qiaomost.network.models import Invitation, OrganisationName
from qiaomost.wiring import HANDLERS
from qiaosearch.searching import Collection
from tests.factories import NOW, record_draft, text_draft
from tests.qiaomost.catalogue.snapshots import snapshot
from tests.qiaomost.conftest import People
from tests.qiaomost.scenes import a_challenge_with_answers, published
from tests.qiaomost.walking import routes

pytestmark = pytest.mark.django_db

SCRIPT = "<script>zqevil()</script>"
MARKUP = f'"\'><img src=x onerror=zqevil()>{SCRIPT}<a href="javascript:zqevil()">{{{{ 7*7 }}}}{{% now %}}</textarea>'
UNSEEN = "\u202eзло\u2066\u200f\u200b\ufeff\x07"
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")

ADDRESSES = [
    "/",
    "/search/?q=zqevil",
    "/search/suggestions/?q=zqevil",
    "/feed/en/",
    "/organisations/",
    "/experts/",
    "/records/{record}/",
    "/records/{challenge}/",
    "/records/{challenge}/matches/",
    "/organisations/{organisation}/",
    "/my/records/",
    "/my/records/{record}/",
    "/membership/{organisation}/",
]
"""Pages that show words of others; a new page is one line."""


CALLS = ["search?q=alloy", "records", "records/{record}", "records/{challenge}/matches", "organisations"]
NOWHERE = [
    "/records/%00/",
    "/subjects/%00/",
    "/search/export/%3Cscript%3E/",
    "/%E2%80%AE/",
    "/invitations/%00/",
]
PLAIN = [route for route in routes() if not route.parameters]


class _Dangers(HTMLParser):
    """What in a page would run: scripts that are not ours, handlers, addresses of scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        is_data = values.get("type", "").endswith("json")
        if tag == "script" and not is_data and not values.get("src", "").startswith("/static/"):
            self.found.append(tag)
        self.found += [name for name in values if name.startswith("on")]
        self.found += [value for value in values.values() if value.strip().lower().startswith("javascript:")]
        if tag == "img" and values.get("src") == "x":
            self.found.append("img")


def dangers(page: str) -> list[str]:
    parser = _Dangers()
    parser.feed(page)
    return parser.found


@pytest.fixture
def scene(people: People, index: Collection) -> dict[str, Any]:
    """Rows whose words came past the services: an older version, another node, a hand in the database."""
    challenge = a_challenge_with_answers(1)
    owner = people.organisation
    OrganisationName.objects.filter(organisation=owner).update(name=f"Owner {MARKUP}")
    words = dict.fromkeys(
        ("title", "summary", "description", "advantages"), f"Hydrogen storage alloy {MARKUP}"[:256]
    )
    record = published(organisation=owner, author=people.author, words=words)
    record.texts.update(keywords=[MARKUP], acceptance_criteria=[MARKUP])
    reconcile()
    return {"record": record.pk, "challenge": challenge.pk, "organisation": owner.pk}


@pytest.mark.parametrize("place", ADDRESSES)
def test_markup_is_shown_as_text_on_pages(place: str, scene: dict[str, Any], people: People, client: Client):
    client.force_login(people.author)
    for language in ("zh", "ru", "en"):
        answer = client.get(place.format(**scene), headers={"accept-language": language})
        page = answer.content.decode()
        assert (answer.status_code, dangers(page)) == (200, [])
        assert SCRIPT not in page
        assert "49" not in re.findall(r"zqevil\(\)\S{0,30}(49)", page)


@pytest.mark.parametrize("place", CALLS)
def test_markup_is_data_in_the_api(place: str, scene: dict[str, Any], client: Client):
    answer = client.get(f"/api/v1/{place.format(**scene)}")
    assert (answer.status_code, answer.headers["Content-Type"].partition(";")[0]) == (200, "application/json")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert SCRIPT in json.dumps(answer.json(), ensure_ascii=False)


@pytest.mark.parametrize("path", ["/records/{record}/", "/organisations/{organisation}/"])
def test_linked_data_of_a_page_cannot_be_left(path: str, scene: dict[str, Any], client: Client):
    page = client.get(path.format(**scene)).content.decode()
    blocks = re.findall(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', page, re.DOTALL)
    assert [SCRIPT in json.dumps(json.loads(block)) for block in blocks] == [True]


def test_unseen_characters_do_not_come_in(people: People):
    text = text_draft(language="ru", title=f"Сплав {UNSEEN}водорода", keywords=(f"{UNSEEN}сплав",))
    draft = record_draft(organisation_id=people.organisation.pk, texts=(text,))
    stored = services.create_record(actor=people.author, draft=draft, now=NOW).texts.get()
    assert (stored.title, stored.keywords) == ("Сплав зловодорода", ["злосплав"])


def test_hostile_parameters_break_no_page(client: Client, people: People, index: Collection):
    client.force_login(people.author)
    names = ("q", "name", "page", "text", "next", "kind", "subject", "sort", "country", "reader", "language")
    for route in PLAIN:
        for words in (MARKUP, f"{UNSEEN}\0", b"\xff\xfe\xed\xa0\x80", "x" * 5_000):
            answer = client.get(route.path(), dict.fromkeys(names, words))
            assert answer.status_code < 500 or route.name == "health", route.pattern  # no worker runs here
            if answer.headers.get("Content-Type", "").startswith("text/html"):
                assert dangers(answer.content.decode()) == [], route.pattern


@pytest.mark.parametrize("path", NOWHERE)
def test_hostile_addresses_lead_nowhere(path: str, client: Client):
    answer = client.get(path)
    assert (answer.status_code, dangers(answer.content.decode())) == (404, [])


def test_a_body_that_is_too_large_is_refused_with_the_reason(people: People, settings: Any):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    client, before = Client(enforce_csrf_checks=True, headers={"accept-language": "en"}), snapshot()
    client.force_login(people.author)
    client.cookies["csrftoken"] = "a" * 32
    for route in routes():
        answer = client.post(route.path(), {"text-title": "x" * 10_000})
        said = "More was sent than this page takes." in answer.content.decode()
        is_api = route.pattern.startswith("api/v")  # what takes no form may say so before it reads one
        expected = {(405, False), (413, False)} if is_api else {(413, True)}
        assert (answer.status_code, said) in expected | {(404, False)}, route.pattern
    assert snapshot() == before


def _bomb() -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"\0" * 30_000_000)
    return packed.getvalue()


FILES = {
    "drawing.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>zqevil()</script></svg>',
    "drawing.png": b'<svg xmlns="http://www.w3.org/2000/svg" onload="zqevil()"/>',
    "polyglot.jpg": b"GIF89a/*\xff\xd8\xff*/=1;zqevil()",
    "polyglot.pdf": b"PK\x03\x04%PDF-1.4\n%%EOF\n",
    "page.pdf": b"<!doctype html><script>zqevil()</script>",
    "bomb.docx": _bomb(),
    "\u202efdp.exe": b"MZ\x90\0",
}


@pytest.mark.parametrize("name", FILES)
def test_hostile_files_are_refused_with_the_reason(name: str, client: Client, people: People):
    draft = record_draft(organisation_id=people.organisation.pk)
    record = services.create_record(actor=people.author, draft=draft, now=NOW)
    client.force_login(people.author)
    before = snapshot()
    sent = {"disclosure": "public", "file": SimpleUploadedFile(name, FILES[name])}
    answer = client.post(f"/my/records/{record.pk}/attachments/", sent, headers={"accept-language": "en"})
    page = answer.content.decode()
    assert (answer.status_code, page.count('class="wrong"'), dangers(page)) == (422, 1, [])
    assert "\u202e" not in page
    assert snapshot() == before


def test_a_file_is_handed_out_as_a_file(client: Client, people: People):
    draft = record_draft(organisation_id=people.organisation.pk)
    record = services.create_record(actor=people.author, draft=draft, now=NOW)
    file = SimpleUploadedFile("a.txt", b"only words")
    row = services.attach_file(
        actor=people.author, record_id=record.pk, name="a.txt", content=file, disclosure="public", now=NOW
    )
    client.force_login(people.author)
    answer = client.get(f"/attachments/{row.pk}/")
    assert b"".join(answer.streaming_content) == b"only words"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_mails_are_plain_text_of_one_subject_line(client: Client, people: People):
    OrganisationName.objects.filter(organisation=people.organisation).update(
        name=f"Evil\r\nBcc: victim@example.org\n{UNSEEN}{SCRIPT}"
    )
    client.force_login(people.own_adviser)
    sent = {"address": "a@example.org", "role": "member", "language": "en"}
    client.post(f"/membership/{people.organisation.pk}/invite/", sent)
    assert Invitation.objects.count() == 1
    while outbox.work(HANDLERS, clock=timezone.now):
        pass
    message = mail.outbox[0]
    assert (message.to, message.bcc, message.content_subtype) == (["a@example.org"], [], "plain")
    assert "\n" not in message.subject
    assert message.message()["Bcc"] is None
    assert CONTROLS.search(f"{message.subject}{message.body}") is None
