"""The second person's desk: queue, review side by side, findings, screening; and files."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from qiaomost.catalogue import services
from qiaomost.catalogue.models import Attachment, Finding, Record
from qiaomost.web.writing.verbs import REVIEW_VERBS, SCREENING_VERBS
from tests.factories import NOW, RecordFactory, RecordTextFactory
from tests.qiaomost.catalogue.snapshots import snapshot
from tests.qiaomost.conftest import People

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
SECOND_PERSON = "Whoever wrote or submitted a record does not review it: a second person does."


def _of(people: People, **values: Any) -> Record:
    return RecordFactory(**{"organisation": people.organisation, "author": people.author, **values})


def _page(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path, headers={"accept-language": "en"})
    assert answer.status_code == status
    return str(answer.content.decode())


def _claimed(people: People) -> Record:
    record = _of(people, state="under_review")
    services.claim_review(actor=people.reviewer, record_id=record.pk, now=NOW)
    return record


@pytest.mark.parametrize(
    ("who", "reviews", "screenings"),
    [
        ("reviewer", 1, 0),
        ("screener", 0, 2),
        ("own_adviser", 0, 2),
        ("administrator", 1, 2),
        ("author", 0, 0),
        ("without_membership", 0, 0),
    ],
)
def test_queues_show_each_what_waits_for_them(
    who: str, reviews: int, screenings: int, client: Client, people: People
):
    for state in ("draft", "under_review", "accepted", "screening", "published"):
        _of(people, state=state)
    client.force_login(getattr(people, who))
    page = _page(client, "/reviews/")
    waiting, _, screening = page.partition("Screening before publication")
    assert (waiting.count('class="card"'), screening.count('class="card"')) == (reviews, screenings)


def test_queue_and_review_cost_as_many_queries_for_three_as_for_one(client: Client, people: People):
    client.force_login(people.administrator)
    record = _of(people, state="under_review")
    services.claim_review(actor=people.administrator, record_id=record.pk, now=NOW)
    counts = []
    for wanted in (1, 3):
        while Record.objects.filter(state="under_review").count() < wanted:
            _of(people, state="under_review")
        while Record.objects.filter(state="accepted").count() < wanted:
            _of(people, state="accepted")
        while Finding.objects.count() < wanted:
            services.add_finding(
                actor=people.administrator, record_id=record.pk, severity="minor", text="Too short", now=NOW
            )
        for language in ("ru", "en")[: wanted - 1]:
            RecordTextFactory(record=record, language=language, origin="human")
        for path in ("/reviews/", f"/reviews/{record.pk}/"):
            client.get(path)
            with CaptureQueriesContext(connection) as queries:
                _page(client, path)
            counts.append(len(queries))
    assert counts[:2] == counts[2:]


def test_review_stands_side_by_side(client: Client, people: People):
    record = _claimed(people)
    RecordTextFactory(
        record=record, language="ru", origin="human", title="Бетон", summary="", description="Текст"
    )
    RecordTextFactory(record=record, language="en", origin="machine", title="Concrete")
    client.force_login(people.reviewer)
    page = _page(client, f"/reviews/{record.pk}/?text=ru")
    left = re.findall(r'<div lang="zh"><p>(.*?)</p></div>\s*<div lang="ru">', page)
    right = re.findall(r'<div lang="ru">(?:<p>(.*?)</p>)?</div>', page)
    original = record.texts.get(language="zh")
    assert left == [original.title, original.summary, original.description]
    assert right == ["Бетон", "", "Текст"]
    assert 'lang="en"><p>Concrete' in _page(client, f"/reviews/{record.pk}/?text=en")


def test_review_from_claim_to_acceptance(client: Client, people: People):
    record = _of(people, state="under_review")
    client.force_login(people.reviewer)
    desk = f"/reviews/{record.pk}/"
    assert f"{desk}accept/" not in _page(client, desk)
    assert client.post(f"{desk}claim/").status_code == 302
    assert client.post(f"{desk}return/").status_code == 409
    typed = {"severity": "major", "section": "summary", "language": "zh", "text": "数据不一致"}
    assert client.post(f"{desk}findings/", typed).status_code == 302
    finding = Finding.objects.get()
    assert (finding.severity, finding.section, finding.language, finding.text) == tuple(typed.values())
    assert client.post(f"{desk}accept/").status_code == 409
    assert client.post(f"{desk}findings/{finding.pk}/resolve/").status_code == 302
    answer = client.post(f"{desk}accept/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/reviews/")
    record.refresh_from_db()
    assert record.state == "accepted"


def test_finding_that_is_refused_stays_in_its_form(client: Client, people: People):
    record = _claimed(people)
    client.force_login(people.reviewer)
    before = snapshot()
    typed = {"severity": "minor", "section": "summary", "language": "zh", "text": "长" * 2001}
    answer = client.post(f"/reviews/{record.pk}/findings/", typed)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert page.count("长" * 2001) == 1
    assert page.count('<details class="add" open>') == 1
    assert '<option value="minor" selected>' in page
    assert snapshot() == before


@pytest.mark.parametrize("who", ["author", "submitter"])
def test_second_person_rule_is_said_plainly(who: str, client: Client, people: People):
    record = _of(people, state="under_review")
    user = people.author if who == "author" else people.reviewer
    user.memberships.get_or_create(organisation=people.organisation, role="reviewer")
    record.reviews.update(submitted_by=user)
    client.force_login(user)
    before = snapshot()
    answer = client.post(f"/reviews/{record.pk}/claim/", headers={"accept-language": "en"})
    assert answer.status_code == 403
    assert SECOND_PERSON in answer.content.decode()
    assert snapshot() == before
    assert _page(client, "/reviews/").count('class="card"') == 0
    if who == "submitter":
        page = _page(client, f"/reviews/{record.pk}/")
        assert SECOND_PERSON in page
        assert f"/reviews/{record.pk}/claim/" not in page


def test_second_reviewer_is_too_late(client: Client, people: People):
    record = _claimed(people)
    client.force_login(people.administrator)
    assert "Another reviewer holds this review." in _page(client, f"/reviews/{record.pk}/")
    before = snapshot()
    for step, status in {"claim": 409, "accept": 403, "return": 403}.items():
        assert client.post(f"/reviews/{record.pk}/{step}/").status_code == status
    assert snapshot() == before


@pytest.mark.parametrize(
    ("who", "status"),
    [("author", 403), ("colleague", 403), ("member_elsewhere", 404), ("without_membership", 404)],
)
def test_others_are_refused_and_nothing_is_written(who: str, status: int, client: Client, people: People):
    record = _claimed(people)
    finding = services.add_finding(
        actor=people.reviewer, record_id=record.pk, severity="minor", text="Too short", now=NOW
    )
    client.force_login(getattr(people, who))
    before = snapshot()
    desk = f"/reviews/{record.pk}/"
    assert client.get(desk).status_code == status
    verbs = [*REVIEW_VERBS, *SCREENING_VERBS, "claim", "findings", f"findings/{finding.pk}/resolve"]
    for verb in verbs:
        answer = client.post(f"{desk}{verb}/", {"reason": "x", "severity": "minor", "text": "x"})
        assert answer.status_code == status, verb
    assert snapshot() == before


def test_visitor_is_sent_to_the_sign_in(client: Client, people: People):
    record = _of(people, state="under_review")
    for path in ("/my/records/", f"/my/records/{record.pk}/", "/reviews/", f"/reviews/{record.pk}/"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["Location"].endswith(f"?next={path}")) == (302, True)


def test_adviser_screens_blocks_and_clears(client: Client, people: People):
    record = _of(people, state="accepted")
    client.force_login(people.screener)
    desk = f"/reviews/{record.pk}/"
    assert client.post(f"{desk}screen/").status_code == 302
    refused = client.post(f"{desk}block/", {"reason": " "})
    assert refused.status_code == 422
    assert client.post(f"{desk}block/", {"reason": "Dual use"}).status_code == 302
    assert "<blockquote>Dual use</blockquote>" in _page(client, desk)
    for step in ("screen", "clear"):
        assert client.post(f"{desk}{step}/").status_code == 302
    record.refresh_from_db()
    assert record.state == "cleared"


def test_file_is_attached_downloaded_and_removed(client: Client, people: People):
    record = _of(people)
    client.force_login(people.author)
    desk = f"/my/records/{record.pk}/"
    file = SimpleUploadedFile("报告 <1>.pdf", PDF, content_type="text/html")
    assert client.post(f"{desk}attachments/", {"file": file, "disclosure": "members"}).status_code == 302
    row = Attachment.objects.get()
    answer = client.get(f"/attachments/{row.pk}/")
    assert b"".join(answer.streaming_content) == PDF
    headers = answer.headers
    assert (headers["Content-Type"], headers["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    assert headers["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "private" in headers["Cache-Control"]
    assert row.name in _page(client, desk).replace("&lt;", "<").replace("&gt;", ">")
    assert client.post(f"{desk}attachments/{row.pk}/remove/").status_code == 302
    assert Attachment.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.pdf", b"<html>"), ("a.svg", b"<svg onload='alert(1)'/>"), ("a.pdf", b""), (None, b"")],
)
def test_file_that_is_refused_says_why(name: str | None, content: bytes, client: Client, people: People):
    record = _of(people)
    client.force_login(people.author)
    before = snapshot()
    file = {"file": SimpleUploadedFile(name, content)} if name else {}
    answer = client.post(f"/my/records/{record.pk}/attachments/", {"disclosure": "room", **file})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert page.count('class="wrong"') == 1
    assert '<option value="room" selected>' in page
    assert snapshot() == before


def test_file_that_is_too_large_says_so(client: Client, people: People, settings: Any):
    settings.QIAOMOST = settings.QIAOMOST.model_copy(update={"attachment_limit_mb": 0})
    record = _of(people)
    client.force_login(people.author)
    file = SimpleUploadedFile("a.pdf", PDF)
    answer = client.post(
        f"/my/records/{record.pk}/attachments/", {"file": file}, headers={"accept-language": "en"}
    )
    assert answer.status_code == 413
    assert "This is too large." in answer.content.decode()


@pytest.mark.parametrize(
    ("state", "level", "readers"),
    [
        ("published", "public", {"author", "reviewer", "member_elsewhere", "without_membership", "visitor"}),
        ("published", "members", {"author", "reviewer", "member_elsewhere"}),
        ("published", "room", {"author"}),
        ("draft", "public", {"author", "reviewer"}),
        ("draft", "room", {"author", "reviewer"}),
    ],
)
def test_file_is_read_by_those_of_its_level(
    state: str, level: str, readers: set[str], client: Client, people: People
):
    record = _of(people)
    file = SimpleUploadedFile("a.pdf", PDF)
    row = services.attach_file(
        actor=people.author, record_id=record.pk, name="a.pdf", content=file, disclosure=level, now=NOW
    )
    dates = {"published_at": NOW, "expires_at": NOW} if state == "published" else {}
    Record.objects.filter(pk=record.pk).update(state=state, **dates)
    read = set()
    for who in ("author", "reviewer", "member_elsewhere", "without_membership", "visitor"):
        client.logout()
        if who != "visitor":
            client.force_login(getattr(people, who))
        answer = client.get(f"/attachments/{row.pk}/")
        assert answer.status_code in {200, 404}
        if answer.status_code == 200:
            assert b"".join(answer.streaming_content) == PDF
            read.add(who)
    assert read == readers
