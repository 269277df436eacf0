from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from qiaomost.accounts.models import User
from qiaomost.catalogue.models import Evidence, Record, RecordText
from qiaomost.catalogue.states import TextState
from qiaomost.catalogue.transfer.exporting import export_rows
from qiaomost.catalogue.transfer.mapping import choose
from qiaomost.catalogue.transfer.readers import Row, read_rows
from qiaomost.catalogue.transfer.running import Plan, import_rows
from qiaomost.catalogue.transfer.writing import COLUMNS, write_csv, write_jsonl, write_xlsx
from qiaomost.network.models import Membership, Organisation, OrganisationName, Person
from qiaomost.network.permissions import NOBODY, Standing
from qiaomost.network.selectors import standing_of
from tests.factories import NOW, PersonFactory, RecordFactory, RecordTextFactory
from tests.qiaomost.catalogue.transfer.rows import achievement_row, challenge_row, expert_row
from tests.qiaomost.conftest import People

pytestmark = pytest.mark.django_db

READERS = ("visitor", "member_elsewhere", "author", "administrator")


def exported(standing: Standing = NOBODY, kind: str = "") -> list[dict[str, Any]]:
    return sorted(export_rows(standing, kind=kind, node="here"), key=lambda row: row["id"])


def imported(rows: list[dict[str, Any]], source: str = "s") -> None:
    bad: list[object] = []
    import_rows([Row(n, row) for n, row in enumerate(rows)], Plan(source), now=NOW, on_bad=bad.append)
    assert bad == []


def wipe() -> None:
    for model in (Record, Membership, Person, Organisation):
        model._default_manager.all().delete()


def reader(people: People, name: str) -> Standing:
    user: User | None = getattr(people, name, None)
    return standing_of(user)


def ids_seen(people: People) -> dict[str, list[str]]:
    return {name: [row["id"] for row in exported(reader(people, name))] for name in READERS}


def test_export_imported_into_an_empty_catalogue_is_the_same_export(people: People):
    own = RecordFactory(state="published", organisation=people.organisation, disclosure="room")
    RecordTextFactory(record=own, language="en", origin="machine", state="approved", approved_at=NOW)
    contact = PersonFactory(organisation=people.organisation)
    Record.objects.filter(pk=own.pk).update(
        contact=contact, open_for_interest=False, section_disclosure={"summary": "room"}
    )
    texts = {"zh": {"title": "挑战", "current_solutions": "无", "acceptance_criteria": ["−30 ℃", "300 次"]}}
    imported([achievement_row(), expert_row(), challenge_row(source_language="zh", texts=texts)])
    standing = reader(people, "author")
    before = exported(standing)
    assert len(before) == 4
    wipe()
    imported(json.loads(json.dumps(before)), source="elsewhere")
    home = Organisation.objects.get(source="here", source_id=str(people.organisation.pk))
    assert exported(Standing(user_id=None, memberships=frozenset({(home.pk, "member")}))) == before


@pytest.mark.parametrize("city", ["Yakutsk", {"ru": "Якутск"}, {"zh": "雅库茨克", "en": "Yakutsk"}])
def test_city_of_one_language_is_imported_and_exported_in_three(city: Any):
    institute = {"id": "org-2", "country": "RU", "kind": "institute", "names": {"ru": "Луч"}, "city": city}
    address = {"ru": "ул. Мерзлотная, 36"}
    imported([achievement_row(organisation={**institute, "address": address})])
    whole = exported()[0]["organisation"]
    assert whole["city"] == {"zh": "雅库茨克", "ru": "Якутск", "en": "Yakutsk"}
    assert (whole["region"], whole["address"]) == ("RU-SA", address)


def test_reader_gets_the_records_of_their_levels(people: People):
    levels = {
        level: RecordFactory(state="published", organisation=people.organisation, disclosure=level)
        for level in ("public", "members", "room")
    }
    RecordFactory(state="draft", organisation=people.organisation, author=people.author)
    ids = {level: str(record.pk) for level, record in levels.items()}
    assert ids_seen(people) == {
        "visitor": [ids["public"]],
        "member_elsewhere": sorted([ids["public"], ids["members"]]),
        "author": sorted(ids.values()),
        "administrator": sorted([ids["public"], ids["members"]]),
    }


def test_reader_gets_the_sections_of_their_levels(people: People):
    levels = {"summary": "members", "description": "room"}
    RecordFactory(state="published", organisation=people.organisation, section_disclosure=levels)
    seen = {}
    for name in READERS:
        (row,) = exported(reader(people, name))
        seen[name] = (sorted(row["texts"]["zh"].keys() - {"origin"}), row.get("section_disclosure", {}))
    members = (["summary", "title"], {"summary": "members"})
    assert seen == {
        "visitor": (["title"], {}),
        "member_elsewhere": members,
        "author": (["description", "summary", "title"], levels),
        "administrator": members,
    }


def test_owner_of_an_anonymous_challenge_is_told_to_its_own_side_and_to_screeners(people: People):
    record = RecordFactory(
        kind="challenge", state="published", organisation=people.organisation, content__is_anonymous=True
    )
    contact = PersonFactory(organisation=people.organisation)
    Record.objects.filter(pk=record.pk).update(contact=contact, source_address="https://example.org/owner")
    told = {}
    for name in READERS:
        (row,) = exported(reader(people, name))
        told[name] = sorted(row.keys() & {"organisation", "contact", "address"})
    everything = ["address", "contact", "organisation"]
    assert told == {"visitor": [], "member_elsewhere": [], "author": everything, "administrator": everything}


