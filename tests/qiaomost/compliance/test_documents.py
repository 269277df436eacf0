from __future__ import annotations

import hashlib
import io
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage

from qiaomost.accounts.models import User
from qiaomost.catalogue.models import Record
from qiaomost.common.errors import Invalid, NotAllowed, NotFound, TooLarge, TransitionRefused
from qiaomost.common.models import AuditEntry, OutboxEntry
from qiaomost.compliance.models import ExportDocument
from qiaomost.compliance.services.documents import record_document, sweep_document_files, withdraw_document
from qiaomost.compliance.states.documents import DOCUMENT_TRANSITIONS, DocumentState
from qiaomost.network.models import Organisation, Role
from tests.factories import NOW, MembershipFactory, OrganisationFactory, RecordFactory
from tests.qiaomost.compliance.making import (
    PDF,
    TODAY,
    document_draft,
    officer_of,
    record_of,
    recorded,
)
from tests.qiaomost.compliance.snapshots import snapshot
from tests.qiaomost.conftest import People

pytestmark = pytest.mark.django_db
LETTER = "cn_letter_of_intent"


@pytest.fixture
def record(people: People) -> Record:
    return RecordFactory(organisation=people.organisation, author=people.author, state="published")


@pytest.fixture
def recipient(db: None) -> Organisation:
    return OrganisationFactory(country="RU")


def put(actor: User, record: Record, recipient: Organisation, **values: Any) -> ExportDocument:
    name, content = values.pop("name", "letter.pdf"), values.pop("content", PDF)
    draft = document_draft(values.pop("recipient_id", recipient.pk), **values)
    return record_document(
        actor=actor, record_id=record.pk, draft=draft, name=name, content=io.BytesIO(content), now=NOW
    )


def test_document_is_recorded_with_its_file(record: Record, recipient: Organisation):
    officer = officer_of(record.organisation)
    document = put(officer, record, recipient)
    sha256 = hashlib.sha256(PDF).hexdigest()
    assert (document.officer, document.state, document.media_type) == (
        officer,
        "recorded",
        "application/pdf",
    )
    assert document.file.name == f"export-documents/{sha256[:2]}/{sha256}"
    assert Path(default_storage.path(document.file.name)).read_bytes() == PDF
    assert list(AuditEntry.objects.values_list("verb", "object_id")) == [("record_document", str(record.pk))]
    payload = {"record_id": str(record.pk), "recipient_id": str(recipient.pk)}
    assert list(OutboxEntry.objects.values_list("topic", "payload")) == [
        ("compliance.document_recorded", payload)
    ]


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({"kind": "ru_identification_conclusion"}, {"kind"}),
        ({"kind": "permit"}, {"kind"}),
        ({"number": " "}, {"number"}),
        ({"number": "x" * 101}, {"number"}),
        ({"issued_on": TODAY + timedelta(days=1)}, {"issued_on"}),
        ({"valid_until": TODAY - timedelta(days=11)}, {"valid_until"}),
        ({"recipient_id": uuid4()}, {"recipient"}),
        ({"content": b""}, {"file"}),
        ({"content": b"MZ\x90\x00"}, {"file"}),
        ({"name": "letter.exe"}, {"file"}),
        ({"name": ""}, {"file"}),
    ],
)
def test_wrong_document_is_refused(
    values: dict[str, Any], fields: set[str], record: Record, recipient: Organisation
):
    officer = officer_of(record.organisation)
    before = snapshot()
    with pytest.raises(Invalid) as refusal:
        put(officer, record, recipient, **values)
    assert set(refusal.value.fields) == fields
    assert snapshot() == before


def test_recipient_of_the_same_country_is_refused(record: Record):
    with pytest.raises(Invalid):
        put(officer_of(record.organisation), record, OrganisationFactory(country="CN"))
    assert ExportDocument.objects.count() == 0


def test_file_that_is_too_large_is_refused(record: Record, recipient: Organisation, settings: Any):
    settings.QIAOMOST = settings.QIAOMOST.model_copy(update={"attachment_limit_mb": 1})
    with pytest.raises(TooLarge):
        put(officer_of(record.organisation), record, recipient, content=PDF + b"\0" * 1024 * 1024)
    assert ExportDocument.objects.count() == 0


