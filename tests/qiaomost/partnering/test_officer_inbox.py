"""What waits for a compliance officer stands on their desk, and a declared document may come with its file."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qiaomost.accounts.models import User
from qiaomost.compliance.models import Declaration
from qiaomost.compliance.services.documents import sweep_document_files
from qiaomost.network.models import Role
from qiaomost.partnering.models import Case
from qiaomost.partnering.services.declaring import ask_declaration
from qiaomost.partnering.states import CooperationState
from qiaomost.partnering.states.agreements import AgreementState
from tests.factories import NOW, MembershipFactory, RecordFactory
from tests.qiaomost.compliance.making import made_edition, officer_of
from tests.qiaomost.partnering.agreements import seated
from tests.qiaomost.partnering.conftest import Parties
from tests.qiaomost.partnering.test_rooms import client_of
from tests.unwritten import nothing_written

PDF = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF\n"
LETTER = "cn_letter_of_intent"


def inbox(user: User) -> list[str]:
    return [task.path for task in client_of(user).get("/compliance/").context["inbox"]]


def asked(parties: Parties) -> tuple[Case, str]:
    """A room whose Chinese side has asked its officer, and where the officer answers."""
    case = parties.case_in(CooperationState.NEGOTIATING)
    ask_declaration(actor=parties.engineer, case_id=case.pk, now=NOW)
    return case, f"/cases/{case.pk}/declarations/sender/"


def test_agreement_waits_on_the_desk_of_each_officer_until_they_decide(parties: Parties):
    table = seated(parties)
    agreement = table.in_state(AgreementState.APPROVALS_PENDING)
    officers = [table.people[name] for name in ("cn_officer", "ru_officer")]
    elsewhere = officer_of(MembershipFactory().organisation)
    path = f"/agreements/{agreement.pk}/"
    assert [inbox(user) for user in (*officers, elsewhere, parties.engineer)] == [[path], [path], [], []]
    table.take(
        "decide_approval", agreement, "cn_officer", is_granted=True, reference="17", reason="不在清单内。"
    )
    assert [inbox(user) for user in officers] == [[], [path]]


def test_declaration_waits_on_the_desk_of_the_side_that_was_asked(parties: Parties):
    _case, page = asked(parties)
    own, other = officer_of(parties.company), officer_of(parties.institute)
    assert (inbox(own), inbox(other)) == ([page], [])
    typed = {"edition": made_edition().pk, "answer": "not_listed", "code": "", "grounds": "核对控制要点"}
    assert client_of(own).post(page, typed).status_code == 302
    assert inbox(own) == []


def test_desk_takes_a_constant_number_of_queries(parties: Parties):
    officer = client_of(officer_of(parties.company))
    counts = []
    for number in (1, 2):
        asked(parties if number == 1 else _another(parties))
        with CaptureQueriesContext(connection) as captured:
            assert len(officer.get("/compliance/").context["inbox"]) == number
        counts.append(len(captured))
    assert counts[0] == counts[1]


def _another(parties: Parties) -> Parties:
    record = RecordFactory(organisation=parties.institute, author=parties.researcher, state="published")
    return replace(parties, record=record)


def test_declared_document_is_kept_with_its_file_for_those_of_the_side_alone(parties: Parties):
    _case, page = asked(parties)
    officer = officer_of(parties.company)
    typed = {"edition": made_edition().pk, "answer": "listed", "code": "990201X", "grounds": "核对控制要点"}
    typed |= {
        f"{LETTER}_number": "商技意向〔2026〕9号",
        f"{LETTER}_file": SimpleUploadedFile("信函.pdf", PDF),
    }
    assert client_of(officer).post(page, typed).status_code == 302
    row = Declaration.objects.get()
    (document,) = row.documents
    assert (document["number"], document["name"], document["size"]) == (
        "商技意向〔2026〕9号",
        "信函.pdf",
        len(PDF),
    )
    address = f"/compliance/declarations/{row.pk}/{document['sha256']}/"
    assert address in client_of(officer).get(page).content.decode()
    adviser = MembershipFactory(organisation=parties.company, role=Role.ADVISER).user
    for user in (officer, adviser, parties.cn_adviser):
        answer = client_of(user).get(address)
        assert (b"".join(answer.streaming_content), answer.headers["Content-Type"]) == (
            PDF,
            "application/pdf",
        )
    others = (parties.engineer, parties.researcher, parties.ru_adviser, parties.administrator)
    assert {client_of(user).get(address).status_code for user in others} == {404}
    assert client_of(officer).get(f"/compliance/declarations/{row.pk}/{'0' * 64}/").status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "number"),
    [("page.pdf", b"<html><script></script></html>", "9"), ("letter.pdf", PDF, "")],
)
def test_file_that_is_no_document_or_has_no_number_is_refused(
    name: str, content: bytes, number: str, parties: Parties
):
    _case, page = asked(parties)
    officer = client_of(officer_of(parties.company))
    typed = {"edition": made_edition().pk, "answer": "listed", "code": "990201X", "grounds": "核对控制要点"}
    typed |= {f"{LETTER}_number": number, f"{LETTER}_file": SimpleUploadedFile(name, content)}
    officer.get(page)
    with nothing_written():
        refused = officer.post(page, typed)
    assert refused.status_code == 422
    assert "核对控制要点" in refused.content.decode()
    assert Declaration.objects.count() == 0


def test_sweep_leaves_the_file_of_a_declaration_and_takes_what_no_row_names(parties: Parties):
    _case, page = asked(parties)
    typed = {"edition": made_edition().pk, "answer": "listed", "code": "990201X", "grounds": "核对控制要点"}
    typed |= {f"{LETTER}_number": "9", f"{LETTER}_file": SimpleUploadedFile("letter.pdf", PDF)}
    client_of(officer_of(parties.company)).post(page, typed)
    sha256 = Declaration.objects.get().documents[0]["sha256"]
    folder = Path(default_storage.path("export-documents"))
    kept, left = folder / sha256[:2] / sha256, folder / "00" / ("0" * 64)
    left.parent.mkdir(parents=True, exist_ok=True)
    left.write_bytes(b"left")
    for path in (kept, left):
        os.utime(path, (1, 1))
    assert sweep_document_files(now=NOW + timedelta(days=9)) == 1
    assert (kept.exists(), left.exists()) == (True, False)
