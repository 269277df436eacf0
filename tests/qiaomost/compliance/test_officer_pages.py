"""The pages of compliance officers."""

from __future__ import annotations

import io
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from qiaomost.catalogue.models import Record
from qiaomost.common.encoder import site_encoder
from qiaomost.compliance.models import Classification, ControlEdition, ExportDocument
from qiaomost.compliance.services.suggesting import encode_entries
from qiaomost.network.models import Organisation
from tests.factories import MembershipFactory, OrganisationFactory, RecordFactory
from tests.qiaomost.compliance.making import PDF, answered, entry_of, made_edition, officer_of, recorded
from tests.qiaomost.compliance.snapshots import snapshot
from tests.qiaomost.conftest import People

pytestmark = pytest.mark.django_db
LETTER = "cn_letter_of_intent"
LONG_AGO = date(2020, 1, 1)
"""Pages go by the real clock."""


def in_force(control_list: str = "cn-technologies", **values: Any) -> ControlEdition:
    return made_edition(control_list, valid_from=LONG_AGO, **values)


def held(record: Record, recipient: Organisation, kind: str, *more: Any, **values: Any) -> ExportDocument:
    given = {"issued_on": LONG_AGO, "valid_until": None} | values
    return recorded(record, recipient, kind, *more, **given)


@pytest.fixture
def record(people: People) -> Record:
    return RecordFactory(organisation=people.organisation, author=people.author, state="published")


@pytest.fixture
def officer(client: Client, people: People) -> Any:
    user = officer_of(people.organisation)
    client.force_login(user)
    return user


def as_(client: Client, user: Any) -> Client:
    client.force_login(user)
    return client


def home_of(record: Record) -> str:
    return f"/compliance/records/{record.pk}/"


def letter(partner: Any, /, **values: Any) -> dict[str, Any]:
    file = io.BytesIO(PDF)
    file.name = "意向书.pdf"
    given = {"kind": LETTER, "recipient": str(partner.pk), "number": "17", "file": file}
    return given | {"issued_on": "2020-02-01", "valid_until": ""} | values


def test_desk_lists_what_is_undecided_then_all(client: Client, officer: Any, record: Record):
    edition = in_force()
    done = RecordFactory(organisation=record.organisation, state="published")
    answered(done, edition)
    RecordFactory(organisation=record.organisation, state="draft")
    RecordFactory(organisation=record.organisation, state="published", kind="expert")
    RecordFactory(state="published")
    page, whole = client.get("/compliance/"), client.get("/compliance/?show=all")
    assert page.context["counts"] == {"undecided": 1, "all": 2}
    assert [row.record for row in page.context["page"]] == [record]
    assert {row.record.pk for row in whole.context["page"]} == {record.pk, done.pk}


def test_desk_lists_documents_that_run_out_within_60_days(client: Client, officer: Any, record: Record):
    today, partner = timezone.localdate(), OrganisationFactory(country="RU")
    for number, days in (("soon", 60), ("later", 61)):
        held(record, partner, LETTER, number=number, valid_until=today + timedelta(days=days))
    held(record, partner, LETTER, number="never", valid_until=None)
    documents = client.get("/compliance/").context["documents"]
    assert [document.number for document in documents] == ["soon"]


def test_desk_of_others_says_who_the_officers_are(client: Client, people: People, record: Record):
    officer = officer_of(people.organisation)
    page = as_(client, people.author).get("/compliance/")
    assert (page.context["is_officer"], [row.user for row in page.context["officers"]]) == (False, [officer])
    assert list(page.context["documents"]) == []


def test_desk_says_that_the_role_waits_for_a_second_factor(client: Client, people: People):
    weak = MembershipFactory(
        organisation=people.organisation, role="compliance_officer", second_factor=False
    ).user
    page = as_(client, weak).get("/compliance/")
    assert (page.context["is_waiting"], page.context["is_officer"]) == (True, False)
    assert "/account/2fa/" in page.content.decode()


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as counted:
        assert client.get(path).status_code == 200
    return len(counted)


@pytest.mark.parametrize("path", ["/compliance/", "/compliance/?show=all"])
def test_desk_costs_the_same_for_one_and_three_records(
    path: str, client: Client, officer: Any, record: Record
):
    edition, partner = in_force(), OrganisationFactory(country="RU")

    def add(row: Record) -> None:
        answered(row, edition, "unsure")
        held(row, partner, LETTER, officer, number=str(row.pk), valid_until=timezone.localdate())

    add(record)
    queries(client, path)
    one = queries(client, path)
    for _ in range(2):
        add(RecordFactory(organisation=record.organisation, state="published"))
    assert queries(client, path) == one