def test_same_document_is_recorded_once_and_again_after_its_withdrawal(
    record: Record, recipient: Organisation
):
    officer = officer_of(record.organisation)
    first = put(officer, record, recipient)
    before = snapshot()
    with pytest.raises(Invalid) as refusal:
        put(officer, record, recipient)
    assert (set(refusal.value.fields), snapshot()) == ({"number"}, before)
    withdraw_document(actor=officer, document_id=first.pk, reason="号码有误", now=NOW)
    assert put(officer, record, recipient).pk != first.pk


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("verb", ["record", "withdraw"])
@pytest.mark.parametrize("place", ["home", "elsewhere"])
def test_verb_is_for_officers_of_the_owner_only(
    verb: str, role: str, place: str, record: Record, recipient: Organisation
):
    document = recorded(record, recipient, LETTER, number="1")
    organisation = record.organisation if place == "home" else recipient
    user = MembershipFactory(organisation=organisation, role=role).user

    def act() -> ExportDocument:
        if verb == "record":
            return put(user, record, recipient, number="2")
        return withdraw_document(actor=user, document_id=document.pk, reason="撤销", now=NOW)

    before = snapshot()
    if (role, place) == (Role.COMPLIANCE_OFFICER, "home"):
        assert act().state == ("recorded" if verb == "record" else "withdrawn")
    else:
        with pytest.raises((NotAllowed, NotFound)):
            act()
        assert snapshot() == before


def document_in(state: str, record: Record, recipient: Organisation, officer: User) -> ExportDocument:
    document = recorded(record, recipient, LETTER, officer)
    if state == DocumentState.WITHDRAWN:
        withdraw_document(actor=officer, document_id=document.pk, reason="撤销", now=NOW)
    return document


@pytest.mark.parametrize("state", DocumentState)
def test_withdraw_moves_or_is_refused(state: str, record: Record, recipient: Organisation):
    officer = officer_of(record.organisation)
    document = document_in(state, record, recipient, officer)
    before = snapshot()
    if state in DOCUMENT_TRANSITIONS["withdraw"][0]:
        done = withdraw_document(actor=officer, document_id=document.pk, reason=" 撤销 ", now=NOW)
        assert (done.state, done.reason, done.withdrawn_by, done.withdrawn_at) == (
            "withdrawn",
            "撤销",
            officer,
            NOW,
        )
        assert OutboxEntry.objects.filter(topic="compliance.document_withdrawn").count() == 1
    else:
        with pytest.raises(TransitionRefused):
            withdraw_document(actor=officer, document_id=document.pk, reason="再次", now=NOW)
        assert snapshot() == before


@pytest.mark.parametrize("reason", ["", " \u0000 ", "x" * 2001])
def test_withdrawal_needs_a_reason(reason: str, record: Record, recipient: Organisation):
    officer = officer_of(record.organisation)
    document = recorded(record, recipient, LETTER, officer)
    before = snapshot()
    with pytest.raises(Invalid):
        withdraw_document(actor=officer, document_id=document.pk, reason=reason, now=NOW)
    assert snapshot() == before


def test_document_that_is_not_there_is_not_found(record: Record):
    with pytest.raises(NotFound):
        withdraw_document(actor=officer_of(record.organisation), document_id=uuid4(), reason="x", now=NOW)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (TODAY - timedelta(days=11), False),
        (TODAY - timedelta(days=10), True),
        (TODAY + timedelta(days=30), True),
        (TODAY + timedelta(days=31), False),
    ],
)
def test_document_is_valid_from_its_issue_to_its_last_day(day: date, expected: bool, recipient: Organisation):
    assert recorded(record_of("CN"), recipient, LETTER).is_valid_on(day) is expected


def test_sweep_takes_only_bytes_that_no_row_names(recipient: Organisation):
    document = recorded(record_of("CN"), recipient, LETTER)
    kept = Path(default_storage.path(document.file.name))
    left = kept.with_name("f" * 64)
    left.write_bytes(b"x")
    assert sweep_document_files(now=datetime.now(UTC)) == 0
    assert sweep_document_files(now=datetime.now(UTC) + timedelta(days=2)) == 1
    assert (kept.exists(), left.exists()) == (True, False)


def test_document_without_end_stays_valid(recipient: Organisation):
    document = recorded(record_of("CN"), recipient, LETTER, valid_until=None)
    assert document.is_valid_on(TODAY + timedelta(days=36500))