def test_contact_is_told_to_members(people: People):
    RecordFactory(state="published", contact=PersonFactory(organisation=people.organisation))
    told = {name: "contact" in exported(reader(people, name))[0] for name in READERS}
    assert told == {"visitor": False, "member_elsewhere": True, "author": True, "administrator": True}


def test_evidence_that_the_reader_may_not_see_is_left_out(people: People):
    public = RecordFactory(state="published", organisation=people.organisation)
    for target in (
        RecordFactory(state="published", organisation=people.organisation, disclosure="room"),
        RecordFactory(state="on_hold", organisation=people.organisation),
    ):
        Evidence.objects.create(record=public, kind="record", target=target)
    told = {
        name: [
            len(row["facts"].get("evidence", []))
            for row in exported(reader(people, name))
            if row["disclosure"] == "public"
        ]
        for name in READERS
    }
    assert told == {"visitor": [0], "member_elsewhere": [0], "author": [1], "administrator": [0]}


def test_text_that_is_not_approved_is_left_out():
    record = RecordFactory(state="published")
    RecordTextFactory(record=record, language="ru", origin="human", state=TextState.DRAFT)
    RecordTextFactory(record=record, language="en", origin="human", state=TextState.STALE)
    assert list(exported()[0]["texts"]) == ["zh"]


def test_export_of_one_kind():
    imported([achievement_row(), challenge_row()])
    assert [row["kind"] for row in exported(kind="challenge")] == ["challenge"]


def test_number_of_queries_does_not_grow_with_the_records(django_assert_num_queries):
    rows = [achievement_row(), expert_row(), challenge_row()]
    more = [achievement_row("a2"), expert_row("e2"), challenge_row("c2"), achievement_row("a3")]
    imported(rows)
    with CaptureQueriesContext(connection) as few:
        exported()
    imported(more)
    with django_assert_num_queries(len(few)):
        exported()


HOSTILE = '=cmd|"/c calc"!A0'


def hostile_record() -> None:
    imported([achievement_row(texts={"ru": {"title": "т", "summary": HOSTILE, "description": "a"}})])
    RecordText.objects.update(description="\x01\u202e@SUM(1)\x1b")


def test_csv_cells_are_no_formulas(tmp_path):
    hostile_record()
    stream = io.BytesIO()
    assert write_csv(exported(), stream) == 1
    names, cells = csv.reader(io.StringIO(stream.getvalue().decode("utf-8-sig")))
    assert tuple(names) == COLUMNS
    row = dict(zip(names, cells, strict=True))
    assert (row["summary.ru"], row["description.ru"]) == (f"'{HOSTILE}", "'@SUM(1)")
    assert (row["trl"], row["subjects"], row["organisation_name"]) == ("6", "2.1", "Институт мостов")


def test_xlsx_cells_are_text():
    hostile_record()
    stream = io.BytesIO()
    assert write_xlsx(exported(), stream) == 1
    names, cells = load_workbook(stream).active.iter_rows()
    row = {name.value: cell for name, cell in zip(names, cells, strict=True)}
    assert [(row[name].value, row[name].data_type) for name in ("summary.ru", "description.ru")] == [
        (HOSTILE, "s"),
        ("@SUM(1)", "s"),
    ]
    assert (row["trl"].value, row["trl"].data_type) == (6, "n")


@pytest.mark.parametrize(("suffix", "write"), [("csv", write_csv), ("xlsx", write_xlsx)])
def test_table_that_was_exported_can_be_imported(tmp_path, suffix: str, write: Any):
    texts = {
        "ru": {"title": "т", "summary": "-20 °C", "acceptance_criteria": ["а; б", "в"]},
        "zh": {"title": "题"},
    }
    imported([challenge_row(texts=texts)])
    path = tmp_path / f"a.{suffix}"
    with path.open("wb") as stream:
        write(exported(), stream)
    (before,) = exported()
    wipe()
    OrganisationName.objects.all().delete()
    rows = list(read_rows(path))
    mapping, _ = choose(list(rows[0].values), given=None, flags={}, constants={}, is_table=True)
    bad: list[object] = []
    import_rows(rows, Plan("s", mapping), now=NOW, on_bad=bad.append)
    assert bad == []
    (after,) = exported()
    lost = {"organisation", "texts", "facts"}
    assert {name: after[name] for name in after.keys() - lost} == {
        name: before[name] for name in before.keys() - lost
    }
    assert after["facts"] == {name: value for name, value in before["facts"].items() if name != "evidence"}
    assert after["texts"]["ru"] == before["texts"]["ru"] | {"acceptance_criteria": ["а", "б", "в"]}


def test_jsonl_has_one_object_a_line():
    stream = io.BytesIO()
    assert write_jsonl([{"a": "桥\n"}, {"b": 1}], stream) == 2
    assert stream.getvalue().decode() == '{"a": "桥\\n"}\n{"b": 1}\n'