def test_page_of_a_record_costs_the_same_for_one_and_three_of_everything(
    client: Client, officer: Any, record: Record
):
    edition = in_force()

    def add(number: int) -> None:
        answered(record, edition, "unsure", officer=officer_of(record.organisation))
        held(record, OrganisationFactory(country="RU"), LETTER, number=str(number))

    add(1)
    queries(client, home_of(record))
    one = queries(client, home_of(record))
    add(2)
    add(3)
    assert queries(client, home_of(record)) == one


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("author", 200),
        ("own_adviser", 200),
        ("administrator", 200),
        ("screener", 404),
        ("reviewer", 404),
        ("member_elsewhere", 404),
        ("without_membership", 404),
    ],
)
def test_gates_are_seen_by_the_own_side(
    who: str, status: int, client: Client, people: People, record: Record
):
    held(record, OrganisationFactory(country="RU"), LETTER)
    page = as_(client, getattr(people, who)).get(home_of(record))
    assert page.status_code == status
    assert f"{home_of(record)}classify/" not in page.content.decode()


def test_page_explains_the_gates_for_each_recipient(client: Client, officer: Any, record: Record):
    partner = OrganisationFactory(country="RU", name="Институт мерзлотоведения")
    answered(record, in_force(), "listed", "990201X")
    held(record, partner, LETTER, officer, valid_until=None)
    client.cookies["django_language"] = "ru"
    page = client.get(home_of(record))
    told = [
        (outlook.recipient, [gate.is_open for gate in outlook.gates])
        for outlook in page.context["page"].outlooks
    ]
    assert told == [(None, [True, False, False, False]), (partner, [True, True, True, False])]
    words = page.content.decode()
    assert "Письмо о намерении выдать экспортную лицензию (Китай)" in words
    assert "Это не юридическая консультация." in words


def test_page_warns_of_a_published_record_that_is_prohibited(client: Client, officer: Any, record: Record):
    edition = in_force()
    assert client.get(home_of(record)).context["page"].is_shown_though_prohibited is False
    answered(record, edition, "listed", "990101J")
    page = client.get(home_of(record))
    assert page.context["page"].is_shown_though_prohibited is True
    assert f"/my/records/{record.pk}/" in page.content.decode()


def test_page_of_an_expert_needs_nothing(client: Client, officer: Any, people: People):
    expert = RecordFactory(kind="expert", organisation=people.organisation, state="published")
    page = client.get(home_of(expert))
    assert [gate.is_open for gate in page.context["page"].outlooks[0].gates] == [True] * 4


def test_officer_classifies_by_the_code_of_an_entry(client: Client, officer: Any, record: Record):
    edition = in_force()
    path = f"{home_of(record)}classify/{edition.pk}/"
    values = {"answer": "listed", "code": " 990201x ", "grounds": "配方已核对"}
    answer = client.post(path, values)
    assert (answer.status_code, answer.url) == (302, home_of(record))
    made = Classification.objects.get()
    assert (made.entry, made.officer, made.grounds) == (entry_of(edition, "990201X"), officer, "配方已核对")


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"answer": "listed"}, {"code"}),
        ({"answer": "listed", "code": "123456X"}, {"code"}),
        ({"answer": "unsure", "code": "990201X"}, {"code"}),
        ({"answer": ""}, {"answer"}),
        ({"grounds": ""}, {"grounds"}),
    ],
)
def test_wrong_answer_is_shown_again_with_what_was_typed(
    values: dict[str, str], wrong: set[str], client: Client, officer: Any, record: Record
):
    path = f"{home_of(record)}classify/{in_force().pk}/"
    before = snapshot()
    page = client.post(path, {"answer": "not_listed", "code": "", "grounds": "已核对配方"} | values)
    assert (page.status_code, set(page.context["form"].errors)) == (422, wrong)
    assert (values.get("grounds", "已核对配方") in page.content.decode()) is True
    assert snapshot() == before


def test_form_hints_at_the_nearest_entries_of_its_edition(client: Client, officer: Any, record: Record):
    edition = in_force()
    path = f"{home_of(record)}classify/{edition.pk}/"
    assert client.get(path).context["hints"] == []
    encode_entries(site_encoder())
    page = client.get(path)
    assert {entry.code for entry, _, _ in page.context["hints"]} == {"990101J", "990201X"}
    assert Classification.objects.count() == 0


def test_forms_are_for_officers_only(client: Client, people: People, record: Record):
    edition = in_force()
    paths = [f"{home_of(record)}classify/{edition.pk}/", f"{home_of(record)}documents/"]
    for who, status in (("own_adviser", 403), ("member_elsewhere", 404)):
        as_(client, getattr(people, who))
        assert [client.get(path).status_code for path in paths] == [status] * 2
        assert [client.post(path, {}).status_code for path in paths] == [status] * 2
    assert Classification.objects.count() == 0


def test_form_for_an_edition_of_another_country_is_not_there(client: Client, officer: Any, record: Record):
    path = f"{home_of(record)}classify/{in_force('ru-dual-use').pk}/"
    assert client.get(path).status_code == 404


