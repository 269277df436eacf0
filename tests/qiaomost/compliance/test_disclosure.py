from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from qiaomost.common.append_only import RowsAreFinal
from qiaomost.common.errors import Invalid
from qiaomost.compliance.models import DisclosureHead, DisclosureRow, HeadReceipt, ReaderName
from qiaomost.compliance.models.chains import GENESIS, canonical
from qiaomost.compliance.services import disclosure
from qiaomost.compliance.services.disclosure import Terms
from tests.factories import NOW, OrganisationFactory, UserFactory
from tests.qiaomost.compliance.reading import CASE, TERMS, a_reader, message, read

pytestmark = pytest.mark.django_db


def is_sound(case_id: Any = CASE) -> bool:
    heads = disclosure.heads_kept(case_id)
    return disclosure.verify_chain(disclosure.chain_of(case_id), heads=heads).is_valid


def test_append_writes_who_read_what_when_and_under_which_terms():
    user, organisation = a_reader()
    row = disclosure.append(
        case_id=CASE,
        reader=user,
        organisation=organisation,
        action="read_field",
        object_type="catalogue.RecordText",
        object_id="17",
        version="3",
        label="Advantages of an achievement",
        terms=TERMS,
        now=NOW,
    )
    row = disclosure.chain_of(CASE).get()
    assert row.content() == {
        "action": "read_field",
        "at": "2026-09-01T08:00:00.000000Z",
        "chain": f"case/{CASE}",
        "object": {
            "id": "17",
            "label": "Advantages of an achievement",
            "type": "catalogue.RecordText",
            "version": "3",
        },
        "organisation": {"country": "CN", "id": str(organisation.pk), "name": "松北寒区工程研究院"},
        "previous": GENESIS,
        "reader": {"account": str(user.pk), "seal": row.reader.seal},
        "sequence": 1,
        "terms": {"reference": "NDA 3, version 2", "sha256": "ab" * 32},
        "v": 1,
    }
    assert row.hash == hashlib.sha256(canonical(row.content())).hexdigest()
    assert (row.reader.name, row.reader.account_id) == ("曾志远", user.pk)
    assert row.reader.seal == hashlib.sha256(canonical(row.reader.content())).hexdigest()


def test_line_has_the_hash_and_the_bytes_that_it_is_of():
    row = read()[0]
    line = row.line().decode()
    assert json.loads(line) == {"hash": row.hash, "row": row.content()}
    assert line == f'{{"hash":"{row.hash}","row":{canonical(row.content()).decode()}}}'


def test_rows_of_a_page_follow_each_other_in_its_order():
    rows = read(3) + read(2)
    assert [row.sequence for row in rows] == [1, 2, 3, 4, 5]
    assert [row.label for row in rows[:3]] == ["Message 1", "Message 2", "Message 3"]
    assert [row.previous for row in rows] == [GENESIS, *(row.hash for row in rows[:-1])]
    assert str(disclosure.head_of(CASE)) == f"5:{rows[-1].hash}"
    assert is_sound()


def test_each_case_has_a_chain_of_its_own():
    other = uuid4()
    assert [row.sequence for row in read(2) + read(1, case_id=other)] == [1, 2, 1]
    assert is_sound()
    assert is_sound(other)


def test_same_version_read_again_that_day_is_the_same_row():
    user, organisation = a_reader()
    one = {"reader": user, "organisation": organisation, "readings": [message()]}
    first = read(**one)
    again = read(**one, now=NOW + timedelta(hours=15, minutes=59))
    assert [row.pk for row in again] == [row.pk for row in first]
    assert DisclosureRow.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"now": NOW + timedelta(hours=16)},
        {"readings": [message(version="2")]},
        {"readings": [message(action="read_field")]},
        {"readings": [message(2)]},
        {"terms": Terms("NDA 3, version 3", "cd" * 32)},
        {"case_id": uuid4()},
    ],
    ids=[
        "the next day",
        "another version",
        "another action",
        "another object",
        "other terms",
        "another case",
    ],
)
def test_another_read_is_another_row(change: dict[str, Any]):
    user, organisation = a_reader()
    one = {"reader": user, "organisation": organisation, "readings": [message()]}
    read(**one)
    read(**(one | change))
    assert DisclosureRow.objects.count() == 2


def test_another_reader_is_another_row():
    read(), read()
    assert DisclosureRow.objects.count() == 2


def test_every_download_is_a_row():
    user, organisation = a_reader()
    file = message(action="download_file")
    for _ in range(2):
        read(reader=user, organisation=organisation, readings=[file])
    assert [row.sequence for row in disclosure.chain_of(CASE)] == [1, 2]


def test_page_that_shows_an_object_twice_has_one_row():
    rows = read(readings=[message(), message()])
    assert [row.sequence for row in rows] == [1, 1]
    assert DisclosureRow.objects.count() == 1


def test_page_of_thirty_costs_no_more_queries_than_a_page_of_one():
    def queries(count: int) -> int:
        user, organisation = a_reader()
        with CaptureQueriesContext(
            connection,
        ) as caught:
            read(reader=user, organisation=organisation, readings=[message(n) for n in range(count)])
        return len(caught)

    assert queries(30) == queries(1)