def test_officer_records_a_document(client: Client, officer: Any, record: Record):
    partner = OrganisationFactory(country="RU")
    answer = client.post(f"{home_of(record)}documents/", letter(partner))
    assert (answer.status_code, answer.url) == (302, home_of(record))
    document = ExportDocument.objects.get()
    assert (document.recipient, document.name, document.valid_until) == (partner, "意向书.pdf", None)


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"kind": ""}, {"kind"}),
        ({"kind": "ru_authority_consent"}, {"kind"}),
        ({"recipient": ""}, {"recipient"}),
        ({"recipient": str(uuid4())}, {"recipient"}),
        ({"number": ""}, {"number"}),
        ({"issued_on": "yesterday"}, {"issued_on"}),
        ({"issued_on": "2999-01-01"}, {"issued_on"}),
        ({"valid_until": "2020-01-31"}, {"valid_until"}),
        ({"file": ""}, {"file"}),
    ],
)
def test_wrong_document_is_shown_again_with_what_was_typed(
    values: dict[str, str], wrong: set[str], client: Client, officer: Any, record: Record
):
    partner = OrganisationFactory(country="RU")
    before = snapshot()
    page = client.post(f"{home_of(record)}documents/", letter(partner, **({"number": "意向17"} | values)))
    assert (page.status_code, set(page.context["form"].errors)) == (422, wrong)
    assert ("意向17" in page.content.decode()) is ("number" not in values)
    assert snapshot() == before


def test_file_too_large_is_told_beside_its_field(client: Client, officer: Any, record: Record, settings: Any):
    settings.QIAOMOST = settings.QIAOMOST.model_copy(update={"attachment_limit_mb": 1})
    file = io.BytesIO(PDF + b"\0" * 1024 * 1024)
    file.name = "large.pdf"
    page = client.post(f"{home_of(record)}documents/", letter(OrganisationFactory(country="RU"), file=file))
    assert (page.status_code, set(page.context["form"].errors)) == (422, {"file"})
    assert ExportDocument.objects.count() == 0


def test_officer_withdraws_a_document_with_a_reason(client: Client, officer: Any, record: Record):
    document = held(record, OrganisationFactory(country="RU"), LETTER, officer)
    path = f"{home_of(record)}documents/{document.pk}/withdraw/"
    refused = client.post(path, {"reason": ""})
    assert (refused.status_code, ExportDocument.objects.get().state) == (422, "recorded")
    assert client.get(path).url == home_of(record)
    assert client.post(path, {"reason": "意向书已撤销"}).url == home_of(record)
    assert ExportDocument.objects.get().reason == "意向书已撤销"
    assert "意向书已撤销" in client.get(home_of(record)).content.decode()


def test_what_was_typed_survives_the_end_of_a_session(client: Client, officer: Any, record: Record):
    document = held(record, OrganisationFactory(country="RU"), LETTER, officer)
    client.logout()
    path = f"{home_of(record)}documents/{document.pk}/withdraw/"
    assert client.post(path, {"reason": "意向书已撤销"}).status_code == 302
    client.force_login(officer)
    assert "意向书已撤销" in client.get(home_of(record)).content.decode()
    assert ExportDocument.objects.get().state == "recorded"


@pytest.mark.parametrize(
    ("who", "status"),
    [("own_adviser", 200), ("author", 404), ("administrator", 404), ("member_elsewhere", 404)],
)
def test_file_is_for_officers_and_advisers_of_the_owner(
    who: str, status: int, client: Client, people: People, record: Record
):
    document = held(record, OrganisationFactory(country="RU"), LETTER)
    path = f"/compliance/documents/{document.pk}/file/"
    assert client.get(path).status_code == 404
    answer = as_(client, getattr(people, who)).get(path)
    assert answer.status_code == status
    if status == 200:
        assert b"".join(answer.streaming_content) == PDF
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert Path(document.file.path).exists()


def test_browser_of_lists_finds_entries_by_code_and_words(client: Client, people: People):
    edition = in_force(is_sample=True)
    edition.entries.filter(code="990201X").update(name_zh="抗冻混凝土", control_points_ru="Бетон")
    as_(client, people.without_membership)
    assert "sample, invented" in client.get("/compliance/controls/").content.decode()
    path = f"/compliance/controls/{edition.pk}/"
    found = {
        words: [entry.code for entry, *_ in client.get(path, {"q": words}).context["entries"]]
        for words in ("", "0201x", "混凝土", "Бетон", "nothing")
    }
    assert found == {
        "": ["990101J", "990201X"],
        "0201x": ["990201X"],
        "混凝土": ["990201X"],
        "Бетон": ["990201X"],
        "nothing": [],
    }
    assert client.get("/compliance/controls/999999/").status_code == 404


@pytest.mark.parametrize("language", ["zh-hans", "ru", "en"])
def test_every_page_is_there_in_three_languages(language: str, client: Client, officer: Any, record: Record):
    edition = in_force(is_sample=True)
    answered(record, edition, "listed", "990201X")
    held(record, OrganisationFactory(country="RU"), LETTER, officer)
    client.cookies["django_language"] = language
    home = home_of(record)
    paths = ["/compliance/", "/compliance/controls/", f"/compliance/controls/{edition.pk}/", home]
    paths += [f"{home}classify/{edition.pk}/", f"{home}documents/"]
    for path in paths:
        page = client.get(path)
        assert page.status_code == 200
        assert f'<html lang="{language}">' in page.content.decode()


def test_visitors_sign_in_first(client: Client, record: Record):
    for path in ("/compliance/", "/compliance/controls/", home_of(record)):
        assert client.get(path).url.startswith("/account/login/")