def test_page_that_shows_nothing_new_only_looks(django_assert_num_queries: Any):
    user, organisation = a_reader()
    one = {"reader": user, "organisation": organisation, "readings": [message(1), message(2)]}
    read(**one)
    with django_assert_num_queries(1):
        disclosure.append_many(case_id=CASE, terms=TERMS, now=NOW, **one)


def test_reader_without_a_name_is_written_by_address():
    user = UserFactory(email="anna@example.org")
    [row] = read(reader=user, organisation=OrganisationFactory())
    assert row.reader.name == "anna@example.org"


def test_name_is_kept_as_it_was_at_the_time():
    user, organisation = a_reader()
    one = {"reader": user, "organisation": organisation}
    read(**one)
    user.person.names.update(family="王")
    read(**one, readings=[message(2)])
    read(**one, readings=[message(3)])
    assert [row.reader.name for row in disclosure.chain_of(CASE)] == ["曾志远", "王志远", "王志远"]
    assert ReaderName.objects.count() == 2


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"terms": Terms("", "ab" * 32)}, "terms"),
        ({"terms": Terms("NDA", "AB" * 32)}, "terms"),
        ({"terms": Terms("N" * 201, "ab" * 32)}, "terms"),
        ({"readings": [message(), message(action="guess")]}, "action"),
        ({"readings": [message(object_id="")]}, "object"),
        ({"readings": [message(object_id="x" * 65)]}, "object"),
        ({"readings": [message(version="\0")]}, "object"),
        ({"readings": [message(label=" ")]}, "object"),
    ],
)
def test_incomplete_read_is_refused_and_nothing_is_written(change: dict[str, Any], field: str):
    with pytest.raises(Invalid) as refused:
        read(**change)
    assert list(refused.value.fields) == [field]
    assert (DisclosureRow.objects.count(), DisclosureHead.objects.count()) == (0, 0)


def test_label_is_one_clean_line():
    [row] = read(readings=[message(label="Message\n of\x00 1\u202e " + "x" * 400)])
    assert row.label == f"Message of 1 {'x' * 287}"
    assert is_sound()


def test_rows_are_final_for_python():
    [row] = read()
    for attempt in (row.save, row.delete, DisclosureRow.objects.all().delete):
        with pytest.raises(RowsAreFinal):
            attempt()
    with pytest.raises(RowsAreFinal):
        DisclosureRow.objects.update(label="other")
    assert is_sound()


FINAL = [
    "UPDATE compliance_disclosurerow SET label = 'other'",
    "DELETE FROM compliance_disclosurerow",
    "UPDATE compliance_headreceipt SET hash = ''",
    "DELETE FROM compliance_headreceipt",
    "UPDATE compliance_disclosurehead SET length = 1",
    "UPDATE compliance_disclosurehead SET length = 0",
    "DELETE FROM compliance_disclosurehead",
    "UPDATE compliance_readername SET name = 'Somebody else'",
    "UPDATE compliance_readername SET name = '', salt = '', seal = 'x'",
    "DELETE FROM compliance_readername",
]


@pytest.mark.parametrize("statement", FINAL)
def test_rows_are_final_for_the_database(statement: str):
    read()
    disclosure.give_receipt(case_id=CASE, organisation_id=uuid4(), now=NOW)
    with pytest.raises(IntegrityError, match="rows are final"), transaction.atomic():
        connection.cursor().execute(statement)
    assert is_sound()
    assert ReaderName.objects.get().name == "曾志远"
    assert HeadReceipt.objects.count() == 1


def test_table_with_rows_can_not_be_emptied_at_once():
    read()
    connection.check_constraints()
    emptying = "DELETE FROM" if connection.vendor == "sqlite" else "TRUNCATE"
    with pytest.raises(IntegrityError, match="rows are final"), transaction.atomic():
        connection.cursor().execute(f"{emptying} compliance_disclosurerow")
    assert is_sound()


def test_name_can_be_erased_and_the_chain_holds():
    read(2)
    ReaderName.objects.update(name="", salt="")
    assert is_sound()


@pytest.mark.parametrize(
    "values",
    [
        {"sequence": 2},
        {"previous": GENESIS},
        {"sequence": 1, "previous": GENESIS},
        {"sequence": 1},
        {"action": "guess"},
    ],
    ids=["the number again", "a fork", "a second first row", "first with a row before", "unknown action"],
)
def test_database_refuses_a_row_that_can_not_be(values: dict[str, Any]):
    rows = read(2)
    given = {field.attname: getattr(rows[1], field.attname) for field in DisclosureRow._meta.concrete_fields}
    given |= {"id": None, "sequence": 3, "previous": rows[1].hash, "hash": "f" * 64} | values
    with pytest.raises(IntegrityError), transaction.atomic():
        DisclosureRow.objects.create(**given)
    assert DisclosureRow.objects.count() == 2


def test_receipt_is_given_once_a_head():
    party = uuid4()
    read()
    first = disclosure.give_receipt(case_id=CASE, organisation_id=party, now=NOW)
    same = disclosure.give_receipt(case_id=CASE, organisation_id=party, now=NOW + timedelta(days=1))
    assert (same.pk, same.given_at) == (first.pk, NOW)
    read()
    second = disclosure.give_receipt(case_id=CASE, organisation_id=party, now=NOW)
    assert [first.length, second.length] == [1, 2]
    assert disclosure.heads_kept(CASE) == [(1, first.hash), (2, second.hash), (2, second.hash)]
